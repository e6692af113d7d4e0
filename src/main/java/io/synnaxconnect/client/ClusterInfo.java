package io.synnaxconnect.client;

/**
 * Which cluster answers.
 *
 * @param clusterKey UUID as text; new after a wipe, while channel keys are handed out again
 * @param nodeVersion version of the answering node, for example {@code 0.56.16}
 * @param nodeTimeNanos the node's clock, nanoseconds since the Unix epoch; 0 from servers before
 *     0.55
 */
public record ClusterInfo(String clusterKey, String nodeVersion, long nodeTimeNanos) {}
