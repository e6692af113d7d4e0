package io.synnaxconnect.offset;

import io.synnaxconnect.telem.TimeRange;

/**
 * A range of time before the position in which the cluster may store rows later, because no region
 * covers it: data that somebody imports, or that a recorder uploads after an outage.
 *
 * @param range from after one delivered row to before the next; begins at the minimum timestamp
 *     before the first row
 */
public record Hole(TimeRange range) {

  private static final String SEPARATOR = ":";

  /** A hole from a timestamp to before another, nanoseconds since the Unix epoch. */
  public static Hole ofNanos(long fromNanos, long toNanos) {
    return new Hole(TimeRange.ofNanos(fromNanos, toNanos));
  }

  /** From and to, as nanoseconds. */
  String encode() {
    return range.start().nanos() + SEPARATOR + range.end().nanos();
  }

  /**
   * Reads what {@link #encode} wrote. Throws {@link IllegalArgumentException} for anything else.
   */
  static Hole decode(String text) {
    String[] parts = text.split(SEPARATOR, -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("a hole must have two parts, but has " + parts.length);
    }
    Hole hole = ofNanos(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    if (hole.range().end().compareTo(hole.range().start()) <= 0) {
      throw new IllegalArgumentException("a hole must end after it begins");
    }
    return hole;
  }
}
