package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Channels that are no longer in the group, each with the timestamp up to which it was delivered:
 * if it returns, it continues there. In the offset they are gaps of channels that the position does
 * not cover.
 */
final class LeftChannels {

  /** Of more channels, it forgets those that left first. They begin at the first start again. */
  static final int MAX_CHANNELS = 1_000;

  private final Map<Long, Long> fromNanos = new HashMap<>();

  /** Their form in the offset, kept because every row block writes it; null when out of date. */
  private @Nullable List<Gap> encoded = List.of();

  /** A channel leaves; the first timestamp that was not delivered. */
  void add(long channelKey, long nanos) {
    encoded = null;
    fromNanos.put(channelKey, nanos);
    if (fromNanos.size() > MAX_CHANNELS) {
      fromNanos.entrySet().stream()
          .min(Map.Entry.<Long, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
          .ifPresent(first -> fromNanos.remove(first.getKey()));
    }
  }

  /**
   * Rows before the position are emitted, without the channels that left: these return to the first
   * of the rows, and repeat what was delivered after it.
   */
  void passLate(long firstNanos) {
    if (fromNanos.values().stream().anyMatch(from -> from > firstNanos)) {
      encoded = null;
      fromNanos.replaceAll((key, from) -> Math.min(from, firstNanos));
    }
  }

  boolean isEmpty() {
    return fromNanos.isEmpty();
  }

  /** The channels that were delivered beyond a timestamp. */
  Set<Long> after(long nanos) {
    Set<Long> found = new HashSet<>();
    fromNanos.forEach(
        (key, from) -> {
          if (from > nanos) {
            found.add(key);
          }
        });
    return found;
  }

  /** A channel is in the group; the first timestamp that was not delivered, or null. */
  @Nullable Long remove(long channelKey) {
    Long from = fromNanos.remove(channelKey);
    if (from != null) {
      encoded = null;
    }
    return from;
  }

  /** Their form in the offset: one for all channels that left together. */
  List<Gap> toGaps() {
    List<Gap> known = encoded;
    if (known == null) {
      Map<Long, List<Long>> together = new TreeMap<>(Comparator.naturalOrder());
      fromNanos.forEach(
          (key, from) -> together.computeIfAbsent(from, same -> new ArrayList<>()).add(key));
      List<Gap> gaps = new ArrayList<>();
      together.forEach(
          (from, keys) -> {
            TimeStamp at = new TimeStamp(from);
            gaps.add(Gap.ofChannels(ChannelKeyRanges.of(keys), at, at));
          });
      known = List.copyOf(gaps);
      encoded = known;
    }
    return known;
  }
}
