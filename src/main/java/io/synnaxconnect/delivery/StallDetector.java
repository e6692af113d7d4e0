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

  /** What the looks have shown since the group last moved. */
  enum State {
    /** Nothing newer is stored, as far as is known. */
    MOVING,
    /** One look found newer rows, which may just be on their way. */
    SUSPECTED,
    /** Another look found newer rows. */
    STALLED,
    /** The stream was opened again because of that. */
    REOPENED;

    /**
     * What to do when a look has found newer rows.
     *
     * @param timeOver whether the time limit has passed since the first finding or the last remedy
     */
    Step remedy(boolean timeOver) {
      return switch (this) {
        case MOVING -> Step.PROBE;
        case SUSPECTED, STALLED -> timeOver ? Step.REOPEN : Step.NONE;
        case REOPENED -> timeOver ? Step.FAIL : Step.NONE;
      };
    }

    /** The state after that was done. */
    State after(Step remedy) {
      return switch (remedy) {
        case PROBE -> SUSPECTED;
        case REOPEN -> REOPENED;
        case FAIL -> this;
        case NONE -> this == SUSPECTED ? STALLED : this;
      };
    }
  }

  private final long timeoutNanos;
  private State state = State.MOVING;
  private long movedNanos;
  private long lookedNanos;

  /** Whether the answer of a look is awaited. */
  private boolean looking;

  /** When the first look found newer rows, or the last remedy began. */
  private long remedyNanos;

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
    state = State.MOVING;
    looking = false;
  }

  /** A stream was opened: it gets all the time that there is. */
  public void opened(long nowNanos) {
    looking = false;
    lookedNanos = nowNanos;
    remedyNanos = nowNanos;
    if (state != State.REOPENED) {
      moved(nowNanos);
    }
  }

  /** Whether to look into the cluster now; then an answer is awaited. */
  public boolean isLookDue(long nowNanos) {
    long pause = state == State.MOVING ? timeoutNanos / 2 : timeoutNanos / LOOKS;
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
    Step remedy = state.remedy(nowNanos - remedyNanos >= timeoutNanos);
    state = state.after(remedy);
    if (remedy == Step.PROBE || remedy == Step.REOPEN) {
      remedyNanos = nowNanos;
    }
    return remedy;
  }

  /** Whether it is known to stand still: what one look found may just be on its way. */
  public boolean isStalled() {
    return state == State.STALLED || state == State.REOPENED;
  }

  /** For how long it has not moved. */
  public long stillNanos(long nowNanos) {
    return nowNanos - movedNanos;
  }
}
