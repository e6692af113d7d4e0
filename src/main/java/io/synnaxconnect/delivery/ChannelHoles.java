package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Hole;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ranges of emitted rows that lack samples of single channels, before newer samples of these
 * channels: somebody may write them alone. A channel's own gap covers the rows after its newest
 * sample. The ranges of one channel never overlap.
 */
final class ChannelHoles {

  /** How many an offset may have. */
  static final int MAX_HOLES = 64;

  /** How long their text in the offset may be: channels may be many, with scattered keys. */
  static final int MAX_TEXT_LENGTH = 8 << 10;

  private static final int MAX_RANGES = 64;
  private static final long NEVER = 0;

  /** Two timestamps and their separators. */
  private static final int HOLE_TEXT_LENGTH = 42;

  private record Entry(long fromNanos, long toNanos, Set<Long> keys, long lookedRound) {

    boolean overlaps(Set<Long> otherKeys, long from, long to) {
      return fromNanos < to && from < toNanos && intersects(keys, otherKeys);
    }

    long width() {
      return toNanos - fromNanos;
    }

    Hole toHole() {
      return new Hole(TimeRange.ofNanos(fromNanos, toNanos), ChannelKeyRanges.of(keys));
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  /** Their form in the offset, kept because every row block writes it; null when out of date. */
  private @Nullable List<Hole> encoded = List.of();

  /** Whether an offset has room for them, as far as is known. */
  private boolean fits = true;

  /** Where the read of a range continues; null if none does. */
  private @Nullable HistoryRequest continued;

  private static boolean intersects(Set<Long> some, Set<Long> others) {
    Set<Long> fewer = some.size() <= others.size() ? some : others;
    Set<Long> more = some.size() <= others.size() ? others : some;
    return fewer.stream().anyMatch(more::contains);
  }

  private void changed() {
    encoded = null;
    fits = false;
  }

  int size() {
    return entries.size();
  }

  /** Adds a hole of an offset. */
  void restore(Hole hole, long toNanos) {
    add(Set.copyOf(hole.channels().keys()), hole.range().start().nanos(), toNanos);
  }

  /** Rows in a range were emitted without these channels. */
  void add(Set<Long> channelKeys, long fromNanos, long toNanos) {
    if (fromNanos >= toNanos || channelKeys.isEmpty()) {
      return;
    }
    remove(channelKeys, fromNanos, toNanos);
    Set<Long> keys = new HashSet<>(channelKeys);
    for (Entry entry : List.copyOf(entries)) {
      if (entry.fromNanos() == fromNanos && entry.toNanos() == toNanos) {
        keys.addAll(entry.keys());
        entries.remove(entry);
      }
    }
    entries.add(new Entry(fromNanos, toNanos, Set.copyOf(keys), NEVER));
    changed();
  }

  /**
   * These channels have nothing to come in a range: their samples were emitted, or belong to a gap.
   */
  void remove(Set<Long> channelKeys, long fromNanos, long toNanos) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      if (entry.overlaps(channelKeys, fromNanos, toNanos)) {
        entries.remove(i);
        changed();
        Set<Long> cut = new HashSet<>(entry.keys());
        cut.retainAll(channelKeys);
        Set<Long> others = new HashSet<>(entry.keys());
        others.removeAll(cut);
        put(entry, others, entry.fromNanos(), entry.toNanos());
        put(entry, cut, entry.fromNanos(), fromNanos);
        put(entry, cut, toNanos, entry.toNanos());
      }
    }
  }

  private void put(Entry part, Set<Long> keys, long fromNanos, long toNanos) {
    if (!keys.isEmpty() && fromNanos < toNanos) {
      entries.add(new Entry(fromNanos, toNanos, Set.copyOf(keys), part.lookedRound()));
    }
  }

  /** Samples were emitted. */
  void pass(List<Rows> block) {
    for (Rows piece : block) {
      long from = piece.smallestNanos();
      long to = Position.after(piece.greatestNanos());
      if (entries.stream().anyMatch(e -> e.fromNanos() < to && from < e.toNanos())) {
        Set<Long> keys = new HashSet<>();
        piece.columns().forEach(column -> keys.add(column.channel().key()));
        remove(keys, from, to);
      }
    }
  }

  /** Whether a channel's sample at a timestamp may still come. */
  boolean cover(long channelKey, long timestampNanos) {
    return entries.stream()
        .anyMatch(
            entry ->
                entry.fromNanos() <= timestampNanos
                    && timestampNanos < entry.toNanos()
                    && entry.keys().contains(channelKey));
  }

  /** Whether all rows from a timestamp to before another are known to lack these channels. */
  boolean coverAll(Set<Long> channelKeys, long fromNanos, long toNanos) {
    return entries.stream()
        .anyMatch(
            entry ->
                entry.fromNanos() <= fromNanos
                    && toNanos <= entry.toNanos()
                    && entry.keys().containsAll(channelKeys));
  }

  /** Removes the holes that end before an instant, or with it. */
  void removeBefore(long nanos) {
    if (entries.removeIf(entry -> entry.toNanos() <= nanos)) {
      encoded = null;
    }
  }

  /** Removes the narrowest hole if there are too many, and returns it; else null. */
  @Nullable Hole giveUpOne() {
    if (fits || (entries.size() <= MAX_HOLES && textLength() <= MAX_TEXT_LENGTH)) {
      fits = true;
      return null;
    }
    Entry narrowest = entries.stream().min(Comparator.comparingLong(Entry::width)).orElseThrow();
    encoded = null;
    entries.remove(narrowest);
    return narrowest.toHole();
  }

  private long textLength() {
    return toHoles().stream()
        .mapToLong(hole -> HOLE_TEXT_LENGTH + hole.channels().toString().length())
        .sum();
  }

  /** Their form in the offset. */
  List<Hole> toHoles() {
    List<Hole> known = encoded;
    if (known == null) {
      known = entries.stream().map(Entry::toHole).toList();
      encoded = known;
    }
    return known;
  }

  /** A stream was opened, or the channels of the group have changed. */
  void forgetRead() {
    continued = null;
  }

  /**
   * What to ask history for next in a round: ranges that lack the same channels; null for nothing.
   *
   * @param oldestNanos rows before it are not looked for
   */
  @Nullable HistoryRequest request(IndexGroup group, long round, long oldestNanos) {
    if (continued != null) {
      return continued;
    }
    List<Channel> asked = List.of();
    List<TimeRange> ranges = new ArrayList<>();
    for (Entry entry : entries) {
      long from = Math.max(entry.fromNanos(), oldestNanos);
      boolean isDue = entry.lookedRound() < round && from < entry.toNanos();
      if (isDue && ranges.size() < MAX_RANGES) {
        List<Channel> lacking = channels(group, entry.keys());
        asked = asked.isEmpty() ? lacking : asked;
        if (!lacking.isEmpty() && lacking.equals(asked)) {
          ranges.add(TimeRange.ofNanos(from, entry.toNanos()));
        }
      }
    }
    return ranges.isEmpty()
        ? null
        : new HistoryRequest(
            Purpose.CHANNEL_HOLES,
            new IndexGroup(group.index(), asked),
            ranges.get(0),
            ranges.subList(1, ranges.size()));
  }

  private static List<Channel> channels(IndexGroup group, Set<Long> keys) {
    return group.channels().stream().filter(channel -> keys.contains(channel.key())).toList();
  }

  /**
   * History was read.
   *
   * @param keys the channels that were asked for
   * @param round the round of the request
   */
  void onRead(HistoryRequest asked, HistoryAnswer answer, Set<Long> keys, long round) {
    TimeRange read = answer.range() == null ? asked.range() : answer.range();
    List<TimeRange> ranges = new ArrayList<>(List.of(asked.range()));
    ranges.addAll(asked.others());
    for (TimeRange empty : ranges.subList(0, Math.max(0, ranges.indexOf(read)))) {
      markLooked(keys, empty, round);
    }
    continued = null;
    List<Rows> rows = answer.rows();
    if (!rows.isEmpty()) {
      // No row is stored before the first, nor after the last.
      remove(keys, read.start().nanos(), RowFilter.minNanos(rows));
      long next = Position.after(RowFilter.maxNanos(rows));
      if (answer.exhausted()) {
        remove(keys, next, read.end().nanos());
      } else if (next < read.end().nanos()) {
        TimeRange rest = TimeRange.ofNanos(next, read.end().nanos());
        continued = new HistoryRequest(Purpose.CHANNEL_HOLES, asked.group(), rest);
        read = TimeRange.ofNanos(read.start().nanos(), next);
      }
    }
    markLooked(keys, read, round);
  }

  private void markLooked(Set<Long> keys, TimeRange range, long round) {
    long from = range.start().nanos();
    long to = range.end().nanos();
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      if (entry.overlaps(keys, from, to)) {
        entries.set(i, new Entry(entry.fromNanos(), entry.toNanos(), entry.keys(), round));
      }
    }
  }
}
