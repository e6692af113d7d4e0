package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.Gap.Cause;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;

/** Rows of a group that are missing before the position, and for which history is asked. */
public final class GroupGap {

  private static final long FIRST_PROBE_NANOS = 500_000_000L;
  private static final long RAREST_PROBE_NANOS = 20_000_000_000L;

  private final Cause cause;
  private final long toNanos;
  private final long openedNanos;
  private final RetryTimer probe = new RetryTimer(FIRST_PROBE_NANOS, RAREST_PROBE_NANOS);
  private long fromNanos;
  private long missingRows;
  private boolean over;
  private boolean givenUp;

  /** A gap; looked into at once, and then ever more rarely. */
  GroupGap(Gap gap, long nowNanos) {
    this.cause = gap.cause();
    this.fromNanos = gap.range().start().nanos();
    this.toNanos = gap.range().end().nanos();
    this.openedNanos = gap.openedAt().nanos();
    this.missingRows = gap.sampleCount();
    probe.start(nowNanos);
  }

  long fromNanos() {
    return fromNanos;
  }

  long toNanos() {
    return toNanos;
  }

  /** When it was opened, nanoseconds since the Unix epoch. */
  long openedNanos() {
    return openedNanos;
  }

  RetryTimer probe() {
    return probe;
  }

  /** Whether history is to be asked now: from time to time, and at last when the time is over. */
  boolean isDue(long nowNanos, long timeoutNanos) {
    over = nowNanos - openedNanos >= timeoutNanos;
    return probe.isDue(nowNanos) || over;
  }

  /** History was asked and gave everything it has in the range. */
  void asked() {
    givenUp = over;
  }

  /** Whether history was asked long enough, in vain. */
  boolean isGivenUp() {
    return givenUp;
  }

  /** Whether it is known how many rows are missing. */
  boolean isCounted() {
    return missingRows != Gap.UNKNOWN_COUNT;
  }

  /** Whether nothing is left to look for. */
  boolean isFilled() {
    return missingRows == 0 || fromNanos >= toNanos;
  }

  /** Rows up to a timestamp have left. */
  void moveBehind(long timestampNanos, long rows) {
    if (timestampNanos >= fromNanos) {
      fromNanos = timestampNanos + 1;
    }
    if (missingRows != Gap.UNKNOWN_COUNT) {
      missingRows = Math.max(0, missingRows - rows);
    }
  }

  /** As it stands in the offset. */
  Gap toGap() {
    TimeRange range = TimeRange.ofNanos(fromNanos, toNanos);
    return Gap.ofGroup(cause, range, new TimeStamp(openedNanos), missingRows);
  }
}
