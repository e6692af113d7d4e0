package io.synnaxconnect.delivery;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One row of the simulated group: what the cluster has of it, and what reached Kafka. */
final class SimulatedRow {

  enum Cell {
    ABSENT,
    /** Written, but not committed. */
    WRITTEN,
    READABLE,
    /** Lost by the cluster. */
    VANISHED
  }

  private static final int KEYS = 8;

  final long stampNanos;

  /** The value of all its samples. */
  final long sequence;

  final long writtenNanos;

  /** Whether newer rows had been written before. */
  final boolean late;

  final int[] delivered = new int[KEYS];

  /** How often it may be delivered again. */
  final int[] repeats = new int[KEYS];

  /** Samples that nothing promises to deliver. */
  final boolean[] excused = new boolean[KEYS];

  /** Whether it came live, late, and must be emitted. */
  boolean cameLate;

  /** Samples that came live right after others, so that they are emitted as they came. */
  final boolean[] cameInOrder = new boolean[KEYS];

  /** Samples that were written alone, after newer ones of their channel. */
  final boolean[] lateAlone = new boolean[KEYS];

  /** Whether another frame has rows at the same timestamp. */
  boolean sharesStamp;

  /** Whether its writer got to write all its samples, in a frame without other rows. */
  boolean writtenAlone;

  private final Cell[] cells = new Cell[KEYS];
  private final long[] cellWrittenNanos = new long[KEYS];

  /** The session that wrote it, and with it the region in which it is stored. */
  @Nullable SimulatedSession session;

  SimulatedRow(long stampNanos, long sequence, long writtenNanos, boolean late) {
    this.stampNanos = stampNanos;
    this.sequence = sequence;
    this.writtenNanos = writtenNanos;
    this.late = late;
    Arrays.fill(cells, Cell.ABSENT);
  }

  void write(long key, Cell state, long nowNanos) {
    cells[(int) key] = state;
    cellWrittenNanos[(int) key] = nowNanos;
  }

  void commit() {
    for (int key = 0; key < KEYS; key++) {
      if (cells[key] == Cell.WRITTEN) {
        cells[key] = Cell.READABLE;
      }
    }
  }

  /** What was written to a channel after an instant, and what was not committed, is gone. */
  void lose(long key, long afterNanos) {
    Cell cell = cells[(int) key];
    if (cell == Cell.WRITTEN
        || (cell == Cell.READABLE && cellWrittenNanos[(int) key] > afterNanos)) {
      cells[(int) key] = Cell.VANISHED;
    }
  }

  /** Whether it has lost some of its samples in a crash. */
  boolean isTorn() {
    return Arrays.asList(cells).contains(Cell.VANISHED);
  }

  void excuseIfTorn() {
    if (isTorn()) {
      Arrays.fill(excused, true);
    }
  }

  boolean wasWritten(long key) {
    return cells[(int) key] != Cell.ABSENT;
  }

  boolean isStored() {
    return isReadable(SimulatedCluster.INDEX_KEY);
  }

  boolean isReadable(long key) {
    return cells[(int) key] == Cell.READABLE
        && cells[(int) SimulatedCluster.INDEX_KEY] == Cell.READABLE;
  }

  boolean isWrittenAfter(long key, long nanos) {
    return wasWritten(key) && cellWrittenNanos[(int) key] > nanos;
  }

  boolean isUncommitted(long key) {
    return cells[(int) key] == Cell.WRITTEN;
  }

  @Override
  public String toString() {
    return "row "
        + sequence
        + " at "
        + stampNanos
        + (late ? " late " : " ")
        + Arrays.toString(Arrays.copyOfRange(cells, 1, 6))
        + " delivered "
        + Arrays.toString(Arrays.copyOfRange(delivered, 1, 6));
  }
}
