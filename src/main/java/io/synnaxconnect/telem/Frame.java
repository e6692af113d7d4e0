package io.synnaxconnect.telem;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Series of several channels that arrived together. It contains only channels with new data;
 * lengths may differ, and a channel key may repeat. Immutable; several threads may read it.
 *
 * <p>A frame of a stream knows its channels: it answers to their names as they were when the stream
 * was opened or updated.
 */
public final class Frame implements Iterable<Frame.Entry> {

  /** The frame without series that a server sends as acknowledgement, and may send at any time. */
  public static final Frame EMPTY =
      new Frame(new long[0], List.of(), 0, FrameChannels.NONE, List.of());

  /**
   * One series and the channel that it belongs to.
   *
   * @param channel as it was when the stream was opened or updated
   * @param series its samples
   */
  public record Entry(Channel channel, Series series) {}

  /** So few are looked through faster than sorted. */
  private static final int FEW_SERIES = 16;

  private static final int MAX_SHOWN_SAMPLES = 20;
  private static final int MAX_SHOWN_BYTES = 4096;

  private final long[] channelKeys;
  private final List<Series> series;
  private final int retainedBytes;
  private final FrameChannels channels;
  private final List<StreamGap> gaps;

  /** Computed by the first look-up, perhaps by two threads at once, with equal results. */
  private @Nullable Positions positions;

  /** Where the series of each channel are, in wire order. */
  private record Positions(Map<Long, int[]> byKey) {

    static final int[] NOWHERE = {};

    static Positions of(long[] channelKeys) {
      Map<Long, Integer> remaining = new HashMap<>();
      for (long key : channelKeys) {
        remaining.merge(key, 1, Integer::sum);
      }
      Map<Long, int[]> byKey = new HashMap<>();
      remaining.forEach((key, count) -> byKey.put(key, new int[count]));
      for (int i = channelKeys.length - 1; i >= 0; i--) {
        int place = remaining.merge(channelKeys[i], -1, Integer::sum);
        Objects.requireNonNull(byKey.get(channelKeys[i]))[place] = i;
      }
      return new Positions(byKey);
    }
  }

  private int[] scan(long channelKey) {
    int count = 0;
    for (long key : channelKeys) {
      count += key == channelKey ? 1 : 0;
    }
    int[] found = new int[count];
    for (int i = channelKeys.length - 1; count > 0; i--) {
      if (channelKeys[i] == channelKey) {
        found[--count] = i;
      }
    }
    return found;
  }

  private int[] positionsOf(long channelKey) {
    if (channelKeys.length <= FEW_SERIES) {
      return scan(channelKey);
    }
    Positions known = positions;
    if (known == null) {
      known = Positions.of(channelKeys);
      positions = known;
    }
    return known.byKey().getOrDefault(channelKey, Positions.NOWHERE);
  }

  private Frame(
      long[] channelKeys,
      List<Series> series,
      int retainedBytes,
      FrameChannels channels,
      List<StreamGap> gaps) {
    this.channelKeys = channelKeys;
    this.series = series;
    this.retainedBytes = retainedBytes;
    this.channels = channels;
    this.gaps = gaps;
  }

  /** A frame of parallel lists that does not know its channels. */
  public static Frame of(long[] channelKeys, List<Series> series, int retainedBytes) {
    return of(channelKeys, series, retainedBytes, FrameChannels.NONE);
  }

  /**
   * A frame of parallel lists.
   *
   * @param channelKeys one key per series, repeats allowed
   * @param series the series in wire order
   * @param retainedBytes size of the message that the series keep alive
   * @param channels the channels of the keys
   */
  public static Frame of(
      long[] channelKeys, List<Series> series, int retainedBytes, FrameChannels channels) {
    if (channelKeys.length != series.size()) {
      throw new IllegalArgumentException(
          channelKeys.length + " channel keys for " + series.size() + " series");
    }
    return new Frame(channelKeys.clone(), List.copyOf(series), retainedBytes, channels, List.of());
  }

  /** The same frame after these gaps. */
  public Frame withGaps(List<StreamGap> missed) {
    return new Frame(channelKeys, series, retainedBytes, channels, List.copyOf(missed));
  }

  /**
   * What may be missing before this frame, one gap for each index group; only of a stream that
   * opens again by itself, and mostly empty.
   */
  public List<StreamGap> gaps() {
    return gaps;
  }

  /** How many series there are. */
  public int size() {
    return series.size();
  }

  /** Whether there is no series at all. */
  public boolean isEmpty() {
    return series.isEmpty();
  }

  /** Channel key of the {@code i}-th series in wire order. */
  public long channelKeyAt(int i) {
    return channelKeys[i];
  }

  /**
   * Channel of the {@code i}-th series in wire order.
   *
   * @throws IllegalStateException if this frame does not know its channels
   */
  public Channel channelAt(int i) {
    Channel channel = channels.get(channelKeys[i]);
    if (channel == null) {
      throw new IllegalStateException("this frame does not know channel " + channelKeys[i]);
    }
    return channel;
  }

  /** The {@code i}-th series in wire order. */
  public Series seriesAt(int i) {
    return series.get(i);
  }

  /** Whether the frame has a series of this channel. */
  public boolean contains(long channelKey) {
    return get(channelKey) != null;
  }

  /** Whether the frame has a series of the channel with this name. */
  public boolean contains(String name) {
    return !all(name).isEmpty();
  }

  /** The first series of a channel, or null if the frame has none. */
  public @Nullable Series get(long channelKey) {
    int[] all = positionsOf(channelKey);
    return all.length == 0 ? null : series.get(all[0]);
  }

  /**
   * The series of the channel with this name, or null if the frame has none.
   *
   * @throws IllegalStateException if the frame has several series of the channel: {@link
   *     #all(String)} returns them
   */
  public @Nullable Series get(String name) {
    List<Series> all = all(name);
    if (all.size() > 1) {
      throw new IllegalStateException(
          "the frame has " + all.size() + " series of channel " + ForeignText.name(name));
    }
    return all.isEmpty() ? null : all.get(0);
  }

  /** All series of the channel with this name in wire order, none if the frame has none. */
  public List<Series> all(String name) {
    List<Series> all = new ArrayList<>();
    for (int i : positionsOf(name)) {
      all.add(series.get(i));
    }
    return all;
  }

  private int[] positionsOf(String name) {
    Channel channel = channels.get(name);
    return channel == null ? Positions.NOWHERE : positionsOf(channel.key());
  }

  /** The series in wire order, each with its channel; see {@link #channelAt}. */
  @Override
  public Iterator<Entry> iterator() {
    return IntStream.range(0, size())
        .mapToObj(i -> new Entry(channelAt(i), seriesAt(i)))
        .iterator();
  }

  /**
   * The last sample of each channel by its name, in wire order, boxed as by {@link Series#valueAt};
   * it omits channels without a sample. Of channels with one name, the last in the frame counts.
   */
  public Map<String, Object> last() {
    Map<String, Object> last = new LinkedHashMap<>();
    for (int i = 0; i < size(); i++) {
      Series samples = seriesAt(i);
      if (samples.sampleCount() > 0) {
        last.put(channelAt(i).name(), samples.valueAt(samples.sampleCount() - 1));
      }
    }
    return last;
  }

  /** The last sample of the channel with this name, boxed, or null if the frame has none. */
  public @Nullable Object last(String name) {
    int[] all = positionsOf(name);
    for (int i = all.length - 1; i >= 0; i--) {
      Series samples = seriesAt(all[i]);
      if (samples.sampleCount() > 0) {
        return samples.valueAt(samples.sampleCount() - 1);
      }
    }
    return null;
  }

  /**
   * The timestamps of the {@code i}-th series, one for each sample: the series of its index that
   * was written with it. Null if the frame does not contain it: then stream the index as well. For
   * an index it is the series itself.
   */
  public @Nullable Series timestampsAt(int i) {
    Series samples = seriesAt(i);
    long indexKey = channelAt(i).indexKey();
    for (int j : indexKey == 0 ? Positions.NOWHERE : positionsOf(indexKey)) {
      Series index = series.get(j);
      // What was written together starts at the same place and has the same length; anything else
      // is not a pair, however near it is.
      if (index.sampleCount() == samples.sampleCount() && index.isAlignedWith(samples)) {
        return index;
      }
    }
    return null;
  }

  /**
   * The timestamps of {@code get(name)}; null also if the frame has no such series.
   *
   * @throws IllegalStateException as {@link #get(String)} does
   */
  public @Nullable Series timestamps(String name) {
    return get(name) == null ? null : timestampsAt(positionsOf(name)[0]);
  }

  /** Size of the received message that stays in memory as long as any series does. */
  public int retainedBytes() {
    return retainedBytes;
  }

  /**
   * The samples of a small frame by name of channel, of a large one the numbers only: it is made
   * for a first look, not for logs.
   */
  @Override
  public String toString() {
    long samples = series.stream().mapToLong(Series::sampleCount).sum();
    boolean isSmall =
        samples <= MAX_SHOWN_SAMPLES
            && retainedBytes <= MAX_SHOWN_BYTES
            && IntStream.range(0, size()).allMatch(i -> channels.get(channelKeys[i]) != null);
    if (!isSmall) {
      return "Frame[" + series.size() + " series, " + retainedBytes + " bytes]";
    }
    return IntStream.range(0, size())
        .mapToObj(i -> channelAt(i).shownName() + "=" + shown(seriesAt(i)))
        .collect(Collectors.joining(", ", "Frame[", "]"));
  }

  private static String shown(Series samples) {
    return IntStream.range(0, samples.sampleCount())
        .mapToObj(i -> ForeignText.name(String.valueOf(samples.valueAt(i))))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
