package io.synnaxconnect.delivery;

/**
 * Detects that nothing of a group is emitted although the cluster stores newer rows, whatever the
 * reason is: it trusts no part of the delivery. If nothing has moved for a while, it asks for a
 * query of the cluster; only the answers of these queries count.
 *
 * <p>Its time passes only while the group could move: not while Kafka is busy with earlier records,
 * nor while no stream is open.
 */
public final class StallDetector {

  /** How many queries a time limit has, once newer rows were found. */
  private static final int QUERIES = 8;

  /** What to do about a group. */
  public enum Step {
    /** Nothing, or nothing more. */
    NONE,
    /** Ask history at once: perhaps the newer rows have just not come yet. */
    PROBE,
    /** Open the stream again. */
    REOPEN,
    /** Make the task fail: opening the stream did not help. */
    FAIL
  }

  /** What the queries have shown since the group last moved. */
  enum State {
    /** Nothing newer is stored, as far as is known. */
    MOVING,
    /** One query found newer rows, which may just be on their way. */
    SUSPECTED,
    /** Another query found newer rows. */
    STALLED,
    /** The stream was opened again because of that. */
    REOPENED;

    /**
     * What to do when a query has found newer rows.
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
  private long queriedNanos;

  /** Whether the answer of a query is awaited. */
  private boolean querying;

  /** When the first query found newer rows, or when the stream was last opened. */
  private long remedyNanos;

  /**
   * A group that moves.
   *
   * @param timeoutNanos how long it may be stalled before the stream is opened again, and how long
   *     after that
   */
  public StallDetector(long timeoutNanos, long nowNanos) {
    this.timeoutNanos = timeoutNanos;
    onProgress(nowNanos);
  }

  /** Rows were handed over, or the group has no reason to move. */
  public void onProgress(long nowNanos) {
    movedNanos = nowNanos;
    queriedNanos = nowNanos;
    state = State.MOVING;
    querying = false;
  }

  /** A stream was opened: it has the whole time limit. */
  public void onStreamOpened(long nowNanos) {
    querying = false;
    queriedNanos = nowNanos;
    remedyNanos = nowNanos;
    if (state != State.REOPENED) {
      onProgress(nowNanos);
    }
  }

  /** Whether to query the cluster now. */
  public boolean isQueryDue(long nowNanos) {
    long pause = state == State.MOVING ? timeoutNanos / 2 : timeoutNanos / QUERIES;
    return !querying && nowNanos - queriedNanos >= pause;
  }

  /** Whether a query has found newer rows, so that others are to follow. */
  public boolean isSuspected() {
    return state != State.MOVING;
  }

  /** When the last query was answered, or when the group moved after it. */
  public long queriedNanos() {
    return queriedNanos;
  }

  /** The query begins. */
  public void startQuery() {
    querying = true;
  }

  /** The query failed, which shows nothing. */
  public void onQueryFailed(long nowNanos) {
    querying = false;
    queriedNanos = nowNanos;
  }

  /**
   * The query was answered.
   *
   * @param newer whether rows after the position are stored
   */
  public Step onQueryAnswered(boolean newer, long nowNanos) {
    if (!querying) {
      // It has moved, or another stream was opened.
      return Step.NONE;
    }
    if (!newer) {
      onProgress(nowNanos);
      return Step.NONE;
    }
    querying = false;
    queriedNanos = nowNanos;
    Step remedy = state.remedy(nowNanos - remedyNanos >= timeoutNanos);
    state = state.after(remedy);
    if (remedy == Step.PROBE || remedy == Step.REOPEN) {
      remedyNanos = nowNanos;
    }
    return remedy;
  }

  /** Whether the group is known to be stalled: what one query found may just be on its way. */
  public boolean isStalled() {
    return state == State.STALLED || state == State.REOPENED;
  }

  /** For how long it has not moved. */
  public long stalledNanos(long nowNanos) {
    return nowNanos - movedNanos;
  }
}
