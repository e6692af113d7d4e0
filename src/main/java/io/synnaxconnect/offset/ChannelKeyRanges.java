package io.synnaxconnect.offset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A set of channel keys in the compact form in which offsets name them, for example {@code
 * 1048584-1048590,1048600}. Immutable.
 */
public final class ChannelKeyRanges {

  /** No channel at all. */
  public static final ChannelKeyRanges NONE = new ChannelKeyRanges(List.of());

  private static final long MAX_KEY = 0xffff_ffffL;

  /** Far above the number of channels of any cluster: a set is held key by key. */
  private static final long MAX_KEYS = 1_000_000;

  /** Keys from {@code first} to {@code last}, both included. */
  public record Range(long first, long last) {

    /** Throws {@link IllegalArgumentException} unless {@code 0 <= first <= last < 2^32}. */
    public Range {
      if (first < 0 || last < first || last > MAX_KEY) {
        throw new IllegalArgumentException(first + "-" + last + " is not a range of channel keys");
      }
    }

    @Override
    public String toString() {
      return first == last ? Long.toString(first) : first + "-" + last;
    }
  }

  private final List<Range> ranges;

  /** Computed once: every row block writes it. */
  private final String text;

  private ChannelKeyRanges(List<Range> ranges) {
    this.ranges = List.copyOf(ranges);
    this.text = ranges.stream().map(Range::toString).collect(Collectors.joining(","));
  }

  /** The set of these keys, in any order. */
  public static ChannelKeyRanges of(Collection<Long> channelKeys) {
    List<Range> ranges = new ArrayList<>();
    for (long key : channelKeys.stream().sorted().distinct().toList()) {
      int last = ranges.size() - 1;
      if (last >= 0 && ranges.get(last).last() == key - 1) {
        ranges.set(last, new Range(ranges.get(last).first(), key));
      } else {
        ranges.add(new Range(key, key));
      }
    }
    return new ChannelKeyRanges(ranges);
  }

  /**
   * Reads what {@link #toString} wrote. Throws {@link IllegalArgumentException} for anything else.
   */
  public static ChannelKeyRanges parse(String text) {
    List<Range> ranges = new ArrayList<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      int dash = part.indexOf('-');
      long first = Long.parseLong(dash < 0 ? part : part.substring(0, dash));
      long last = dash < 0 ? first : Long.parseLong(part.substring(dash + 1));
      if (!ranges.isEmpty() && first <= ranges.get(ranges.size() - 1).last()) {
        throw new IllegalArgumentException("ranges must ascend");
      }
      ranges.add(new Range(first, last));
    }
    ChannelKeyRanges parsed = new ChannelKeyRanges(ranges);
    if (parsed.size() > MAX_KEYS) {
      throw new IllegalArgumentException(
          "ranges must have at most " + MAX_KEYS + " keys, but have " + parsed.size());
    }
    return parsed;
  }

  /** Whether there is no channel at all. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** How many channels there are. */
  public long size() {
    return ranges.stream().mapToLong(range -> range.last() - range.first() + 1).sum();
  }

  /** Whether the set contains a channel key. */
  public boolean contains(long channelKey) {
    return ranges.stream().anyMatch(r -> r.first() <= channelKey && channelKey <= r.last());
  }

  /** Every key, ascending. */
  public List<Long> keys() {
    return ranges.stream()
        .flatMap(range -> LongStream.rangeClosed(range.first(), range.last()).boxed())
        .toList();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ChannelKeyRanges that && ranges.equals(that.ranges);
  }

  @Override
  public int hashCode() {
    return ranges.hashCode();
  }

  /** Ranges separated by commas; empty for no channel. */
  @Override
  public String toString() {
    return text;
  }
}
