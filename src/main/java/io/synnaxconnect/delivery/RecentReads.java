package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Rows;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ranges that were read from history recently. A live row in such a range was emitted already;
 * one that comes long after the read was written later, and is late.
 */
final class RecentReads {

  /** How long after it became readable a row may still come live. */
  static final long LIVE_DELAY_NANOS = 10_000_000_000L;

  private record Range(long fromNanos, long lastNanos, long readNanos) {}

  private final Deque<Range> ranges = new ArrayDeque<>();

  /** Rows from one timestamp to another, both included, were read. */
  void add(long fromNanos, long lastNanos, long readNanos) {
    ranges.add(new Range(fromNanos, lastNanos, readNanos));
  }

  /**
   * Rows were read. Between two regions nothing was: rows that are stored there later are others.
   */
  void add(List<Rows> rows, long readNanos) {
    long from = 0;
    long last = 0;
    @Nullable Alignment next = null;
    for (Rows piece : rows) {
      if (next != null && !next.equals(piece.alignmentAt(0))) {
        add(from, last, readNanos);
        next = null;
      }
      from = next == null ? piece.smallestNanos() : Math.min(from, piece.smallestNanos());
      last = next == null ? piece.greatestNanos() : Math.max(last, piece.greatestNanos());
      next = piece.alignmentAt(piece.rowCount() - 1).plus(1);
    }
    if (next != null) {
      add(from, last, readNanos);
    }
  }

  /** Forgets ranges whose rows cannot come live from then on. True if none remains. */
  boolean forget(long receivedNanos) {
    while (!ranges.isEmpty() && isOver(ranges.getFirst(), receivedNanos)) {
      ranges.removeFirst();
    }
    return ranges.isEmpty();
  }

  /** Whether a live row was read from history shortly before it came. */
  boolean cover(long timestampNanos, long receivedNanos) {
    for (Range range : ranges) {
      if (range.fromNanos <= timestampNanos
          && timestampNanos <= range.lastNanos
          && !isOver(range, receivedNanos)) {
        return true;
      }
    }
    return false;
  }

  /** Whether rows at a timestamp were read from history shortly before a moment. */
  boolean coverBefore(long timestampNanos, long momentNanos) {
    return ranges.stream()
        .anyMatch(
            range ->
                range.readNanos <= momentNanos
                    && range.fromNanos <= timestampNanos
                    && timestampNanos <= range.lastNanos
                    && !isOver(range, momentNanos));
  }

  private static boolean isOver(Range range, long receivedNanos) {
    return receivedNanos - range.readNanos >= LIVE_DELAY_NANOS;
  }
}
