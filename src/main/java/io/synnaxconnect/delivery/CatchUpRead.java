package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.Gap.Cause;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reading of the rows after the position, which may take several blocks. */
final class CatchUpRead {

  private final @Nullable LiveRows liveRows;
  private final Cause cause;
  private final long positionBefore;
  private final long toNanos;
  private final long missingRows;
  private long rowsFound;
  private boolean exhausted;

  /**
   * A reading that has not begun.
   *
   * @param liveRows the live rows that wait for it, null when nothing waits
   * @param cause why rows may be missing
   * @param missingRows how many rows are known to be missing, negative if nobody can tell
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
   * A reading up to live rows, or up to the end of a bounded replay where none are before that.
   *
   * @param rows those of the live rows that are before the end
   */
  static CatchUpRead before(
      LiveRows liveRows,
      List<Rows> rows,
      LiveContinuity.Break broken,
      long positionNanos,
      long endNanos) {
    long to = RowFilter.smallest(RowFilter.after(rows, positionNanos));
    long missing = broken.missingRows();
    if (to == Long.MAX_VALUE) {
      boolean beyondEnd = rows != liveRows.rows();
      to = beyondEnd ? endNanos : positionNanos;
      // How many of the missing rows lie before the end nobody can tell.
      missing = beyondEnd ? Gap.UNKNOWN_COUNT : missing;
    }
    return new CatchUpRead(liveRows, broken.cause(), positionNanos, to, missing);
  }

  /** A reading for which nothing waits. */
  static CatchUpRead upTo(long endNanos, long positionNanos) {
    return new CatchUpRead(null, Cause.REOPENED, positionNanos, endNanos, Gap.UNKNOWN_COUNT);
  }

  /** What is still missing. */
  Gap gap(long fromNanos, long untilNanos, long nowNanos) {
    TimeRange range = TimeRange.ofNanos(fromNanos, untilNanos);
    return Gap.ofGroup(cause, range, new TimeStamp(nowNanos), rowsLeft());
  }

  @Nullable LiveRows run() {
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

  /** How many rows are still missing, {@link Gap#UNKNOWN_COUNT} if nobody can tell. */
  long rowsLeft() {
    return missingRows < 0 ? Gap.UNKNOWN_COUNT : Math.max(0, missingRows - rowsFound);
  }

  /** Takes the next block into account. */
  void read(long rows, boolean nothingLeft) {
    exhausted = nothingLeft;
    rowsFound += rows;
  }
}
