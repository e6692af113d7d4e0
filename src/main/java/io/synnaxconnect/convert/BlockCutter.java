package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts the rows of one group into row blocks. A block is emitted as a whole, since its last record
 * moves the offset. Rows with equal timestamps stay together, because no offset lies between them.
 */
public final class BlockCutter {

  private final List<Rows> pieces;
  private final RecordShape shape;
  private final int[] starts;
  private final int rowCount;
  private int nextRow;

  /** Cuts these rows, in their order, into blocks for records of this shape. */
  public BlockCutter(List<Rows> pieces, RecordShape shape) {
    this.pieces = List.copyOf(pieces);
    this.shape = shape;
    this.starts = new int[pieces.size()];
    int rows = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = rows;
      rows += pieces.get(i).rowCount();
    }
    this.rowCount = rows;
  }

  /** Whether no row remains. */
  public boolean isEmpty() {
    return nextRow == rowCount;
  }

  /**
   * The next block.
   *
   * @param maxRecords maximum number of records
   * @param mayExceed whether the block may exceed the maximum if its smallest part does: the rows
   *     of one record per channel, or a run of equal timestamps
   * @return no rows if nothing fits
   */
  public List<Rows> next(int maxRecords, boolean mayExceed) {
    int end = lastCutAtOrBefore(fitting(maxRecords));
    if (end == nextRow && mayExceed && !isEmpty()) {
      end = smallestCut();
    }
    List<Rows> block = slice(nextRow, end);
    nextRow = end;
    return block;
  }

  /** The row before which {@code maxRecords} records end. */
  private int fitting(int maxRecords) {
    int row = nextRow;
    // Nothing remains after a block that exceeded the maximum.
    long remaining = Math.max(0, maxRecords);
    while (row < rowCount) {
      int piece = pieceOf(row);
      int width = pieces.get(piece).columns().size();
      int rows = endOf(piece) - row;
      long records = shape.recordCount(rows, width);
      if (records > remaining) {
        return row + (int) shape.rowCount(remaining, width);
      }
      remaining -= records;
      row += rows;
    }
    return row;
  }

  /** The end of the smallest block that wastes no record. */
  private int smallestCut() {
    int inPiece = endOf(pieceOf(nextRow)) - nextRow;
    int cut = lastCutAtOrBefore(nextRow + Math.min(shape.maxRows(), inPiece));
    return cut > nextRow ? cut : firstCutAfter(nextRow);
  }

  private int lastCutAtOrBefore(int row) {
    int cut = row;
    while (cut > nextRow && !mayCutBefore(cut)) {
      cut--;
    }
    return cut;
  }

  private int firstCutAfter(int row) {
    int cut = row + 1;
    while (!mayCutBefore(cut)) {
      cut++;
    }
    return cut;
  }

  private boolean mayCutBefore(int row) {
    // Rows without their own timestamps have no position, so that any cut is fine.
    return row == rowCount
        || !pieces.get(pieceOf(row)).hasTimestamps()
        || timestampNanos(row - 1) != timestampNanos(row);
  }

  private long timestampNanos(int row) {
    int piece = pieceOf(row);
    return pieces.get(piece).timestampNanos(row - starts[piece]);
  }

  private List<Rows> slice(int from, int to) {
    List<Rows> block = new ArrayList<>(1);
    for (int row = from; row < to; ) {
      int piece = pieceOf(row);
      int end = Math.min(to, endOf(piece));
      Rows rows = pieces.get(piece);
      boolean whole = row == starts[piece] && end == endOf(piece);
      block.add(whole ? rows : rows.slice(row - starts[piece], end - starts[piece]));
      row = end;
    }
    return block;
  }

  private int pieceOf(int row) {
    int found = Arrays.binarySearch(starts, row);
    return found >= 0 ? found : -found - 2;
  }

  private int endOf(int piece) {
    return piece + 1 < starts.length ? starts[piece + 1] : rowCount;
  }
}
