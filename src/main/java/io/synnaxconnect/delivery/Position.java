package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.TimeStamp;
import org.jspecify.annotations.Nullable;

/** The timestamp up to which all rows of a group were emitted. */
final class Position {

  private long nanos;

  /** A position; null before the first row. */
  Position(@Nullable TimeStamp at) {
    this.nanos = at == null ? Long.MIN_VALUE : at.nanos();
  }

  boolean isSet() {
    return nanos != Long.MIN_VALUE;
  }

  /** {@link Long#MIN_VALUE} before the first row. */
  long nanos() {
    return nanos;
  }

  /** The first timestamp after it. */
  long next() {
    return after(nanos);
  }

  void moveTo(long rowNanos) {
    nanos = Math.max(nanos, rowNanos);
  }

  @Nullable TimeStamp toTimeStamp() {
    return isSet() ? new TimeStamp(nanos) : null;
  }

  /** The timestamp before, if there is one: a gap before the first row has no beginning. */
  static long before(long stampNanos) {
    return stampNanos == Long.MIN_VALUE ? stampNanos : stampNanos - 1;
  }

  /** The next timestamp, if there is one. */
  static long after(long stampNanos) {
    boolean atEnd = stampNanos == Long.MIN_VALUE || stampNanos == Long.MAX_VALUE;
    return atEnd ? stampNanos : stampNanos + 1;
  }
}
