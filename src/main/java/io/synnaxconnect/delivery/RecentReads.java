package io.synnaxconnect.delivery;

import java.util.ArrayDeque;
import java.util.Deque;

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
