package io.synnaxconnect.client;

import io.synnaxconnect.telem.ForeignText;

/**
 * The identity of the cluster that answers.
 *
 * @param clusterKey UUID as text; a wiped cluster has a new one, but uses the same channel keys
 *     again
 * @param nodeVersion version of the answering node, for example {@code 0.56.16}
 * @param nodeTimeNanos the node's clock, nanoseconds since the Unix epoch; 0 from servers before
 *     0.55
 */
public record ClusterInfo(String clusterKey, String nodeVersion, long nodeTimeNanos) {

  /** Cleans the texts, see {@link ForeignText}. */
  public ClusterInfo {
    clusterKey = ForeignText.name(clusterKey);
    nodeVersion = ForeignText.name(nodeVersion);
  }
}
