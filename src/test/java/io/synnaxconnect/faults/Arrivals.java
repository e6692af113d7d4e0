package io.synnaxconnect.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What arrived in Kafka, channel by channel. Not thread-safe. */
final class Arrivals {

  private final Map<String, TreeMap<Long, Double>> values = new HashMap<>();
  private final Map<String, Long> newestNanos = new HashMap<>();
  private final List<ArrivedRow> repeated = new ArrayList<>();
  private long records;
  private long late;
  private long outOfOrder;

  void add(ArrivedRow arrival) {
    records++;
    Double before =
        values
            .computeIfAbsent(arrival.channel(), name -> new TreeMap<>())
            .putIfAbsent(arrival.timestampNanos(), arrival.value());
    if (before != null) {
      repeated.add(arrival);
    } else {
      long newest = newestNanos.getOrDefault(arrival.channel(), Long.MIN_VALUE);
      late += arrival.late() ? 1 : 0;
      outOfOrder += arrival.timestampNanos() < newest ? 1 : 0;
      newestNanos.merge(arrival.channel(), arrival.timestampNanos(), Math::max);
    }
  }

  /** How many samples of these did not arrive, or arrived with another value. */
  long missing(Map<String, ? extends NavigableMap<Long, Double>> stored) {
    long missing = 0;
    for (Map.Entry<String, ? extends NavigableMap<Long, Double>> channel : stored.entrySet()) {
      Map<Long, Double> arrived = values.getOrDefault(channel.getKey(), new TreeMap<>());
      missing +=
          channel.getValue().entrySet().stream()
              .filter(sample -> !sample.getValue().equals(arrived.get(sample.getKey())))
              .count();
    }
    return missing;
  }

  /** How many different samples arrived of one channel, after one timestamp and up to another. */
  long within(String channel, long afterNanos, long upToNanos) {
    return values
        .getOrDefault(channel, new TreeMap<>())
        .subMap(afterNanos, false, upToNanos, true)
        .size();
  }

  /** Records so far. */
  long records() {
    return records;
  }

  /** Samples marked as late so far. */
  long late() {
    return late;
  }

  /** Samples that first came after a newer one of their channel, marked as late or not. */
  long outOfOrder() {
    return outOfOrder;
  }

  /** Every record whose sample had arrived before. */
  List<ArrivedRow> repeated() {
    return repeated;
  }
}
