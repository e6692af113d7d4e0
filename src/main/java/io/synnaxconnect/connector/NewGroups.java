package io.synnaxconnect.connector;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows which groups appeared while the connector ran. Their tasks start at the first stored row: a
 * group without an offset could else be one that the user selected later, which starts at {@code
 * since}. Any thread may ask.
 */
final class NewGroups {

  private @Nullable String clusterKey;
  private Set<Long> atFirst = Set.of();
  private final Set<Long> appeared = new HashSet<>();

  /** Compares the selected groups with those of the first list of this cluster. */
  synchronized void onGroups(String cluster, Set<Long> groupKeys) {
    if (!cluster.equals(clusterKey)) {
      clusterKey = cluster;
      atFirst = Set.copyOf(groupKeys);
      appeared.clear();
    }
    appeared.addAll(groupKeys);
    appeared.removeAll(atFirst);
  }

  /** Keys of the groups that appeared. */
  synchronized Set<Long> keys() {
    return Set.copyOf(appeared);
  }
}
