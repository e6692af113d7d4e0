package io.synnaxconnect.delivery;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What was read from history lately. A live row inside such a range has left already; one that came
 * long after the reading was written behind the position.
 */
final class RecentReads {

  /** How long after it became readable a row may still come live. */
  static final long LIVE_DELAY_NANOS = 10_000_000_000L;

  private record Range(long fromNanos, long lastNanos, long readNanos) {}

  private final Deque<Range> ranges = new ArrayDeque<>();

  /** Rows from one timestamp to another, both inside, were read. */
  void add(long fromNanos, long lastNanos, long readNanos) {
    ranges.add(new Range(fromNanos, lastNanos, readNanos));
  }

  /** Forgets what no frame received from then on can meet. True if nothing is left. */
  boolean forget(long receivedNanos) {
    while (!ranges.isEmpty() && isOver(ranges.getFirst(), receivedNanos)) {
      ranges.removeFirst();
    }
    return ranges.isEmpty();
  }

  /** Whether a row that came at that time was read from history. */
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
