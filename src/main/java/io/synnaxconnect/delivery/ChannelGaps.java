package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.ChannelGap.Reading;
import io.synnaxconnect.delivery.ChannelGapState.Admission;
import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The channels of a group that have no sample in its newest rows, each from a timestamp on. Perhaps
 * nobody writes such a channel, perhaps another writer writes it later. History is asked until it
 * had nothing for a while, and again when samples of the channel come.
 */
final class ChannelGaps {

  /** With the holes and the list of channels, an offset stays below 64 KiB. */
  static final int MAX_TEXT_LENGTH = 32 << 10;

  /** Cause, three timestamps, a count and their separators. */
  private static final int GAP_TEXT_LENGTH = 80;

  private final long timeoutNanos;
  private final TreeMap<Long, ChannelGap> entries = new TreeMap<>();
  private final Map<Long, RecentReads> reads = new HashMap<>();

  /** Those of which everything was read since the last rows came, and perhaps others. */
  private final Set<ChannelGap> readSinceRows = new HashSet<>();

  /** No channel is due before: most row blocks need not look at each of thousands. */
  private long dueFromNanos = Long.MIN_VALUE;

  /** Their form in the offset, kept because every row block writes it; null when out of date. */
  private @Nullable List<Gap> encoded;

  /** The last answer of {@link #openAt}, which is the same between two gaps' beginnings. */
  private @Nullable OpenGaps open;

  /**
   * The channels whose gaps begin up to a timestamp.
   *
   * @param fromNanos where the last of these gaps begins
   * @param beforeNanos where the next gap begins
   */
  private record OpenGaps(long fromNanos, long beforeNanos, Set<Long> keys) {}

  /**
   * No channel has a gap yet.
   *
   * @param timeoutNanos history is no longer asked if it had nothing for so long
   */
  ChannelGaps(long timeoutNanos) {
    this.timeoutNanos = timeoutNanos;
  }

  /** Adds the gaps of an offset. */
  void restore(Gap gap, long nowNanos) {
    for (long key : gap.channels().keys()) {
      long from = gap.range().start().nanos();
      changed();
      entries.put(key, new ChannelGap(from, gap.openedAt().nanos(), nowNanos));
    }
  }

  private void changed() {
    encoded = null;
    open = null;
    dueFromNanos = Long.MIN_VALUE;
  }

  boolean has(long channelKey) {
    return entries.containsKey(channelKey);
  }

  /** The channels with a gap. */
  Set<Long> keys() {
    return Set.copyOf(entries.keySet());
  }

  /** Where the gap of a channel begins. */
  long fromNanos(long channelKey) {
    return entry(channelKey).fromNanos();
  }

  /** A gap that may be due earlier from now on. */
  private ChannelGap changing(long channelKey) {
    dueFromNanos = Long.MIN_VALUE;
    return entry(channelKey);
  }

  private ChannelGap entry(long channelKey) {
    return Objects.requireNonNull(entries.get(channelKey));
  }

  /** Opens a gap from a timestamp on, unless the channel has one. */
  void open(long channelKey, long fromNanos, long nowNanos) {
    changed();
    entries.computeIfAbsent(channelKey, key -> new ChannelGap(fromNanos, nowNanos, nowNanos));
  }

  /** Closes the gap of a channel: everything before its newest sample was read. */
  void end(long channelKey) {
    changed();
    entries.remove(channelKey);
  }

  /** Forgets the channels that are no longer among these. */
  void retain(Collection<Long> channelKeys) {
    changed();
    entries.keySet().retainAll(channelKeys);
  }

  /** Samples of a channel came: history may have some soon. */
  void wake(long channelKey, long nowNanos) {
    changing(channelKey).wake(nowNanos);
  }

  /**
   * Live rows came late; samples in the gaps of their channels are emitted with these. Nor may an
   * answer that was asked for before let the gap of another channel pass them: they lack it.
   */
  void onLate(List<Rows> rows, long nowNanos) {
    long first = RowFilter.minNanos(rows);
    long last = RowFilter.maxNanos(rows);
    entries.values().stream()
        .filter(entry -> entry.fromNanos() <= last)
        .forEach(entry -> entry.limitAnswer(Math.max(first, entry.fromNanos())));
    for (long key : openIn(rows)) {
      ChannelGap entry = changing(key);
      List<Rows> inGap = RowFilter.where(rows, stamp -> stamp >= entry.fromNanos());
      entry.onLate(RowFilter.minNanos(inGap), nowNanos);
    }
  }

  /** History is asked for some channels. */
  void onAsked(Set<Long> channelKeys) {
    channelKeys.forEach(key -> entry(key).onAsked());
  }

  /** Asks history again for every channel, after the first delay. */
  void wakeAll(long nowNanos) {
    dueFromNanos = Long.MIN_VALUE;
    entries.values().forEach(entry -> entry.restart(nowNanos));
  }

  /** Asks history once more for every channel whose gap begins up to the position. */
  void askOnceMore(long positionNanos, long nowNanos) {
    dueFromNanos = Long.MIN_VALUE;
    entries.values().stream()
        .filter(entry -> entry.fromNanos() <= positionNanos)
        .forEach(entry -> entry.probe().startIn(nowNanos, 0));
  }

  /** The first timestamp to ask history for. */
  long startNanos(long channelKey) {
    return entry(channelKey).startNanos();
  }

  /** What happens to a channel's samples in rows after the position. */
  Admission admission(long channelKey, long positionNanos, LongUnaryOperator groupGapAfter) {
    return entry(channelKey).admission(positionNanos, groupGapAfter);
  }

  /** Channels with samples in these rows that have a gap before them. */
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

  /** New rows came: history may have more before them than was read. */
  void onNewRows() {
    readSinceRows.forEach(ChannelGap::onNewRows);
    readSinceRows.clear();
  }

  /** Samples of a channel were read from history. */
  void addRead(long channelKey, List<Rows> rows, long readNanos) {
    reads.computeIfAbsent(channelKey, key -> new RecentReads()).add(rows, readNanos);
  }

  /** Live rows came: forgets reads whose rows cannot come live from then on. */
  void passReads(long newestNanos, long receivedNanos) {
    reads.values().removeIf(ranges -> ranges.pass(newestNanos, receivedNanos));
  }

  /** Channels whose samples at a timestamp are emitted, or were emitted, with their own gap. */
  Set<Long> emittedAloneAt(long timestampNanos, long receivedNanos) {
    if (reads.isEmpty()) {
      return openAt(timestampNanos);
    }
    Set<Long> found = new HashSet<>(openAt(timestampNanos));
    reads.forEach(
        (key, ranges) -> {
          if (ranges.cover(timestampNanos, receivedNanos)) {
            found.add(key);
          }
        });
    return found;
  }

  /**
   * Channels whose samples at a timestamp are emitted with their own gap, or were emitted with it
   * before a gap of the whole group was opened around them.
   */
  Set<Long> emittedAloneBeforeGapAt(long timestampNanos, long openedNanos) {
    if (reads.isEmpty()) {
      return openAt(timestampNanos);
    }
    Set<Long> found = new HashSet<>(openAt(timestampNanos));
    reads.forEach(
        (key, ranges) -> {
          if (ranges.coverBefore(timestampNanos, openedNanos)) {
            found.add(key);
          }
        });
    return found;
  }

  /** Channels whose samples at a timestamp belong to their own gap. The set is not modified. */
  Set<Long> openAt(long timestampNanos) {
    OpenGaps known = open;
    if (known == null
        || timestampNanos < known.fromNanos()
        || timestampNanos >= known.beforeNanos()) {
      known = findOpenAt(timestampNanos);
      open = known;
    }
    return known.keys();
  }

  private OpenGaps findOpenAt(long timestampNanos) {
    long last = Long.MIN_VALUE;
    long next = Long.MAX_VALUE;
    Set<Long> keys = new HashSet<>();
    for (Map.Entry<Long, ChannelGap> entry : entries.entrySet()) {
      long from = entry.getValue().fromNanos();
      if (from <= timestampNanos) {
        keys.add(entry.getKey());
        last = Math.max(last, from);
      } else {
        next = Math.min(next, from);
      }
    }
    return new OpenGaps(last, next, keys);
  }

  /** Whether a channel's sample at a timestamp is emitted from the answer of history. */
  boolean answers(long channelKey, long timestampNanos) {
    ChannelGap entry = entries.get(channelKey);
    return entry != null && entry.answers(timestampNanos);
  }

  /** The channels to ask history for now: of those that are due the ones whose gaps begin first. */
  Set<Long> due(long nowNanos) {
    if (nowNanos < dueFromNanos) {
      return Set.of();
    }
    List<Long> due = new ArrayList<>();
    long next = Long.MAX_VALUE;
    for (Map.Entry<Long, ChannelGap> entry : entries.entrySet()) {
      RetryTimer probe = entry.getValue().probe();
      next = Math.min(next, probe.dueNanos());
      if (probe.isDue(nowNanos)) {
        due.add(entry.getKey());
      }
    }
    dueFromNanos = next;
    return earliest(due);
  }

  /** Those of some channels for which history is to be asked from the earliest timestamp on. */
  Set<Long> earliest(Collection<Long> channelKeys) {
    Set<Long> earliest = new HashSet<>();
    long smallest = Long.MAX_VALUE;
    for (long key : channelKeys) {
      long start = startNanos(key);
      if (start < smallest) {
        smallest = start;
        earliest.clear();
      }
      if (start == smallest) {
        earliest.add(key);
      }
    }
    return earliest;
  }

  /** The channels in these rows whose samples must not be emitted yet. */
  Set<Long> unverified(List<Rows> found, long nowNanos) {
    Set<Long> unverified = openIn(found);
    unverified.removeIf(
        key -> changing(key).verify(RowFilter.minNanos(RowFilter.having(found, key)), nowNanos));
    return unverified;
  }

  /** Whether history is no longer asked for any channel whose gap begins up to the position. */
  boolean areDormant(long positionNanos) {
    return entries.values().stream()
        .noneMatch(entry -> entry.probe().isStarted() && entry.fromNanos() <= positionNanos);
  }

  /** History cannot be asked for these channels now. */
  void postpone(Set<Long> channelKeys, long nowNanos) {
    channelKeys.stream().filter(this::has).forEach(key -> changing(key).probe().again(nowNanos));
  }

  /** History was read for a channel. */
  void onRead(long channelKey, Reading reading, long nowNanos) {
    ChannelGap entry = entries.get(channelKey);
    if (entry != null) {
      dueFromNanos = Long.MIN_VALUE;
      entry.onRead(reading, timeoutNanos, nowNanos);
      if (entry.isRead()) {
        readSinceRows.add(entry);
      }
    }
  }

  /** History has samples of a channel in rows that are emitted first, because they are late. */
  void onHole(long channelKey, long nowNanos) {
    ChannelGap entry = entries.get(channelKey);
    if (entry != null) {
      dueFromNanos = Long.MIN_VALUE;
      entry.onHole(nowNanos);
    }
  }

  /** A gap of the whole group had samples of a channel, which are emitted with its own gap. */
  void onGroupGapFilled(long channelKey, long nowNanos) {
    changing(channelKey).onGroupGapFilled(nowNanos);
  }

  /** Samples up to a timestamp were emitted. */
  void advancePast(long channelKey, long timestampNanos) {
    ChannelGap entry = entries.get(channelKey);
    if (entry != null) {
      changed();
      entry.advancePast(timestampNanos);
    }
  }

  /** How many channels have a gap. */
  int size() {
    return entries.size();
  }

  /** Their form in the offset: one for all channels whose gaps begin and were opened together. */
  List<Gap> toGaps() {
    List<Gap> known = encoded;
    if (known == null) {
      known = List.copyOf(encode());
      encoded = known;
    }
    return known;
  }

  /**
   * One gap for all channels whose gaps begin together. Beyond the size that an offset may have,
   * neighbors are merged: they begin with the earliest of them, so that a restart may repeat
   * samples but loses none.
   */
  private List<Gap> encode() {
    TreeMap<Long, List<Long>> together = new TreeMap<>();
    entries.forEach(
        (key, entry) ->
            together.computeIfAbsent(entry.fromNanos(), from -> new ArrayList<>()).add(key));
    List<Gap> gaps = encode(together, 1);
    for (int width = 2; textLength(gaps) > MAX_TEXT_LENGTH && gaps.size() > 1; width *= 2) {
      gaps = encode(together, width);
    }
    return gaps;
  }

  /** Merges so many neighbors. */
  private List<Gap> encode(SortedMap<Long, List<Long>> together, int width) {
    List<Gap> gaps = new ArrayList<>();
    List<Long> keys = new ArrayList<>();
    long from = 0;
    int merged = 0;
    for (Map.Entry<Long, List<Long>> start : together.entrySet()) {
      from = merged == 0 ? start.getKey() : from;
      keys.addAll(start.getValue());
      if (++merged == width || start.getKey().equals(together.lastKey())) {
        gaps.add(gap(keys, from));
        keys.clear();
        merged = 0;
      }
    }
    return gaps;
  }

  private Gap gap(List<Long> keys, long fromNanos) {
    long opened = keys.stream().mapToLong(key -> entry(key).openedNanos()).max().orElse(0);
    return Gap.ofChannels(
        ChannelKeyRanges.of(keys), new TimeStamp(fromNanos), new TimeStamp(opened));
  }

  private static long textLength(List<Gap> gaps) {
    return gaps.stream()
        .mapToLong(gap -> GAP_TEXT_LENGTH + gap.channels().toString().length())
        .sum();
  }
}
