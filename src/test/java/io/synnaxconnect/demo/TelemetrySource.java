package io.synnaxconnect.demo;

import io.synnaxconnect.cluster.ReceivedSample;
import io.synnaxconnect.cluster.SampleComparison;
import io.synnaxconnect.cluster.SentSample;
import io.synnaxconnect.cluster.Values;
import java.util.List;
import java.util.Map;

/** Where the telemetry of the demo comes from. */
interface TelemetrySource extends AutoCloseable {

  /** For the head of the table. */
  String description();

  /** What is to be said of it at this moment; empty for nothing. */
  default String notice() {
    return "";
  }

  /** What the connector has to know, without the password. */
  Map<String, String> connectorSettings();

  /** Goes into a file that only the worker reads. */
  String password();

  /**
   * Lets telemetry flow once so many streams are open, so that the first sample reaches all of
   * them.
   */
  void startSending(int openStreams);

  /** Whether the cluster is ours: else its port stays open, and its channels are not touched. */
  boolean isOurs();

  /** Breaks all connections and refuses new ones, while writing and storing goes on. */
  void closePort();

  /** Connections are accepted again. */
  void openPort();

  /** Adds a channel to a group that the connector reads, and writes to it from then on. */
  String createChannel();

  /** Writes no more to that channel; its last timestamp in nanoseconds since 1970. */
  long retireChannel();

  /** Deletes it, with everything that is stored of it. */
  void deleteChannel();

  /**
   * Stores rows of yesterday in a group that the connector reads, without streaming them.
   *
   * @return how many samples
   */
  int importRows();

  /** Goes on when this process ends, as far as it is ours. */
  void stay();

  /** Nothing more is to come; from now on {@link #sent} does not change. */
  void stopSending();

  /** Every sample of the chosen channels, in order per channel; values as in {@link Values}. */
  List<SentSample> sent();

  /** What was sent against what arrived. */
  SampleComparison compare(List<ReceivedSample> received);

  @Override
  void close();
}
