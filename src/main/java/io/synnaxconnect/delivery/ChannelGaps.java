package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The channels of a group that have no sample in its newest rows, each from a timestamp on. They
 * may have none, or another writer may write them later: history is asked until nothing was found
 * for a while, and again when the channel shows up.
 */
final class ChannelGaps {

  /**
   * What a reading of history tells.
   *
   * @param exhausted whether nothing else is stored in the range
   * @param upToNanos the last timestamp that was asked for, or that came if there is more
   * @param fresh whether it was asked after the rows came that wait
   * @param whole whether it was asked for everything up to the position
   */
  record Reading(boolean exhausted, long upToNanos, boolean fresh, boolean whole) {}

  private final long timeoutNanos;
  private final TreeMap<Long, ChannelGap> entries = new TreeMap<>();
  private final Map<Long, RecentReads> reads = new HashMap<>();

  /** As they stand in the offset, kept because every row block writes it; null when out of date. */
  private @Nullable List<Gap> encoded;

  /**
   * No channel lacks anything yet.
   *
   * @param timeoutNanos how long nothing must be found until history is no longer asked
   */
  ChannelGaps(long timeoutNanos) {
    this.timeoutNanos = timeoutNanos;
  }

  /** Goes on from what stood in an offset. */
  void restore(Gap gap, long nowNanos) {
    for (long key : gap.channels().keys()) {
      long from = gap.range().start().nanos();
      encoded = null;
      entries.put(key, new ChannelGap(from, gap.openedAt().nanos(), nowNanos));
    }
  }

  boolean has(long channelKey) {
    return entries.containsKey(channelKey);
  }

  private ChannelGap entry(long channelKey) {
    return Objects.requireNonNull(entries.get(channelKey));
  }

  /** A channel has no sample from a timestamp on; what is open already stays as it is. */
  void open(long channelKey, long fromNanos, long nowNanos) {
    encoded = null;
    entries.computeIfAbsent(channelKey, key -> new ChannelGap(fromNanos, nowNanos, nowNanos));
  }

  /** A channel came back, and everything before was read. */
  void end(long channelKey) {
    encoded = null;
    entries.remove(channelKey);
  }

  /** Forgets the channels that are no longer among these. */
  void retain(Collection<Long> channelKeys) {
    encoded = null;
    entries.keySet().retainAll(channelKeys);
  }

  /** A channel showed up: its samples may be in history soon. */
  void wake(long channelKey, long nowNanos) {
    entry(channelKey).wake(nowNanos);
  }

  /** Begins to look again for every channel, a while after now. */
  void wakeAll(long nowNanos) {
    entries.values().forEach(entry -> entry.restart(nowNanos));
  }

  /** The first timestamp to ask history for. */
  long startNanos(long channelKey) {
    return entry(channelKey).startNanos();
  }

  boolean isFarBehind(long channelKey) {
    return entry(channelKey).isFarBehind();
  }

  /** Whether nothing is left to be found up to the position. */
  boolean isReadUpTo(long channelKey, long positionNanos) {
    return entry(channelKey).isReadUpTo(positionNanos);
  }

  /** Channels with samples in these rows that lack earlier ones. */
  Set<Long> openIn(List<Rows> rows) {
    Set<Long> found = new HashSet<>();
    if (!entries.isEmpty()) {
      for (Rows piece : rows) {
        for (Rows.Column column : piece.columns()) {
          if (entries.containsKey(column.channel().key())) {
            found.add(column.channel().key());
          }
        }
      }
    }
    return found;
  }

  /** New rows came: what was read before may not hold all that lies before them. */
  void forgetReadings() {
    entries.values().forEach(ChannelGap::forgetReading);
  }

  /** Samples of a channel in a range of time, both ends inside, were read from history. */
  void noteRead(long channelKey, long fromNanos, long lastNanos, long readNanos) {
    reads
        .computeIfAbsent(channelKey, key -> new RecentReads())
        .add(fromNanos, lastNanos, readNanos);
  }

  /** Forgets what no frame received from then on can meet. */
  void forgetReads(long receivedNanos) {
    reads.values().removeIf(ranges -> ranges.forget(receivedNanos));
  }

  /** Channels whose samples at a timestamp leave, or have left, with their own gap. */
  Set<Long> leftOutAt(long timestampNanos, long receivedNanos) {
    Set<Long> found = openAt(timestampNanos);
    reads.forEach(
        (key, ranges) -> {
          if (ranges.cover(timestampNanos, receivedNanos)) {
            found.add(key);
          }
        });
    return found;
  }

  /**
   * Channels whose samples at a timestamp leave with their own gap, or left with it before a gap of
   * the whole group was opened around them.
   */
  Set<Long> leftOutOfGapAt(long timestampNanos, long openedNanos) {
    Set<Long> found = openAt(timestampNanos);
    reads.forEach(
        (key, ranges) -> {
          if (ranges.coverBefore(timestampNanos, openedNanos)) {
            found.add(key);
          }
        });
    return found;
  }

  /** Channels whose samples at a timestamp belong to their own gap. */
  Set<Long> openAt(long timestampNanos) {
    Set<Long> found = new HashSet<>();
    entries.forEach(
        (key, entry) -> {
          if (entry.fromNanos() <= timestampNanos) {
            found.add(key);
          }
        });
    return found;
  }

  /** The channels to look for now: of those that are due the ones that lack most. */
  Set<Long> due(long nowNanos) {
    List<Long> due = new ArrayList<>();
    entries.forEach(
        (key, entry) -> {
          if (entry.probe().isDue(nowNanos)) {
            due.add(key);
          }
        });
    return lackingMost(due);
  }

  /** Those of some channels for which history is to be asked from the earliest timestamp on. */
  Set<Long> lackingMost(Collection<Long> channelKeys) {
    Set<Long> most = new HashSet<>();
    long least = Long.MAX_VALUE;
    for (long key : channelKeys) {
      long start = startNanos(key);
      if (start < least) {
        least = start;
        most.clear();
      }
      if (start == least) {
        most.add(key);
      }
    }
    return most;
  }

  /** Those of the channels with samples whose samples may not leave yet. */
  Set<Long> unverified(Set<Long> found, long nowNanos) {
    Set<Long> unverified = new HashSet<>(found);
    unverified.removeIf(key -> entry(key).verify(nowNanos));
    return unverified;
  }

  /** Whether history is not asked any more for any channel that lacks samples up to there. */
  boolean areDormant(long positionNanos) {
    return entries.values().stream()
        .noneMatch(entry -> entry.probe().isStarted() && entry.fromNanos() <= positionNanos);
  }

  /** Nothing can be looked for now. */
  void postpone(Set<Long> channelKeys, long nowNanos) {
    channelKeys.stream().filter(this::has).forEach(key -> entry(key).probe().again(nowNanos));
  }

  /** History was asked for samples of a channel, and had some or not. */
  void answered(long channelKey, boolean found, Reading reading, long nowNanos) {
    ChannelGap entry = entries.get(channelKey);
    if (entry != null) {
      entry.answered(found, reading, timeoutNanos, nowNanos);
    }
  }

  /** Notes which of the channels that were asked for have samples in gaps of the whole group. */
  void block(Set<Long> asked, Set<Long> blocked) {
    asked.stream().filter(this::has).forEach(key -> entry(key).setBlocked(blocked.contains(key)));
  }

  /** Whether a channel had samples in gaps of the whole group when it was last read. */
  boolean isBlocked(long channelKey) {
    return entry(channelKey).isBlocked();
  }

  /** What was read of a channel no longer counts. */
  void readAnew(long channelKey, long nowNanos) {
    entry(channelKey).readAnew(nowNanos);
  }

  /** Samples up to a timestamp have left. */
  void moveBehind(long channelKey, long timestampNanos) {
    ChannelGap entry = entries.get(channelKey);
    if (entry != null) {
      encoded = null;
      entry.moveBehind(timestampNanos);
    }
  }

  /** How many channels lack samples. */
  int size() {
    return entries.size();
  }

  /** As they stand in the offset: channels that lack the same together. */
  List<Gap> toGaps() {
    List<Gap> known = encoded;
    if (known == null) {
      known = List.copyOf(encode());
      encoded = known;
    }
    return known;
  }

  private List<Gap> encode() {
    record Since(long fromNanos, long openedNanos) {}
    Map<Since, List<Long>> together =
        new TreeMap<>(
            Comparator.comparingLong(Since::fromNanos).thenComparingLong(Since::openedNanos));
    entries.forEach(
        (key, entry) ->
            together
                .computeIfAbsent(
                    new Since(entry.fromNanos(), entry.openedNanos()), since -> new ArrayList<>())
                .add(key));
    List<Gap> gaps = new ArrayList<>();
    together.forEach(
        (since, keys) ->
            gaps.add(
                Gap.ofChannels(
                    ChannelKeyRanges.of(keys),
                    new TimeStamp(since.fromNanos()),
                    new TimeStamp(since.openedNanos()))));
    return gaps;
  }
}
