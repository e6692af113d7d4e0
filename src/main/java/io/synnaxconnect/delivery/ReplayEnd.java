package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Rows;
import java.util.List;

/** Where a bounded replay ends. */
final class ReplayEnd {

  private final long endNanos;
  private final long gapTimeoutNanos;
  private boolean seen;
  private boolean lastLook;
  private boolean looked;

  ReplayEnd(DeliveryOptions options) {
    this.endNanos = options.endNanos();
    this.gapTimeoutNanos = options.gapTimeoutNanos();
  }

  /** {@link Long#MAX_VALUE} for none. */
  long nanos() {
    return endNanos;
  }

  /** Those of the rows that belong to the replay; the list itself if all do. */
  List<Rows> before(List<Rows> rows) {
    if (endNanos == Long.MAX_VALUE) {
      return rows;
    }
    List<Rows> before = RowFilter.where(rows, stamp -> stamp < endNanos);
    seen |= before != rows;
    return before;
  }

  private boolean isOver(long nowNanos) {
    return endNanos != Long.MAX_VALUE && nowNanos - gapTimeoutNanos >= endNanos;
  }

  /** A reading of everything up to the end begins. */
  void beginReading(long nowNanos) {
    lastLook = isOver(nowNanos);
  }

  void endReading() {
    looked |= lastLook;
  }

  /** Whether nobody can write older rows any more, so that history is asked once more. */
  boolean isLookDue(long nowNanos) {
    return !looked && isOver(nowNanos);
  }

  /** Whether there were newer rows, or history has no others. */
  boolean isPassed() {
    return seen || looked;
  }
}
