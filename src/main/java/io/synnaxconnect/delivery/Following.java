package io.synnaxconnect.delivery;

import io.synnaxconnect.convert.Gap.Cause;
import io.synnaxconnect.telem.Rows;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A reading of the rows after the position, which may take several blocks. */
final class Following {

  private final @Nullable LiveRun run;
  private final Cause cause;
  private final long positionBefore;
  private final long toNanos;
  private final long missingRows;
  private long rowsFound;
  private boolean exhausted;

  /**
   * A reading that has not begun.
   *
   * @param run the live rows that wait for it, null when nothing waits
   * @param cause why rows may be missing
   * @param missingRows how many rows are known to be missing, negative if nobody can tell
   */
  Following(
      @Nullable LiveRun run, Cause cause, long positionBefore, long toNanos, long missingRows) {
    this.run = run;
    this.cause = cause;
    this.positionBefore = positionBefore;
    this.toNanos = toNanos;
    this.missingRows = missingRows;
  }

  @Nullable LiveRun run() {
    return run;
  }

  Cause cause() {
    return cause;
  }

  long positionBefore() {
    return positionBefore;
  }

  long toNanos() {
    return toNanos;
  }

  long missingRows() {
    return missingRows;
  }

  boolean isExhausted() {
    return exhausted;
  }

  boolean hasFound() {
    return rowsFound > 0;
  }

  long rowsFound() {
    return rowsFound;
  }

  /** Takes the next block into account. */
  void read(long rows, boolean nothingLeft) {
    exhausted = nothingLeft;
    rowsFound += rows;
  }

  /** Notes for each channel the greatest timestamp at which it has a sample. */
  static void see(List<Rows> rows, Map<Long, Long> lastSeenNanos) {
    for (Rows piece : rows) {
      long last = RowFilter.greatest(List.of(piece));
      for (Rows.Column column : piece.columns()) {
        lastSeenNanos.merge(column.channel().key(), last, Math::max);
      }
    }
  }
}
