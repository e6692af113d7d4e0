package io.synnaxconnect.offset;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Which ranges {@code ranges.topic} has, as the offset of separate source partitions: a restart
 * repeats nothing, and finds out which ranges were deleted meanwhile. The ranges of a cluster are
 * spread over 256 partitions by the beginning of their keys, so that an offset stays short.
 *
 * @param fingerprints of the last record of each range, by range key
 */
public record RangesOffset(SortedMap<String, String> fingerprints) {

  /** No range was sent yet. */
  public static final RangesOffset NONE = new RangesOffset(Collections.emptySortedMap());

  private static final String CLUSTER_KEY = "cluster_key";
  private static final String SHARE = "ranges_of";
  private static final String VERSION = "v";
  private static final String RANGES = "ranges";
  private static final int SHARE_LENGTH = 2;
  private static final String ENTRY = "[^:;]+:[^:;]+";

  /** Copies the map. */
  public RangesOffset {
    fingerprints = Collections.unmodifiableSortedMap(new TreeMap<>(fingerprints));
  }

  /** The share to which a range belongs: the first byte of its key, as text. */
  public static String shareOf(String rangeKey) {
    return rangeKey.substring(0, Math.min(SHARE_LENGTH, rangeKey.length()));
  }

  /** The source partition of a share, with its fields in the order that Connect's REST uses. */
  public static Map<String, String> partition(String clusterKey, String share) {
    Map<String, String> map = new HashMap<>();
    map.put(CLUSTER_KEY, clusterKey);
    map.put(SHARE, share);
    return Collections.unmodifiableMap(map);
  }

  /** Whether a source partition is one of these. */
  public static boolean isPartition(Map<String, ?> partition) {
    return partition.keySet().equals(Set.of(CLUSTER_KEY, SHARE));
  }

  /** The form that Connect stores. */
  public Map<String, String> toMap() {
    String encoded =
        fingerprints.entrySet().stream()
            .map(entry -> entry.getKey() + ":" + entry.getValue())
            .collect(Collectors.joining(";"));
    return Map.of(VERSION, "1", RANGES, encoded);
  }

  /**
   * Reads what {@link #toMap} wrote.
   *
   * @throws ConnectException with a sentence, for anything else
   */
  public static RangesOffset fromMap(Map<String, ?> map) {
    RangesOffset offset =
        map.size() == 2 && "1".equals(map.get(VERSION)) && map.get(RANGES) instanceof String text
            ? decoded(text)
            : null;
    if (offset == null) {
      throw new ConnectException(
          "offset "
              + map
              + " of ranges does not belong to this connector; set it to null to remove it");
    }
    return offset;
  }

  private static @Nullable RangesOffset decoded(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    String[] entries = text.split(";", -1);
    if (!Arrays.stream(entries).allMatch(entry -> entry.matches(ENTRY))) {
      return null;
    }
    SortedMap<String, String> fingerprints = new TreeMap<>();
    for (String entry : entries) {
      int colon = entry.indexOf(':');
      fingerprints.put(entry.substring(0, colon), entry.substring(colon + 1));
    }
    return new RangesOffset(fingerprints);
  }
}
