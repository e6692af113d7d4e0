package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.Rows;
import java.util.List;

/** Checks rows that are emitted: none after the end of a replay, and none that is half written. */
final class EmittedRows {

  /** A channel that all writers write, and that is always chosen. */
  static final int ALWAYS_WRITTEN_KEY = 2;

  private final SimulatedCluster cluster;
  private final long endNanos;

  /**
   * Has seen nothing.
   *
   * @param endNanos timestamp before which a bounded replay ends
   */
  EmittedRows(SimulatedCluster cluster, long endNanos) {
    this.cluster = cluster;
    this.endNanos = endNanos;
  }

  /** Rows are about to be emitted. */
  void check(List<Rows> block) {
    if (RowFilter.maxNanos(block) >= endNanos) {
      throw new AssertionError("Emitted after the end " + endNanos + ": " + block);
    }
  }

  /**
   * Rows were emitted in order: none that its writer is still writing, unless newer ones are
   * stored.
   */
  void checkWhole(List<Rows> block, SourceOffset offset) {
    for (Rows piece : block) {
      if (piece.columns().stream().noneMatch(c -> c.channel().key() == ALWAYS_WRITTEN_KEY)) {
        for (int i = 0; i < piece.rowCount(); i++) {
          checkWhole(piece.timestampNanos(i), offset);
        }
      }
    }
  }

  private void checkWhole(long stampNanos, SourceOffset offset) {
    SimulatedRow row = cluster.onlyRowAt(stampNanos);
    SimulatedRow before = row == null ? null : cluster.rowBefore(row);
    if (row == null || before == null || before.delivered[ALWAYS_WRITTEN_KEY] == 0) {
      return;
    }
    boolean lackedBefore =
        offset.gaps().stream()
            .filter(gap -> gap.channels().contains(ALWAYS_WRITTEN_KEY))
            .anyMatch(
                gap ->
                    gap.range().start().nanos() <= before.stampNanos
                        || gap.openedAt().nanos() < row.writtenNanos);
    if (!lackedBefore && !row.late && row.writtenAlone && row.isReadable(ALWAYS_WRITTEN_KEY)) {
      throw new AssertionError("Emitted in part: " + row);
    }
  }
}
