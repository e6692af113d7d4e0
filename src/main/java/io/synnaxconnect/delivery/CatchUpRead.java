package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.Gap.Cause;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A read of the rows after the position, which may take several blocks. */
final class CatchUpRead {

  private final @Nullable LiveRows liveRows;
  private final Cause cause;
  private final long positionBefore;
  private final long toNanos;
  private final long missingRows;
  private long rowsFound;
  private boolean exhausted;

  /**
   * A read that has not begun.
   *
   * @param liveRows the live rows that wait for it, null when nothing waits
   * @param cause why rows may be missing
   * @param positionBefore the position when it begins
   * @param toNanos the timestamp before which it ends
   * @param missingRows how many rows are known to be missing, negative if that is not known
   */
  CatchUpRead(
      @Nullable LiveRows liveRows,
      Cause cause,
      long positionBefore,
      long toNanos,
      long missingRows) {
    this.liveRows = liveRows;
    this.cause = cause;
    this.positionBefore = positionBefore;
    this.toNanos = toNanos;
    this.missingRows = missingRows;
  }

  /**
   * A read up to live rows, or up to the end of a bounded replay if none of them are before it.
   *
   * @param rows those of the live rows that are before the end
   */
  static CatchUpRead before(
      LiveRows liveRows,
      List<Rows> rows,
      LiveContinuity.Break broken,
      long positionNanos,
      long endNanos) {
    long to = RowFilter.minNanos(RowFilter.after(rows, positionNanos));
    long missing = broken.missingRows();
    if (to == Long.MAX_VALUE) {
      boolean beyondEnd = rows != liveRows.rows();
      to = beyondEnd ? endNanos : positionNanos;
      // It is not known how many of the missing rows lie before the end.
      missing = beyondEnd ? Gap.UNKNOWN_COUNT : missing;
    }
    return new CatchUpRead(liveRows, broken.cause(), positionNanos, to, missing);
  }

  /** A read for which no live rows wait. */
  static CatchUpRead upTo(long endNanos, long positionNanos) {
    return new CatchUpRead(null, Cause.REOPENED, positionNanos, endNanos, Gap.UNKNOWN_COUNT);
  }

  /** What is missing after this read. */
  Gap gap(long fromNanos, long untilNanos, long wallNanos) {
    TimeRange range = TimeRange.ofNanos(fromNanos, untilNanos);
    return Gap.ofGroup(cause, range, new TimeStamp(wallNanos), remainingRows());
  }

  @Nullable LiveRows liveRows() {
    return liveRows;
  }

  long positionBefore() {
    return positionBefore;
  }

  long toNanos() {
    return toNanos;
  }

  boolean isExhausted() {
    return exhausted;
  }

  boolean hasFound() {
    return rowsFound > 0;
  }

  /** How many rows are still missing, {@link Gap#UNKNOWN_COUNT} if that is not known. */
  long remainingRows() {
    return missingRows < 0 ? Gap.UNKNOWN_COUNT : Math.max(0, missingRows - rowsFound);
  }

  /** Takes the next block into account. */
  void addBlock(long rows, boolean isLast) {
    exhausted = isLast;
    rowsFound += rows;
  }
}
