package io.synnaxconnect.simulator;

import io.synnaxconnect.proto.RangeMessage;
import io.synnaxconnect.proto.RangePropertyMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/** The ranges of a cluster with their properties and aliases. Thread-safe. */
final class StoredRanges {

  private final TreeMap<String, RangeMessage> byKey = new TreeMap<>();
  private final TreeMap<String, RangePropertyMessage> properties = new TreeMap<>();
  private final Map<String, Map<Integer, String>> aliases = new HashMap<>();

  /** The key of a property, as signals and errors name it. */
  static String propertyKey(String range, String key) {
    return range + "<--->" + key;
  }

  private static String checkedKey(String key) {
    try {
      return UUID.fromString(key).toString();
    } catch (IllegalArgumentException e) {
      throw CoreError.unknown("invalid UUID length: " + key.length());
    }
  }

  synchronized void put(List<RangeMessage> ranges) {
    for (RangeMessage range : ranges) {
      checkedKey(range.getKey());
      if (range.getName().isEmpty()) {
        throw CoreError.validation("name: required");
      }
      if (range.getTimeRange().getStart() > range.getTimeRange().getEnd()) {
        throw CoreError.validation("time_range: time_range.start cannot be after time_range.end");
      }
    }
    ranges.forEach(range -> byKey.put(range.getKey(), range));
  }

  synchronized RangeMessage rename(String key, String name) {
    RangeMessage renamed = byKeys(List.of(key)).get(0).toBuilder().setName(name).build();
    byKey.put(key, renamed);
    return renamed;
  }

  /** Forgets ranges, and returns the keys of those that were there. Properties stay. */
  synchronized List<String> delete(Collection<String> keys) {
    return keys.stream().filter(key -> byKey.remove(key) != null).toList();
  }

  synchronized List<RangeMessage> all() {
    return List.copyOf(byKey.values());
  }

  synchronized List<RangeMessage> byKeys(List<String> keys) {
    keys.forEach(StoredRanges::checkedKey);
    List<String> missing = keys.stream().filter(key -> !byKey.containsKey(key)).toList();
    if (!missing.isEmpty()) {
      throw notFound("Ranges", missing);
    }
    return keys.stream().map(key -> Objects.requireNonNull(byKey.get(key))).toList();
  }

  synchronized List<RangeMessage> byNames(Collection<String> names) {
    return byKey.values().stream().filter(range -> names.contains(range.getName())).toList();
  }

  private static CoreError notFound(String what, List<String> keys) {
    return new CoreError(
        "sy.query.not_found",
        what + " with keys [" + String.join(" ", keys) + "] not found: not found: query");
  }

  synchronized void setProperties(List<RangePropertyMessage> pairs) {
    pairs.forEach(pair -> properties.put(propertyKey(pair.getRange(), pair.getKey()), pair));
  }

  synchronized void deleteProperty(String range, String key) {
    properties.remove(propertyKey(range, key));
  }

  /** All properties of a range, or those with some keys. */
  synchronized List<RangePropertyMessage> properties(String range, List<String> keys) {
    checkedKey(range);
    if (keys.isEmpty()) {
      return properties.values().stream().filter(p -> p.getRange().equals(range)).toList();
    }
    List<String> wanted = keys.stream().map(key -> propertyKey(range, key)).toList();
    List<String> missing = wanted.stream().filter(key -> !properties.containsKey(key)).toList();
    if (!missing.isEmpty()) {
      throw notFound("KVPairs", missing);
    }
    return wanted.stream().map(key -> Objects.requireNonNull(properties.get(key))).toList();
  }

  synchronized void setAliases(String range, Map<Integer, String> names) {
    aliases.computeIfAbsent(checkedKey(range), key -> new TreeMap<>()).putAll(names);
  }

  /** Forgets other names of channels, and returns the channels that had one. */
  synchronized List<Integer> deleteAliases(String range, Collection<Integer> channels) {
    Map<Integer, String> named = aliases.getOrDefault(range, Map.of());
    List<Integer> gone = new ArrayList<>();
    for (Integer channel : channels) {
      if (named.containsKey(channel)) {
        named.remove(channel);
        gone.add(channel);
      }
    }
    return gone;
  }

  synchronized Map<Integer, String> aliases(String range) {
    return Map.copyOf(aliases.getOrDefault(checkedKey(range), Map.of()));
  }
}
