package io.synnaxconnect.offset;

import io.synnaxconnect.telem.TimeRange;

/**
 * A range of time before the position in which the cluster may store more: rows where no region
 * covers it, which somebody imports or a recorder uploads after an outage, or samples of single
 * channels that the delivered rows lack, which somebody may write alone.
 *
 * @param range from after one delivered row to before the next, begins at the minimum timestamp
 *     before the first row; for single channels from one of the rows that lack them on
 * @param channels the channels that lack samples, none for whole rows
 */
public record Hole(TimeRange range, ChannelKeyRanges channels) {

  private static final String SEPARATOR = ":";

  /** A hole from a timestamp to before another, nanoseconds since the Unix epoch. */
  public static Hole ofNanos(long fromNanos, long toNanos) {
    return new Hole(TimeRange.ofNanos(fromNanos, toNanos), ChannelKeyRanges.NONE);
  }

  /** From, to, and the channels if there are any; times as nanoseconds. */
  String encode() {
    String times = range.start().nanos() + SEPARATOR + range.end().nanos();
    return channels.isEmpty() ? times : times + SEPARATOR + channels;
  }

  /**
   * Reads what {@link #encode} wrote. Throws {@link IllegalArgumentException} for anything else.
   */
  static Hole decode(String text) {
    String[] parts = text.split(SEPARATOR, -1);
    if (parts.length != 2 && parts.length != 3) {
      throw new IllegalArgumentException(
          "a hole must have two or three parts, but has " + parts.length);
    }
    ChannelKeyRanges channels =
        parts.length == 2 ? ChannelKeyRanges.NONE : ChannelKeyRanges.parse(parts[2]);
    TimeRange range = TimeRange.ofNanos(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    if (range.end().compareTo(range.start()) <= 0) {
      throw new IllegalArgumentException("a hole must end after it begins");
    }
    return new Hole(range, channels);
  }
}
