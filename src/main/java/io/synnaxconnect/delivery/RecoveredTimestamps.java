package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Rows;
import java.util.Arrays;
import java.util.List;

/**
 * The rows that history gave last. They tell how many of the rows that the live stream left out
 * have left already.
 */
final class RecoveredTimestamps {

  private static final int MOST = 1024;

  private long[] stamps = new long[16];
  private int count;

  /** Greatest timestamp that was forgotten. */
  private long forgottenNanos = Long.MIN_VALUE;

  void add(List<Rows> rows) {
    for (Rows piece : rows) {
      for (int row = 0; row < piece.rowCount(); row++) {
        add(piece.timestampNanos(row));
      }
    }
  }

  private void add(long stampNanos) {
    if (count == MOST) {
      for (int i = 0; i < MOST / 2; i++) {
        forgottenNanos = Math.max(forgottenNanos, stamps[i]);
      }
      System.arraycopy(stamps, MOST / 2, stamps, 0, MOST / 2);
      count = MOST / 2;
    } else if (count == stamps.length) {
      stamps = Arrays.copyOf(stamps, 2 * count);
    }
    stamps[count++] = stampNanos;
  }

  /** Whether all rows after a timestamp are known. */
  boolean knowsAfter(long stampNanos) {
    return forgottenNanos <= stampNanos;
  }

  /** How many rows lie between two timestamps, both outside. */
  long countBetween(long afterNanos, long beforeNanos) {
    long found = 0;
    for (int i = 0; i < count; i++) {
      if (afterNanos < stamps[i] && stamps[i] < beforeNanos) {
        found++;
      }
    }
    return found;
  }
}
