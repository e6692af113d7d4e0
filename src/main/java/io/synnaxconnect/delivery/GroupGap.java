package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.Gap.Cause;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;

/** Rows of a group that are missing before the position, and for which history is asked. */
public final class GroupGap {

  private static final long FIRST_PROBE_NANOS = 500_000_000L;
  private static final long MAX_PROBE_NANOS = 20_000_000_000L;

  /** A gap of an offset before the first stream. */
  static final long NOT_ASKED = Long.MAX_VALUE;

  private final Cause cause;
  private final long toNanos;

  /** When it was opened, by the wall clock of the worker that opened it. */
  private final TimeStamp openedAt;

  /** When this task opened it, or began to ask for it; what another clock says does not count. */
  private long openedNanos;

  private final RetryTimer probe = new RetryTimer(FIRST_PROBE_NANOS, MAX_PROBE_NANOS);
  private long fromNanos;
  private long missingRows;

  /** Whether its time was over when history was last asked. */
  private boolean timeOver;

  private boolean timedOut;

  /**
   * A gap; history is asked soon, and then ever more rarely.
   *
   * @param nowNanos when it was opened, {@link #NOT_ASKED} if another task has opened it
   */
  GroupGap(Gap gap, long nowNanos) {
    this.cause = gap.cause();
    this.fromNanos = gap.range().start().nanos();
    this.toNanos = gap.range().end().nanos();
    this.openedAt = gap.openedAt();
    this.openedNanos = nowNanos;
    this.missingRows = gap.sampleCount();
    if (nowNanos != NOT_ASKED) {
      probe.start(nowNanos);
    }
  }

  long fromNanos() {
    return fromNanos;
  }

  long toNanos() {
    return toNanos;
  }

  /** When this task opened it or began to ask for it. */
  long openedNanos() {
    return openedNanos;
  }

  /** Asks history soon. */
  void wake(long nowNanos) {
    openedNanos = Math.min(openedNanos, nowNanos);
    probe.start(nowNanos);
  }

  RetryTimer probe() {
    return probe;
  }

  /** Whether history is to be asked now: as the probe says, and when the time is over. */
  boolean isDue(long nowNanos, long timeoutNanos) {
    timeOver = nowNanos - openedNanos >= timeoutNanos;
    return probe.isDue(nowNanos) || timeOver;
  }

  /** History delivered everything that it has in the range. */
  void onExhausted() {
    timedOut = timeOver;
  }

  /** Whether history had nothing else when the time was over. */
  boolean isTimedOut() {
    return timedOut;
  }

  /** Whether it is known how many rows are missing. */
  boolean isCounted() {
    return missingRows != Gap.UNKNOWN_COUNT;
  }

  /** Whether nothing is missing any more. */
  boolean isFilled() {
    return missingRows == 0 || fromNanos >= toNanos;
  }

  /** Rows up to a timestamp were emitted. */
  void advancePast(long timestampNanos, long rows) {
    if (timestampNanos >= fromNanos) {
      fromNanos = timestampNanos + 1;
    }
    if (missingRows != Gap.UNKNOWN_COUNT) {
      missingRows = Math.max(0, missingRows - rows);
    }
  }

  /** Its form in the offset. */
  Gap toGap() {
    TimeRange range = TimeRange.ofNanos(fromNanos, toNanos);
    return Gap.ofGroup(cause, range, openedAt, missingRows);
  }
}
