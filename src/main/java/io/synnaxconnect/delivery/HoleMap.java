package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.Hole;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The holes of a group: ranges of time before the position that no delivered row is in. They never
 * overlap. Each knows the last round in which history was asked for it.
 */
final class HoleMap {

  /** How many holes an offset may have: some 11 KB. */
  static final int MAX_HOLES = 256;

  private static final long NEVER = 0;

  /**
   * One hole.
   *
   * @param lookedRound the last round in which history had nothing in it
   */
  record Entry(long fromNanos, long toNanos, long lookedRound) {

    /** As an unsigned number, because the hole before the first row has no beginning. */
    private int compareWidth(Entry other) {
      return Long.compareUnsigned(toNanos - fromNanos, other.toNanos - other.fromNanos);
    }
  }

  private final TreeMap<Long, Entry> entries = new TreeMap<>();

  /** Their form in the offset, kept because every row block writes it; null when out of date. */
  private @Nullable List<Hole> encoded = List.of();

  int size() {
    return entries.size();
  }

  /** The widest holes first; of equal ones the newest. */
  List<Entry> widestFirst() {
    Comparator<Entry> byWidth = Entry::compareWidth;
    return entries.values().stream()
        .sorted(byWidth.thenComparingLong(Entry::fromNanos).reversed())
        .toList();
  }

  /** Adds a hole, unless it is empty. */
  void add(long fromNanos, long toNanos) {
    if (fromNanos < toNanos) {
      remove(fromNanos, toNanos);
      put(new Entry(fromNanos, toNanos, NEVER));
    }
  }

  /** Rows may no longer be stored in a range of time: it is filled, or belongs to one region. */
  void remove(long fromNanos, long toNanos) {
    if (entries.isEmpty() || fromNanos >= toNanos) {
      return;
    }
    Long first = entries.floorKey(fromNanos);
    for (Entry entry :
        List.copyOf(
            entries.subMap(first == null ? fromNanos : first, true, toNanos, false).values())) {
      if (entry.toNanos() > fromNanos) {
        encoded = null;
        entries.remove(entry.fromNanos());
        put(
            new Entry(
                entry.fromNanos(), Math.min(fromNanos, entry.toNanos()), entry.lookedRound()));
        put(new Entry(Math.max(toNanos, entry.fromNanos()), entry.toNanos(), entry.lookedRound()));
      }
    }
  }

  private void put(Entry entry) {
    if (entry.fromNanos() < entry.toNanos()) {
      encoded = null;
      entries.put(entry.fromNanos(), entry);
    }
  }

  /** History had nothing in a range of time, which may begin or end inside of holes. */
  void markLooked(long fromNanos, long toNanos, long round) {
    Entry around = floor(fromNanos);
    if (around != null && around.toNanos() > fromNanos && around.toNanos() <= toNanos) {
      put(new Entry(around.fromNanos(), around.toNanos(), round));
    }
    for (Entry entry : List.copyOf(entries.subMap(fromNanos, toNanos).values())) {
      put(new Entry(entry.fromNanos(), entry.toNanos(), round));
    }
  }

  /** Whether a timestamp is in a hole. */
  boolean covers(long timestampNanos) {
    Entry entry = floor(timestampNanos);
    return entry != null && timestampNanos < entry.toNanos();
  }

  /** Whether one hole covers a whole range. */
  boolean coversAll(long fromNanos, long toNanos) {
    Entry entry = floor(fromNanos);
    return entry != null && toNanos <= entry.toNanos();
  }

  private @Nullable Entry floor(long nanos) {
    Map.Entry<Long, Entry> found = entries.floorEntry(nanos);
    return found == null ? null : found.getValue();
  }

  /** Removes the holes that end before an instant, or with it. */
  void removeBefore(long nanos) {
    while (!entries.isEmpty() && entries.firstEntry().getValue().toNanos() <= nanos) {
      encoded = null;
      entries.remove(entries.firstKey());
    }
  }

  /** Removes the narrowest hole if there are too many, and returns it; else null. */
  @Nullable Hole giveUpOne() {
    if (entries.size() <= MAX_HOLES) {
      return null;
    }
    Entry narrowest = entries.values().stream().min(Entry::compareWidth).orElseThrow();
    encoded = null;
    entries.remove(narrowest.fromNanos());
    return toHole(narrowest);
  }

  /** Their form in the offset, oldest first. */
  List<Hole> toHoles() {
    List<Hole> known = encoded;
    if (known == null) {
      known = entries.values().stream().map(HoleMap::toHole).toList();
      encoded = known;
    }
    return known;
  }

  private static Hole toHole(Entry entry) {
    return Hole.ofNanos(entry.fromNanos(), entry.toNanos());
  }
}
