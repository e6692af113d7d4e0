package io.synnaxconnect.client;

import io.synnaxconnect.client.HistoryBlock.Piece;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The timestamps of one block of history, and which of its rows a stored series belongs to. Pure.
 *
 * <p>A series says so twice: by its alignment and by its time range. The alignment is wrong where a
 * region of a data channel begins inside a region of its index: up to its start it says sample 0.
 * The time range is exact. So a series is placed by its alignment only where the time range agrees,
 * otherwise by the time range, and never by neither of them (docs/decisions/0020).
 */
final class BlockIndex {

  private static final int NOWHERE = -1;

  private final List<Piece> pieces;

  /** The row with which each piece begins. */
  private final int[] firstRows;

  private final int rowCount;
  private final boolean isSorted;
  private final TimeRange times;
  private final boolean mayLackRows;
  private final TimeStamp start;

  /**
   * Samples of one series for consecutive rows of one piece.
   *
   * @param offset the sample of the first of these rows
   * @param domain domain of the rows in the index
   * @param firstSample sample number of the first row in that domain
   */
  record Run(Series series, int offset, long domain, long firstSample, int count) {

    /** Sample number after the last row. */
    long endSample() {
      return firstSample + count;
    }
  }

  BlockIndex(List<Piece> pieces) {
    this(pieces, null);
  }

  /**
   * The timestamps of a block.
   *
   * @param window what was read, if that is more than {@link #times}: then data channels may have
   *     samples after the last row; null otherwise
   */
  BlockIndex(List<Piece> pieces, @Nullable TimeRange window) {
    this.pieces = List.copyOf(pieces);
    this.firstRows = new int[pieces.size()];
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    boolean sorted = true;
    int rows = 0;
    for (int p = 0; p < firstRows.length; p++) {
      Piece piece = pieces.get(p);
      firstRows[p] = rows;
      for (int i = piece.from(); i < piece.series().sampleCount(); i++) {
        long stamp = piece.series().longAt(i);
        sorted &= stamp >= last;
        first = Math.min(first, stamp);
        last = Math.max(last, stamp);
      }
      rows += piece.rowCount();
    }
    this.rowCount = rows;
    this.isSorted = sorted;
    this.times = TimeRange.ofNanos(first, last == Long.MAX_VALUE ? last : last + 1);
    this.mayLackRows = window != null;
    this.start = window == null ? times.start() : window.start();
  }

  List<Piece> pieces() {
    return pieces;
  }

  int rowCount() {
    return rowCount;
  }

  /** From the first timestamp to just after the last; timestamps may be out of order. */
  TimeRange times() {
    return times;
  }

  /** The rows of all samples of a series; none where alignment and time range do not say them. */
  List<Run> place(Series series) {
    int row = rowByPosition(series);
    if (row == NOWHERE || !fits(row, series.sampleCount(), series.timeRange())) {
      row = isSorted ? rowByTime(series) : NOWHERE;
    }
    return row == NOWHERE ? List.of() : runs(series, row);
  }

  /**
   * How many rows a block from here on may have in which a server cannot have joined two regions
   * into this series; 0 if it has not joined any.
   *
   * <p>A server sorts the regions of a channel by alignment, and joins those that seem to follow
   * each other. A region that begins later inside the same region of the index says sample 0; as
   * many samples as the index has before this block, and the samples from this block's start on
   * come after its own, under a time range that fits.
   */
  int rowsWithoutJoin(Series series) {
    Piece first = pieces.get(0);
    long before = first.firstSample();
    boolean mayBeJoined =
        series.alignment().sample() == 0
            && series.alignment().domain() == first.domain()
            && series.timeRange().start().equals(start)
            && before > 0
            && series.sampleCount() > before
            && rowCount > before;
    return mayBeJoined ? (int) before : 0;
  }

  /** The row that the alignment names, if all samples have a row from there on. */
  private int rowByPosition(Series series) {
    for (int p = 0; p < firstRows.length; p++) {
      Piece piece = pieces.get(p);
      if (piece.domain() == series.alignment().domain()) {
        long inside = series.alignment().sample() - piece.firstSample();
        boolean isTimeless = series.timeRange().equals(TimeRange.ZERO);
        int most = isTimeless ? piece.rowCount() : rowCount - firstRows[p];
        if (inside >= 0 && inside < piece.rowCount() && inside + series.sampleCount() <= most) {
          return firstRows[p] + (int) inside;
        }
      }
    }
    return NOWHERE;
  }

  /**
   * Whether a time range begins with the first of these rows and covers them. It may end with more
   * rows: the server closes the hole when a writer had no control of the channel for a while.
   */
  private boolean fits(int row, int count, TimeRange range) {
    if (range.equals(TimeRange.ZERO)) {
      return true;
    }
    if (!isSorted) {
      return coversOutOfOrder(row, count, range);
    }
    long first = stampAt(row);
    return covers(range, first, stampAt(row + count - 1))
        && (row == 0 || stampAt(row - 1) < range.start().nanos() || stampAt(row - 1) == first);
  }

  private static boolean covers(TimeRange range, long first, long last) {
    return range.start().nanos() <= first && last < range.end().nanos();
  }

  /** A region begins no later than any timestamp from its piece's first row on. */
  private boolean coversOutOfOrder(int row, int count, TimeRange range) {
    long smallest = Long.MAX_VALUE;
    for (int i = firstRows[pieceOf(row)]; i < row + count; i++) {
      smallest = Math.min(smallest, stampAt(i));
    }
    return covers(range, smallest, smallest);
  }

  /**
   * The first row in the time range of a series, if the range has as many rows as the series, or if
   * only the last timestamp of the range has more rows.
   */
  private int rowByTime(Series series) {
    TimeRange range = series.timeRange();
    int row = lowerBound(range.start().nanos());
    int end = row + series.sampleCount();
    if (mayLackRows && row < rowCount && end > rowCount) {
      return stampAt(row) >= range.start().nanos() ? row : NOWHERE;
    }
    if (range.isEmpty() || end > rowCount || stampAt(end - 1) >= range.end().nanos()) {
      return NOWHERE;
    }
    if (end == rowCount || stampAt(end) >= range.end().nanos()) {
      return row;
    }
    // Which of several rows at the first timestamp would be a guess.
    boolean isFirstKnown = stampAt(row) > range.start().nanos() || stampAt(row + 1) > stampAt(row);
    return isFirstKnown && stampAt(end) == stampAt(end - 1) ? row : NOWHERE;
  }

  /** The first row whose timestamp is not before {@code nanos}. */
  private int lowerBound(long nanos) {
    int low = 0;
    int high = rowCount;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (stampAt(middle) < nanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private long stampAt(int row) {
    int piece = pieceOf(row);
    int sample = pieces.get(piece).from() + row - firstRows[piece];
    return pieces.get(piece).series().longAt(sample);
  }

  private int pieceOf(int row) {
    int found = Arrays.binarySearch(firstRows, row);
    return found >= 0 ? found : -found - 2;
  }

  /** A series may reach over several pieces. */
  private List<Run> runs(Series series, int row) {
    List<Run> runs = new ArrayList<>(1);
    int offset = 0;
    for (int p = pieceOf(row); p < firstRows.length && offset < series.sampleCount(); p++) {
      Piece piece = pieces.get(p);
      int inside = row + offset - firstRows[p];
      int count = Math.min(piece.rowCount() - inside, series.sampleCount() - offset);
      runs.add(new Run(series, offset, piece.domain(), piece.firstSample() + inside, count));
      offset += count;
    }
    return runs;
  }

  /**
   * The rows of a series that just reaches over the edges of the block: a timestamp that occurs
   * there several times is read with all its samples.
   */
  List<Run> placeAtEdges(Series series) {
    for (int p = 0; p < firstRows.length; p++) {
      Piece piece = pieces.get(p);
      long start = series.alignment().sample();
      long from = Math.max(piece.firstSample(), start);
      int count = (int) (Math.min(piece.endSample(), start + series.sampleCount()) - from);
      if (piece.domain() == series.alignment().domain() && count > 0) {
        int first = firstRows[p] + (int) (from - piece.firstSample());
        int offset = (int) (from - start);
        boolean endsInside = offset + count == series.sampleCount();
        return fitsEdges(first, offset == 0, count, endsInside, series.timeRange())
            ? List.of(new Run(series, offset, piece.domain(), from, count))
            : List.of();
      }
    }
    return List.of();
  }

  /** Samples beyond an edge can only have the timestamp that is there. */
  private boolean fitsEdges(
      int row, boolean startsInside, int count, boolean endsInside, TimeRange range) {
    if (!fits(row, count, range)) {
      return false;
    }
    if (range.equals(TimeRange.ZERO) || !isSorted) {
      return true;
    }
    int end = row + count;
    boolean isEndCertain =
        endsInside
            ? end == rowCount || stampAt(end) >= range.end().nanos()
            : stampAt(end - 1) + 1 == range.end().nanos();
    return isEndCertain && (startsInside || stampAt(row) == range.start().nanos());
  }
}
