package io.synnaxconnect.delivery;

import io.synnaxconnect.convert.ChannelKeyRanges;
import io.synnaxconnect.convert.Gap;
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

/**
 * The channels of a group that have no sample in its newest rows, each from a timestamp on. They
 * may have none, or another writer may write them later: history is asked until nothing was found
 * for a while, and again when the channel shows up.
 */
final class ChannelGaps {

  private static final long FIRST_PROBE_NANOS = 200_000_000L;
  private static final long RAREST_PROBE_NANOS = 30_000_000_000L;

  private static final class Entry {
    private final long openedNanos;
    private final RetryTimer probe = new RetryTimer(FIRST_PROBE_NANOS, RAREST_PROBE_NANOS);
    private long fromNanos;
    private long lastFoundNanos;

    /** What was read before, in a reading that takes several blocks. */
    private long scannedToNanos = Long.MIN_VALUE;

    /** Whether that is read once more, since samples were found behind it. */
    private boolean verifying;

    /** Position up to which nothing is left to be found, as of the last reading. */
    private long readUpToNanos = Long.MIN_VALUE;

    /** Whether so much is stored that it takes several readings. */
    private boolean farBehind;

    Entry(long fromNanos, long openedNanos, long nowNanos) {
      this.fromNanos = fromNanos;
      this.openedNanos = openedNanos;
      this.lastFoundNanos = nowNanos;
      probe.start(nowNanos);
    }

    long startNanos() {
      return Math.max(fromNanos, scannedToNanos);
    }
  }

  private final long timeoutNanos;
  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private final Map<Long, ReadRanges> reads = new HashMap<>();

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
      entries.put(key, new Entry(from, gap.openedAt().nanos(), nowNanos));
    }
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  int size() {
    return entries.size();
  }

  boolean has(long channelKey) {
    return entries.containsKey(channelKey);
  }

  private Entry entry(long channelKey) {
    return Objects.requireNonNull(entries.get(channelKey));
  }

  /** A channel has no sample from a timestamp on; what is open already stays as it is. */
  void open(long channelKey, long fromNanos, long nowNanos) {
    entries.computeIfAbsent(channelKey, key -> new Entry(fromNanos, nowNanos, nowNanos));
  }

  /** A channel came back, and everything before was read. */
  void end(long channelKey) {
    entries.remove(channelKey);
  }

  /** Forgets the channels that are no longer among these. */
  void retain(Collection<Long> channelKeys) {
    entries.keySet().retainAll(channelKeys);
  }

  /** A channel showed up: its samples may be in history soon. */
  void wake(long channelKey, long nowNanos) {
    Entry entry = entry(channelKey);
    entry.lastFoundNanos = nowNanos;
    entry.readUpToNanos = Long.MIN_VALUE;
    if (!entry.probe.isDue(nowNanos + FIRST_PROBE_NANOS)) {
      entry.probe.start(nowNanos);
    }
  }

  /** Begins to look again for every channel, a while after now. */
  void wakeAll(long nowNanos) {
    for (Entry entry : entries.values()) {
      entry.lastFoundNanos = nowNanos;
      entry.probe.start(nowNanos);
    }
  }

  /** The first timestamp to ask history for. */
  long startNanos(long channelKey) {
    return entry(channelKey).startNanos();
  }

  boolean isFarBehind(long channelKey) {
    return entry(channelKey).farBehind;
  }

  /** Whether nothing is left to be found up to the position. */
  boolean isReadUpTo(long channelKey, long positionNanos) {
    Entry entry = entry(channelKey);
    return entry.fromNanos > positionNanos || entry.readUpToNanos >= positionNanos;
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
    entries.values().forEach(entry -> entry.readUpToNanos = Long.MIN_VALUE);
  }

  /** Samples of a channel in a range of time, both ends inside, were read from history. */
  void noteRead(long channelKey, long fromNanos, long lastNanos, long readNanos) {
    reads.computeIfAbsent(channelKey, key -> new ReadRanges()).add(fromNanos, lastNanos, readNanos);
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

  /** Channels whose samples at a timestamp belong to their own gap. */
  Set<Long> openAt(long timestampNanos) {
    Set<Long> found = new HashSet<>();
    entries.forEach(
        (key, entry) -> {
          if (entry.fromNanos <= timestampNanos) {
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
          if (entry.probe.isDue(nowNanos)) {
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

  /**
   * Those of the channels with samples whose samples may not leave yet: earlier blocks without any
   * were read before, and what they lacked may have been written since. They are read once more.
   */
  Set<Long> unverified(Set<Long> found, long nowNanos) {
    Set<Long> unverified = new HashSet<>();
    for (long key : found) {
      Entry entry = entry(key);
      if (!entry.verifying && entry.scannedToNanos > entry.fromNanos) {
        entry.verifying = true;
        entry.farBehind = true;
        entry.scannedToNanos = Long.MIN_VALUE;
        entry.readUpToNanos = Long.MIN_VALUE;
        schedule(entry, true, false, nowNanos);
        unverified.add(key);
      }
    }
    return unverified;
  }

  /** The time in which nothing was found does not count. */
  void keepLooking(Set<Long> channelKeys, long nowNanos) {
    for (long key : channelKeys) {
      Entry entry = entries.get(key);
      if (entry != null) {
        entry.lastFoundNanos = nowNanos;
        if (!entry.probe.isStarted()) {
          entry.probe.start(nowNanos);
        }
      }
    }
  }

  /** Whether history is not asked for any channel any more. */
  boolean areDormant() {
    return entries.values().stream().noneMatch(entry -> entry.probe.isStarted());
  }

  /** Nothing can be looked for now. */
  void postpone(Set<Long> channelKeys, long nowNanos) {
    channelKeys.stream().filter(this::has).forEach(key -> entry(key).probe.again(nowNanos));
  }

  /**
   * History was asked for samples of these channels.
   *
   * @param found which of them had some
   * @param upToNanos the last timestamp that was asked for, or that came if there is more
   * @param fresh whether it was asked after the rows came that wait
   */
  void answered(
      Set<Long> channelKeys,
      Set<Long> found,
      boolean exhausted,
      long upToNanos,
      boolean fresh,
      long nowNanos) {
    for (long key : channelKeys) {
      Entry entry = entries.get(key);
      if (entry != null) {
        boolean scanned = !exhausted && !found.contains(key);
        entry.farBehind = !exhausted;
        entry.readUpToNanos = exhausted && fresh ? upToNanos : Long.MIN_VALUE;
        entry.scannedToNanos = scanned ? upToNanos + 1 : Long.MIN_VALUE;
        entry.verifying &= scanned;
        schedule(entry, found.contains(key), exhausted, nowNanos);
      }
    }
  }

  private void schedule(Entry entry, boolean found, boolean exhausted, long nowNanos) {
    if (found) {
      entry.lastFoundNanos = nowNanos;
    }
    if (!exhausted) {
      entry.probe.startIn(nowNanos, 0);
    } else if (found) {
      entry.probe.start(nowNanos);
    } else if (nowNanos - entry.lastFoundNanos >= timeoutNanos) {
      // A channel that nobody writes is no loss.
      entry.probe.stop();
    } else {
      entry.probe.again(nowNanos);
    }
  }

  /** Samples up to a timestamp have left. */
  void moveBehind(long channelKey, long timestampNanos) {
    Entry entry = entries.get(channelKey);
    if (entry != null && timestampNanos >= entry.fromNanos) {
      entry.fromNanos = timestampNanos + 1;
    }
  }

  /** As they stand in the offset: channels that lack the same together. */
  List<Gap> toGaps() {
    record Since(long fromNanos, long openedNanos) {}
    Map<Since, List<Long>> together =
        new TreeMap<>(
            Comparator.comparingLong(Since::fromNanos).thenComparingLong(Since::openedNanos));
    entries.forEach(
        (key, entry) ->
            together
                .computeIfAbsent(
                    new Since(entry.fromNanos, entry.openedNanos), since -> new ArrayList<>())
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
