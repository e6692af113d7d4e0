package io.synnaxconnect.source.plan;

import io.synnaxconnect.client.StreamerOptions;
import io.synnaxconnect.delivery.DeliveryOptions;
import io.synnaxconnect.source.runtime.ReconnectPolicy;
import java.time.Duration;

/**
 * How a task reads, buffers and delivers.
 *
 * @param pollMaxRecords maximum number of records in one poll; a single row with more records is
 *     not split
 * @param pollTimeout maximum time that a poll waits for records
 * @param bufferMaxBytes memory for frames that are not yet delivered to Kafka
 * @param historyMaxBytesPerSecond how much long replays read per second, 0 without limit
 * @param reconnectBackoff maximum of the first wait after a lost connection
 * @param reconnectBackoffMax maximum of all such waits
 * @param connectivityCheckInterval how often the connection is checked while the stream is open
 * @param refreshInterval time after which channels are listed without a signal
 * @param live how the cluster thins out the stream
 * @param lossless whether history is read for rows that the live stream omits
 * @param startFrom where a task without a stored offset starts
 * @param delivery how gaps are repaired
 * @param sideTopics which records about the delivery itself are sent
 * @param marksRanges whether records name the ranges in which they lie
 */
public record SourceTaskOptions(
    int pollMaxRecords,
    Duration pollTimeout,
    long bufferMaxBytes,
    long historyMaxBytesPerSecond,
    Duration reconnectBackoff,
    Duration reconnectBackoffMax,
    Duration connectivityCheckInterval,
    Duration refreshInterval,
    StreamerOptions live,
    boolean lossless,
    StartFrom startFrom,
    DeliveryOptions delivery,
    SideTopicOptions sideTopics,
    boolean marksRanges) {

  /** How long to wait after a failure. */
  public ReconnectPolicy reconnectPolicy() {
    return new ReconnectPolicy(reconnectBackoff, reconnectBackoffMax);
  }
}
