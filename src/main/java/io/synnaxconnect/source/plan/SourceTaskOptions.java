package io.synnaxconnect.source.plan;

import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.delivery.DeliveryOptions;
import io.synnaxconnect.source.runtime.ReconnectPolicy;
import java.time.Duration;

/**
 * How a task reads, buffers and hands over.
 *
 * @param pollMaxRecords greatest number of records in one answer to Connect; a single row with more
 *     goes whole
 * @param pollTimeout how long a poll waits at most when nothing is there
 * @param bufferMaxBytes memory for frames that Kafka has not taken yet
 * @param reconnectBackoff bound of the first wait after a lost connection
 * @param reconnectBackoffMax greatest bound of such a wait
 * @param connectivityCheckInterval how often the connection is tried while the stream stands
 * @param refreshInterval how often channels are listed without a reason
 * @param live how the cluster thins out the stream
 * @param lossless whether history is read for what the live stream does not bring
 * @param startFrom where it begins when nothing was delivered yet
 * @param delivery how gaps are repaired
 * @param notices which records about the delivery itself are sent
 */
public record SourceTaskOptions(
    int pollMaxRecords,
    Duration pollTimeout,
    long bufferMaxBytes,
    Duration reconnectBackoff,
    Duration reconnectBackoffMax,
    Duration connectivityCheckInterval,
    Duration refreshInterval,
    StreamerOptions live,
    boolean lossless,
    StartFrom startFrom,
    DeliveryOptions delivery,
    SideTopicOptions notices) {

  /** How long to wait after a failure. */
  public ReconnectPolicy reconnectPolicy() {
    return new ReconnectPolicy(reconnectBackoff, reconnectBackoffMax);
  }
}
