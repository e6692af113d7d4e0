package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Rows;
import java.util.Arrays;
import java.util.List;

/**
 * The timestamps of the last rows that history delivered. They show how many of the rows that are
 * missing in the live stream were emitted already.
 */
final class RecoveredTimestamps {

  private static final int MAX_COUNT = 1024;

  private long[] stamps = new long[16];
  private int count;

  /** Maximum timestamp that was forgotten. */
  private long forgottenNanos = Long.MIN_VALUE;

  void add(List<Rows> rows) {
    for (Rows piece : rows) {
      for (int row = 0; row < piece.rowCount(); row++) {
        add(piece.timestampNanos(row));
      }
    }
  }

  private void add(long stampNanos) {
    if (count == MAX_COUNT) {
      for (int i = 0; i < MAX_COUNT / 2; i++) {
        forgottenNanos = Math.max(forgottenNanos, stamps[i]);
      }
      System.arraycopy(stamps, MAX_COUNT / 2, stamps, 0, MAX_COUNT / 2);
      count = MAX_COUNT / 2;
    } else if (count == stamps.length) {
      stamps = Arrays.copyOf(stamps, 2 * count);
    }
    stamps[count++] = stampNanos;
  }

  /** Whether all rows after a timestamp are known. */
  boolean knowsAfter(long stampNanos) {
    return forgottenNanos <= stampNanos;
  }

  /** How many rows lie between two timestamps, both excluded. */
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
