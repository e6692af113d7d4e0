package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Rows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ranges that were read from history recently. A live row in such a range was emitted already:
 * stored regions never overlap, so that nothing can be written between rows of one region. How much
 * later a stream brings rows is not bounded. But it brings them in the order in which they were
 * written: a range counts until the stream has brought a newer row, and a minute longer.
 */
final class RecentReads {

  /** How long a range counts after newer rows have come live. */
  static final long LIVE_DELAY_NANOS = 60_000_000_000L;

  /** A group whose rows never come live remembers the newest ranges. */
  static final int MAX_RANGES = 256;

  private static final long NEVER = Long.MIN_VALUE;

  private static final class Range {

    private final long fromNanos;
    private final long readNanos;
    private long lastNanos;

    /** When newer rows had come live. */
    private long passedNanos = NEVER;

    private Range(long fromNanos, long lastNanos, long readNanos) {
      this.fromNanos = fromNanos;
      this.lastNanos = lastNanos;
      this.readNanos = readNanos;
    }

    private boolean contains(long timestampNanos) {
      return fromNanos <= timestampNanos && timestampNanos <= lastNanos;
    }

    private boolean isOver(long atNanos) {
      return passedNanos != NEVER && atNanos - passedNanos >= LIVE_DELAY_NANOS;
    }
  }

  private final List<Range> ranges = new ArrayList<>();

  /** Newer live rows than this may pass a range: the ranges are not searched for each frame. */
  private long firstOpenNanos = Long.MAX_VALUE;

  /** When the first range no longer counts. */
  private long firstOverNanos = Long.MAX_VALUE;

  /** What follows the newest range in its region; null if that is not known. */
  private @Nullable Alignment next;

  /**
   * Everything up to a timestamp was emitted before, or is older than the start.
   *
   * @param countsNanos for how long that is assumed of live rows
   */
  void addUpTo(long lastNanos, long nowNanos, long countsNanos) {
    Range range = new Range(Long.MIN_VALUE, lastNanos, nowNanos);
    pass(range, nowNanos + countsNanos - LIVE_DELAY_NANOS);
    add(range);
    next = null;
  }

  private void pass(Range range, long atNanos) {
    range.passedNanos = atNanos;
    firstOverNanos = Math.min(firstOverNanos, atNanos + LIVE_DELAY_NANOS);
  }

  /**
   * Rows were read. Between two regions nothing was: rows that are stored there later are others.
   */
  void add(List<Rows> rows, long readNanos) {
    for (Rows piece : rows) {
      Range newest = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
      if (newest != null
          && newest.passedNanos == NEVER
          && piece.alignmentAt(0).equals(next)
          && piece.smallestNanos() >= newest.lastNanos) {
        newest.lastNanos = piece.greatestNanos();
      } else {
        add(new Range(piece.smallestNanos(), piece.greatestNanos(), readNanos));
      }
      next = piece.alignmentAt(piece.rowCount() - 1).plus(1);
    }
  }

  private void add(Range range) {
    if (ranges.size() >= MAX_RANGES) {
      ranges.remove(0);
    }
    ranges.add(range);
    if (range.passedNanos == NEVER) {
      firstOpenNanos = Math.min(firstOpenNanos, range.lastNanos);
    }
  }

  /**
   * Live rows came: those before them in the stream have come, too. Forgets ranges that no longer
   * count. True if none remains.
   *
   * @param newestNanos the newest of the live rows
   */
  boolean pass(long newestNanos, long receivedNanos) {
    if (newestNanos > firstOpenNanos) {
      firstOpenNanos = Long.MAX_VALUE;
      for (Range range : ranges) {
        if (range.passedNanos == NEVER) {
          if (range.lastNanos < newestNanos && range.readNanos <= receivedNanos) {
            pass(range, receivedNanos);
          } else {
            firstOpenNanos = Math.min(firstOpenNanos, range.lastNanos);
          }
        }
      }
    }
    forget(receivedNanos);
    return ranges.isEmpty();
  }

  /** Forgets ranges that no longer count. */
  void forget(long nowNanos) {
    if (nowNanos >= firstOverNanos) {
      ranges.removeIf(range -> range.isOver(nowNanos));
      firstOverNanos = Long.MAX_VALUE;
      for (Range range : ranges) {
        if (range.passedNanos != NEVER) {
          firstOverNanos = Math.min(firstOverNanos, range.passedNanos + LIVE_DELAY_NANOS);
        }
      }
    }
  }

  /** Whether a live row was read from history before it came. */
  boolean cover(long timestampNanos, long receivedNanos) {
    for (Range range : ranges) {
      if (range.contains(timestampNanos) && !range.isOver(receivedNanos)) {
        return true;
      }
    }
    return false;
  }

  /** Whether rows at a timestamp were read from history before a moment. */
  boolean coverBefore(long timestampNanos, long momentNanos) {
    return ranges.stream()
        .anyMatch(
            range ->
                range.readNanos <= momentNanos
                    && range.contains(timestampNanos)
                    && !range.isOver(momentNanos));
  }
}
