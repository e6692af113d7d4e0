package io.synnaxconnect.delivery;

/**
 * Notices that a group stands still although the cluster stores newer rows, whatever the reason is:
 * it trusts nothing of what delivers rows. Where nothing has moved for a while it asks for a look
 * into the cluster; only what such looks find counts.
 *
 * <p>Its time passes only while the group could move: not while Kafka takes what was handed over
 * before, nor while no stream stands.
 */
public final class StallDetector {

  /** How often it looks, for each time limit, once newer rows were found. */
  private static final int LOOKS = 8;

  /** What to do about a group. */
  public enum Step {
    /** Nothing, or nothing more. */
    NONE,
    /** Ask history at once: what is new may just not have come yet. */
    PROBE,
    /** Open the stream anew. */
    REOPEN,
    /** Give up: the first remedy did not help. */
    FAIL
  }

  private final long timeoutNanos;
  private long movedNanos;
  private long lookedNanos;
  private boolean looking;

  /** Looks in a row that found newer rows. */
  private int findings;

  /** When the first of them was, or the last remedy. */
  private long remedyNanos;

  private boolean reopened;

  /**
   * A group that moves.
   *
   * @param timeoutNanos how long it may stand still before the stream is opened anew, and how long
   *     after that
   */
  public StallDetector(long timeoutNanos, long nowNanos) {
    this.timeoutNanos = timeoutNanos;
    moved(nowNanos);
  }

  /** Something was handed over, or the group may stand still. */
  public void moved(long nowNanos) {
    movedNanos = nowNanos;
    lookedNanos = nowNanos;
    findings = 0;
    reopened = false;
    looking = false;
  }

  /** A stream was opened: it gets all the time that there is. */
  public void opened(long nowNanos) {
    looking = false;
    lookedNanos = nowNanos;
    remedyNanos = nowNanos;
    if (!reopened) {
      moved(nowNanos);
    }
  }

  /** Whether to look into the cluster now; then an answer is awaited. */
  public boolean isLookDue(long nowNanos) {
    long pause = findings > 0 ? timeoutNanos / LOOKS : timeoutNanos / 2;
    return !looking && nowNanos - lookedNanos >= pause;
  }

  /** The look begins. */
  public void look() {
    looking = true;
  }

  /** The look failed, which says nothing. */
  public void lookFailed(long nowNanos) {
    looking = false;
    lookedNanos = nowNanos;
  }

  /**
   * The look is over.
   *
   * @param newer whether rows after the position are stored
   */
  public Step looked(boolean newer, long nowNanos) {
    if (!looking) {
      // It has moved, or another stream was opened.
      return Step.NONE;
    }
    if (!newer) {
      moved(nowNanos);
      return Step.NONE;
    }
    looking = false;
    lookedNanos = nowNanos;
    findings++;
    if (findings == 1) {
      remedyNanos = nowNanos;
      return Step.PROBE;
    }
    if (nowNanos - remedyNanos < timeoutNanos) {
      return Step.NONE;
    }
    if (reopened) {
      return Step.FAIL;
    }
    reopened = true;
    remedyNanos = nowNanos;
    return Step.REOPEN;
  }

  /** Whether it is known to stand still: what one look found may just be on its way. */
  public boolean isStalled() {
    return findings > 1;
  }

  /** For how long it has not moved. */
  public long stillNanos(long nowNanos) {
    return nowNanos - movedNanos;
  }
}
