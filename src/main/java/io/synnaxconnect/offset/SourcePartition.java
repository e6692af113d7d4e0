package io.synnaxconnect.offset;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * What an offset belongs to: one index group of one cluster. All virtual channels of a cluster that
 * have no index share index key 0, since they have no position.
 *
 * @param clusterKey UUID of the cluster as text
 * @param indexKey key of the index channel, 0 for virtual channels without one
 */
public record SourcePartition(String clusterKey, long indexKey) {

  private static final String CLUSTER_KEY = "cluster_key";
  private static final String INDEX_KEY = "index_key";
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern UINT32_TEXT = Pattern.compile("0|[1-9][0-9]{0,9}");

  /**
   * The form that Connect stores; the same for equal partitions. Connect finds an offset by the
   * bytes of its partition's JSON, so the fields have one order in every process: that of a {@link
   * java.util.HashMap}, into which Connect's REST interface turns partitions before it searches.
   */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put(CLUSTER_KEY, clusterKey);
    map.put(INDEX_KEY, Long.toString(indexKey));
    return Collections.unmodifiableMap(map);
  }

  /**
   * Reads exactly what {@link #toMap} writes: Connect compares partitions as text, and another
   * spelling would be another partition.
   *
   * @throws ConnectException with a sentence on the expected form
   */
  public static SourcePartition fromMap(Map<String, ?> map) {
    if (map.keySet().equals(Set.of(CLUSTER_KEY, INDEX_KEY))
        && map.get(CLUSTER_KEY) instanceof String cluster
        && map.get(INDEX_KEY) instanceof String index
        && UUID_TEXT.matcher(cluster).matches()
        && UINT32_TEXT.matcher(index).matches()) {
      return new SourcePartition(cluster, Long.parseLong(index));
    }
    throw new ConnectException(
        "source partition "
            + map
            + " does not belong to this connector; use exactly \"cluster_key\" with a UUID in lower"
            + " case and \"index_key\" with the digits of a channel key, both as text");
  }
}
