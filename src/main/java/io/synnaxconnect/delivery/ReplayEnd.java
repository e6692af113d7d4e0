package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Rows;
import java.util.List;

/** Where a bounded replay ends. */
final class ReplayEnd {

  private final long endNanos;
  private final long gapTimeoutNanos;
  private boolean seen;

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

  /** Whether there were newer rows, or nobody can write older ones any more. */
  boolean isPassed(long nowNanos) {
    return endNanos != Long.MAX_VALUE && (seen || nowNanos - gapTimeoutNanos >= endNanos);
  }
}
