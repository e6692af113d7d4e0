package io.synnaxconnect.source.metrics;

import java.util.EnumSet;
import java.util.Set;

/** Metrics of a task. Totals count since the task started. */
public enum TaskMetric implements Metric {
  RECORDS_TOTAL("synnax-records-total", "records emitted to Kafka Connect"),
  RECORDS_DROPPED_TOTAL(
      "synnax-records-dropped-total",
      "records that Kafka Connect did not send: a transformation filtered them out, or"
          + " errors.tolerance=all dropped what a transformation, a converter or Kafka refused"),
  SAMPLES_TOTAL("synnax-samples-total", "samples in these records"),
  RECEIVED_FRAMES_TOTAL("synnax-received-frames-total", "frames received from the cluster"),
  RECEIVED_BYTES_TOTAL("synnax-received-bytes-total", "bytes of these frames"),
  MALFORMED_FRAMES_TOTAL(
      "synnax-malformed-frames-total",
      "frames that could not be decoded; the task reopens the stream"),
  HOLES_TOTAL("synnax-holes-total", "times the cluster skipped samples, seen from the alignment"),
  SKIPPED_SAMPLES_TOTAL(
      "synnax-skipped-samples-total", "samples of index channels that the cluster skipped"),
  SHED_FRAMES_TOTAL(
      "synnax-shed-frames-total", "frames that the task shed because the buffer was full"),
  SHED_SAMPLES_TOTAL("synnax-shed-samples-total", "samples in these frames, timestamps included"),
  SHED_LATE_TOTAL(
      "synnax-shed-late-total",
      "times the task shed frames with rows older than the position; it does not read them again"),
  SAMPLES_WITHOUT_INDEX_TOTAL(
      "synnax-samples-without-index-total",
      "samples received live without their timestamps; history delivers those that are stored"),
  HISTORY_ROWS_TOTAL("synnax-history-rows-total", "rows read from history"),
  HISTORY_BYTES_TOTAL("synnax-history-bytes-total", "bytes read from history"),
  HISTORY_FAILURES_TOTAL("synnax-history-failures-total", "reads of history that failed"),
  GAPS_OPEN("synnax-gaps-open", "gaps of whole groups for whose rows the task asks history"),
  GAPS_REPAIRED_TOTAL(
      "synnax-gaps-repaired-total", "gaps for which history delivered all rows later"),
  GAPS_UNRECOVERABLE_TOTAL(
      "synnax-gaps-unrecoverable-total",
      "gaps that history could not fill within gap.resolve.timeout.ms, or of calculated channels"
          + " at all"),
  LOST_ROWS_TOTAL(
      "synnax-lost-rows-total",
      "rows that were streamed but are not stored; with delivery=live, also rows that the cluster"
          + " skipped"),
  LOST_SAMPLES_TOTAL(
      "synnax-lost-samples-total", "maximum number of samples in these rows: rows times channels"),
  LATE_ROWS_TOTAL("synnax-late-rows-total", "rows older than the position, emitted late"),
  IMPORTED_ROWS_TOTAL(
      "synnax-imported-rows-total",
      "rows older than the position that were stored without being streamed, emitted late"),
  LATE_HOLES(
      "synnax-late-holes", "ranges before the position in which the task looks for such rows"),
  LATE_HOLES_GIVEN_UP_TOTAL(
      "synnax-late-holes-given-up-total",
      "such ranges in which the task no longer looks: the narrowest of more than 256 in a group, or"
          + " of more than 64 that only lack single channels"),
  FUTURE_BLOCKS_TOTAL(
      "synnax-future-blocks-total",
      "row blocks that end more than an hour ahead of the worker's clock"),
  CONVERSION_ERRORS_TOTAL(
      "synnax-conversion-errors-total",
      "samples that could not become records: the task omits them, or fails"),
  OVERSIZED_SAMPLES_TOTAL(
      "synnax-oversized-samples-total",
      "text and bytes values that the task cut or omitted because they are too large for a record"
          + " or a message of the cluster"),
  STATUS_DROPPED_TOTAL(
      "synnax-status-dropped-total",
      "events for status.topic that the task dropped because too many waited"),
  STREAM_OPEN("synnax-stream-open", "1 while a stream is open, else 0"),
  LOGINS_TOTAL("synnax-logins-total", "logins, one for each opening of the stream"),
  RECONNECTS_TOTAL("synnax-reconnects-total", "openings of the stream after the first"),
  GROUPS_JOINING(
      "synnax-groups-joining",
      "index groups that wait for a stream, or for the rows that history has before it"),
  GROUPS_LIVE("synnax-groups-live", "index groups that emit live rows"),
  GROUPS_UNSTREAMED(
      "synnax-groups-unstreamed",
      "index groups that get nothing live: their rows are stored without being streamed, so that"
          + " they come from history, or history cannot be read now, for example because their node"
          + " of the cluster is down"),
  GROUPS_REPAIRING(
      "synnax-groups-repairing",
      "index groups whose live rows wait while the task asks history for missing rows before them"),
  STALLS_TOTAL(
      "synnax-stalls-total",
      "times a group stalled: newer rows are stored, but it makes no progress; the task reopens the"
          + " stream"),
  GROUPS_STALLED(
      "synnax-groups-stalled",
      "index groups that are stalled: newer rows are stored, but they make no progress"),
  STALLED_MS(
      "synnax-stalled-ms",
      "how long the longest of these has been stalled, in milliseconds; after twice"
          + " stall.timeout.ms the task fails"),
  LAG_LAST_MS(
      "synnax-lag-last-ms",
      "milliseconds from the timestamp of the newest sample of the last row block until the task"
          + " emits it"),
  LAG_P50_MS("synnax-lag-p50-ms", "median of that over the row blocks of the last minute"),
  LAG_P95_MS("synnax-lag-p95-ms", "95th percentile of the same"),
  LAG_P99_MS("synnax-lag-p99-ms", "99th percentile of the same"),
  LAG_MAX_MS("synnax-lag-max-ms", "maximum of the same"),
  BUFFER_USED_BYTES("synnax-buffer-used-bytes", "memory of frames that wait for Kafka, in bytes"),
  BUFFER_MAX_BYTES("synnax-buffer-max-bytes", "the setting buffer.max.bytes"),
  BUFFER_FILL_RATIO("synnax-buffer-fill-ratio", "used memory divided by the setting, from 0 to 1"),
  POLL_WAIT_TIME_NS_TOTAL(
      "synnax-poll-wait-time-ns-total",
      "nanoseconds in which the task waited for the cluster, inside poll"),
  POLL_TIME_NS_TOTAL("synnax-poll-time-ns-total", "nanoseconds in poll, waiting included"),
  FRAMEWORK_TIME_NS_TOTAL(
      "synnax-framework-time-ns-total",
      "nanoseconds between two polls: transformations, converters and the producer"),
  CHANNELS(
      "synnax-channels", "channels that this task reads, including indexes that are not selected"),
  CHANNELS_REFUSED(
      "synnax-channels-refused",
      "selected channels of the whole connector that are omitted, for example by a guardrail"),
  CERTIFICATE_DAYS_LEFT(
      "synnax-certificate-days-left",
      "whole days until the first certificate of synnax.tls.ca and synnax.tls.client.certificate"
          + " ends, negative afterwards, NaN without any"),
  POSITION_LAG_MS(
      "synnax-position-lag-ms",
      "milliseconds since the newest timestamp emitted for this index group, for the ten groups"
          + " where it is the oldest");

  private final String metricName;
  private final String description;

  TaskMetric(String metricName, String description) {
    this.metricName = metricName;
    this.description = description;
  }

  /** All metrics but the one that is shown for single index groups. */
  public static Set<TaskMetric> ofWholeTask() {
    return EnumSet.complementOf(EnumSet.of(POSITION_LAG_MS));
  }

  @Override
  public String metricName() {
    return metricName;
  }

  @Override
  public String description() {
    return description;
  }
}
