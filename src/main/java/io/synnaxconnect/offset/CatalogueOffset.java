package io.synnaxconnect.offset;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue last reported about an index group. It is the offset of its own source
 * partition, so that a restart repeats nothing and keeps the instants at which channels were first
 * seen.
 *
 * @param fingerprint of the entries, empty before the first
 * @param firstSeenNanos by channel key; nanoseconds since the Unix epoch
 */
public record CatalogueOffset(String fingerprint, SortedMap<Long, Long> firstSeenNanos) {

  /** Nothing was reported yet. */
  public static final CatalogueOffset NONE = new CatalogueOffset("", Collections.emptySortedMap());

  private static final String CLUSTER_KEY = "cluster_key";
  private static final String GROUP_KEY = "catalogue_of_group";
  private static final String VERSION = "v";
  private static final String FINGERPRINT = "fingerprint";
  private static final String FIRST_SEEN = "first_seen";

  /** Copies the map. */
  public CatalogueOffset {
    firstSeenNanos = Collections.unmodifiableSortedMap(new TreeMap<>(firstSeenNanos));
  }

  /** The source partition of a group, with its fields in the order that Connect's REST uses. */
  public static Map<String, String> partition(String clusterKey, long groupKey) {
    Map<String, String> map = new HashMap<>();
    map.put(CLUSTER_KEY, clusterKey);
    map.put(GROUP_KEY, Long.toString(groupKey));
    return Collections.unmodifiableMap(map);
  }

  /** Whether a source partition is one of these. */
  public static boolean isPartition(Map<String, ?> partition) {
    return partition.keySet().equals(Set.of(CLUSTER_KEY, GROUP_KEY));
  }

  /** The form that Connect stores. */
  public Map<String, String> toMap() {
    return Map.of(VERSION, "1", FINGERPRINT, fingerprint, FIRST_SEEN, encoded());
  }

  /** Most channels are first seen together: one instant, and their keys in ranges. */
  private String encoded() {
    SortedMap<Long, Collection<Long>> keysByTime = new TreeMap<>();
    firstSeenNanos.forEach(
        (key, nanos) -> keysByTime.computeIfAbsent(nanos, time -> new TreeSet<>()).add(key));
    return keysByTime.entrySet().stream()
        .map(entry -> entry.getKey() + ":" + ChannelKeyRanges.of(entry.getValue()))
        .collect(Collectors.joining(";"));
  }

  /**
   * Reads what {@link #toMap} wrote.
   *
   * @throws ConnectException with a sentence, for anything else
   */
  public static CatalogueOffset fromMap(Map<String, ?> map) {
    try {
      if (map.keySet().equals(Set.of(VERSION, FINGERPRINT, FIRST_SEEN))
          && "1".equals(map.get(VERSION))) {
        return new CatalogueOffset(
            String.valueOf(map.get(FINGERPRINT)), decoded(String.valueOf(map.get(FIRST_SEEN))));
      }
    } catch (IllegalArgumentException e) {
      throw refusal(map, e);
    }
    throw refusal(map, null);
  }

  private static ConnectException refusal(Map<String, ?> map, @Nullable Throwable cause) {
    return new ConnectException(
        "offset "
            + map
            + " of the catalogue does not belong to this connector; set it to null to remove it",
        cause);
  }

  private static SortedMap<Long, Long> decoded(String text) {
    SortedMap<Long, Long> firstSeen = new TreeMap<>();
    if (text.isEmpty()) {
      return firstSeen;
    }
    for (String part : text.split(";", -1)) {
      int colon = part.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("a part must be an instant, a colon and keys");
      }
      long nanos = Long.parseLong(part.substring(0, colon));
      ChannelKeyRanges.parse(part.substring(colon + 1))
          .keys()
          .forEach(key -> firstSeen.put(key, nanos));
    }
    return firstSeen;
  }
}
