package io.synnaxconnect.source.metrics;

import java.util.EnumSet;
import java.util.Set;

/** Metrics of a task. Totals count since the task started. */
public enum TaskMetric implements Metric {
  RECORDS_TOTAL("synnax-records-total", "records handed to Kafka Connect"),
  SAMPLES_TOTAL("synnax-samples-total", "samples in these records"),
  RECEIVED_FRAMES_TOTAL("synnax-received-frames-total", "frames that came from the cluster"),
  RECEIVED_BYTES_TOTAL("synnax-received-bytes-total", "bytes of these frames"),
  MALFORMED_FRAMES_TOTAL(
      "synnax-malformed-frames-total",
      "frames that could not be decoded; the stream is opened anew"),
  HOLES_TOTAL("synnax-holes-total", "times the cluster left samples out, seen from the alignment"),
  SKIPPED_SAMPLES_TOTAL(
      "synnax-skipped-samples-total", "samples of index channels that the cluster left out"),
  SHED_FRAMES_TOTAL("synnax-shed-frames-total", "frames refused because the buffer was full"),
  SHED_SAMPLES_TOTAL("synnax-shed-samples-total", "samples in these frames, timestamps included"),
  SHED_LATE_TOTAL(
      "synnax-shed-late-total",
      "times frames with rows behind the position were shed; not read again"),
  SAMPLES_WITHOUT_INDEX_TOTAL(
      "synnax-samples-without-index-total",
      "samples that came live without their timestamps; those that are stored come from"
          + " history"),
  HISTORY_ROWS_TOTAL("synnax-history-rows-total", "rows that were read from history"),
  HISTORY_BYTES_TOTAL("synnax-history-bytes-total", "bytes that history has brought"),
  HISTORY_FAILURES_TOTAL("synnax-history-failures-total", "readings of history that failed"),
  GAPS_OPEN("synnax-gaps-open", "gaps of whole groups for whose rows history is being asked"),
  GAPS_REPAIRED_TOTAL(
      "synnax-gaps-repaired-total", "gaps all of whose rows came from history later"),
  GAPS_UNRECOVERABLE_TOTAL(
      "synnax-gaps-unrecoverable-total",
      "gaps that history could not fill within gap.resolve.timeout.ms"),
  LOST_ROWS_TOTAL(
      "synnax-lost-rows-total",
      "rows that were streamed but are not stored, and with delivery=live rows that the cluster"
          + " left out"),
  LOST_SAMPLES_TOTAL(
      "synnax-lost-samples-total", "samples of these rows at most: rows times channels"),
  LATE_ROWS_TOTAL("synnax-late-rows-total", "rows written behind the position, delivered late"),
  FUTURE_BLOCKS_TOTAL(
      "synnax-future-blocks-total",
      "row blocks that end more than an hour ahead of the worker's clock"),
  CONVERSION_ERRORS_TOTAL(
      "synnax-conversion-errors-total",
      "samples that could not become records: left out, or the task fails"),
  OVERSIZED_SAMPLES_TOTAL(
      "synnax-oversized-samples-total",
      "text and bytes values that were cut or left out because they are too large for a record"),
  STATUS_DROPPED_TOTAL(
      "synnax-status-dropped-total",
      "events for status.topic that were forgotten because too many waited"),
  STREAM_OPEN("synnax-stream-open", "1 while a stream stands, else 0"),
  LOGINS_TOTAL("synnax-logins-total", "logins, one for each opening of the stream"),
  RECONNECTS_TOTAL("synnax-reconnects-total", "openings of the stream after the first"),
  GROUPS_JOINING(
      "synnax-groups-joining",
      "index groups that wait for a stream, or for what history holds before it"),
  GROUPS_LIVE("synnax-groups-live", "index groups that hand over what comes live"),
  GROUPS_REPAIRING(
      "synnax-groups-repairing",
      "index groups whose live rows wait while history is asked for what is missing before"
          + " them"),
  STALLS_TOTAL(
      "synnax-stalls-total",
      "times a group stood still although newer rows were stored; the stream is opened anew"),
  GROUPS_STALLED(
      "synnax-groups-stalled", "index groups that stand still although newer rows are stored"),
  STALLED_MS(
      "synnax-stalled-ms",
      "how long the longest of these has stood still, in milliseconds; after twice"
          + " stall.timeout.ms the task fails"),
  LAG_LAST_MS(
      "synnax-lag-last-ms",
      "milliseconds from the timestamp of the newest sample of the last row block to its delivery"
          + " to Kafka Connect"),
  LAG_P50_MS("synnax-lag-p50-ms", "median of that over the row blocks of the last minute"),
  LAG_P95_MS("synnax-lag-p95-ms", "95th percentile of the same"),
  LAG_P99_MS("synnax-lag-p99-ms", "99th percentile of the same"),
  LAG_MAX_MS("synnax-lag-max-ms", "greatest of the same"),
  BUFFER_USED_BYTES(
      "synnax-buffer-used-bytes", "memory taken by frames that wait for Kafka, in bytes"),
  BUFFER_MAX_BYTES("synnax-buffer-max-bytes", "the setting buffer.max.bytes"),
  BUFFER_FILL_RATIO("synnax-buffer-fill-ratio", "used memory divided by the setting, from 0 to 1"),
  POLL_WAIT_TIME_NS_TOTAL(
      "synnax-poll-wait-time-ns-total",
      "nanoseconds in which the task waited for the cluster, inside of poll"),
  POLL_TIME_NS_TOTAL("synnax-poll-time-ns-total", "nanoseconds in poll, waiting included"),
  FRAMEWORK_TIME_NS_TOTAL(
      "synnax-framework-time-ns-total",
      "nanoseconds between two polls: transformations, converters and the producer"),
  CHANNELS(
      "synnax-channels", "channels that this task reads, indexes that only come along included"),
  CHANNELS_REFUSED(
      "synnax-channels-refused",
      "chosen channels of the whole connector that are left out, by a guardrail for example"),
  POSITION_LAG_MS(
      "synnax-position-lag-ms",
      "milliseconds since the newest timestamp that was delivered of this index group, for the ten"
          + " groups where it is the oldest");

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
