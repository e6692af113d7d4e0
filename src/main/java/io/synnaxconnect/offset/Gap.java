package io.synnaxconnect.offset;

import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.Locale;

/**
 * Samples of an index group that the cluster had, or may have had, and that we have not delivered.
 *
 * @param cause why it opened
 * @param channels the channels that lack samples, none for the whole group
 * @param range from after the last delivered row to before the next one; without end for single
 *     channels
 * @param openedAt when we noticed
 * @param sampleCount how many samples of the index are missing, {@link #UNKNOWN_COUNT} if unknown
 */
public record Gap(
    Cause cause, ChannelKeyRanges channels, TimeRange range, TimeStamp openedAt, long sampleCount) {

  /** It is unknown how many samples are missing; perhaps none. */
  public static final long UNKNOWN_COUNT = -1;

  /** Why a gap opened. */
  public enum Cause {
    /** The cluster omitted frames and did not report it; the alignment shows it. */
    SKIPPED,
    /** Our full buffer refused frames. */
    SHED,
    /** No stream was open for a while. */
    REOPENED,
    /** Single channels had no sample in rows of the group. */
    ABSENT;

    /** Its text in offsets and records. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String SEPARATOR = ":";

  /** No channel has this key: it is written for the whole group. */
  private static final long WHOLE_GROUP = 0;

  /** A gap of a whole group. */
  public static Gap ofGroup(Cause cause, TimeRange range, TimeStamp openedAt, long sampleCount) {
    return new Gap(cause, ChannelKeyRanges.NONE, range, openedAt, sampleCount);
  }

  /** Channels without a sample from a timestamp on, up to the position. */
  public static Gap ofChannels(ChannelKeyRanges channels, TimeStamp from, TimeStamp openedAt) {
    TimeRange range = new TimeRange(from, TimeStamp.MAX);
    return new Gap(Cause.ABSENT, channels, range, openedAt, UNKNOWN_COUNT);
  }

  /**
   * Cause, channel keys (0 for the whole group), from, to, opened at and count; times as
   * nanoseconds.
   */
  String encode() {
    return String.join(
        SEPARATOR,
        cause.text(),
        channels.isEmpty() ? Long.toString(WHOLE_GROUP) : channels.toString(),
        Long.toString(range.start().nanos()),
        Long.toString(range.end().nanos()),
        Long.toString(openedAt.nanos()),
        Long.toString(sampleCount));
  }

  /**
   * Reads what {@link #encode} wrote. Throws {@link IllegalArgumentException} for anything else.
   */
  static Gap decode(String text) {
    String[] parts = text.split(SEPARATOR, -1);
    if (parts.length != 6) {
      throw new IllegalArgumentException("a gap must have six parts, but has " + parts.length);
    }
    return new Gap(
        Cause.valueOf(parts[0].toUpperCase(Locale.ROOT)),
        channels(parts[1]),
        TimeRange.ofNanos(Long.parseLong(parts[2]), Long.parseLong(parts[3])),
        new TimeStamp(Long.parseLong(parts[4])),
        Long.parseLong(parts[5]));
  }

  private static ChannelKeyRanges channels(String text) {
    ChannelKeyRanges channels = ChannelKeyRanges.parse(text);
    return channels.contains(WHOLE_GROUP) ? ChannelKeyRanges.NONE : channels;
  }
}
