package io.synnaxconnect.convert;

import java.util.Map;

/**
 * What an offset belongs to: one index group of one cluster. All virtual channels without index of
 * a cluster share index key 0, since they have no position.
 *
 * @param clusterKey UUID of the cluster as text
 * @param indexKey key of the index channel, 0 for virtual channels without one
 */
public record SourcePartition(String clusterKey, long indexKey) {

  private static final String CLUSTER_KEY = "cluster_key";
  private static final String INDEX_KEY = "index_key";

  /** The form that Connect stores; the same for equal partitions. */
  public Map<String, String> toMap() {
    return Map.of(CLUSTER_KEY, clusterKey, INDEX_KEY, Long.toString(indexKey));
  }
}
