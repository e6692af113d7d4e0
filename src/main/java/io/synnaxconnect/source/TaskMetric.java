package io.synnaxconnect.source;

/** What a task counts and measures. Totals count since the task started. */
public enum TaskMetric {
  RECORDS_TOTAL("RecordsTotal", "records handed to Kafka Connect"),
  SAMPLES_TOTAL("SamplesTotal", "samples in these records"),
  RECEIVED_FRAMES_TOTAL("ReceivedFramesTotal", "frames that came from the cluster"),
  RECEIVED_BYTES_TOTAL("ReceivedBytesTotal", "bytes of these frames"),
  HOLES_TOTAL("HolesTotal", "times the cluster left samples out, seen from the alignment"),
  SKIPPED_SAMPLES_TOTAL(
      "SkippedSamplesTotal", "samples of index channels that the cluster left out"),
  SHED_FRAMES_TOTAL("ShedFramesTotal", "frames refused because the buffer was full"),
  SHED_SAMPLES_TOTAL("ShedSamplesTotal", "samples in these frames, timestamps included"),
  SAMPLES_WITHOUT_INDEX_TOTAL(
      "SamplesWithoutIndexTotal",
      "samples that came live without their timestamps; those that are stored come from"
          + " history"),
  HISTORY_ROWS_TOTAL("HistoryRowsTotal", "rows that were read from history"),
  GAPS_OPEN("GapsOpen", "gaps of whole groups for whose rows history is being asked"),
  GAPS_REPAIRED_TOTAL("GapsRepairedTotal", "gaps all of whose rows came from history later"),
  GAPS_UNRECOVERABLE_TOTAL(
      "GapsUnrecoverableTotal", "gaps that history could not fill within gap.resolve.timeout.ms"),
  LOST_ROWS_TOTAL("LostRowsTotal", "rows of these gaps: streamed, but not stored"),
  LATE_ROWS_TOTAL("LateRowsTotal", "rows written behind the position, delivered late"),
  FUTURE_BLOCKS_TOTAL(
      "FutureBlocksTotal", "row blocks that end more than an hour ahead of the worker's clock"),
  SHED_LATE_TOTAL(
      "ShedLateTotal", "times frames with rows behind the position were shed; not read again"),
  HISTORY_FAILURES_TOTAL("HistoryFailuresTotal", "readings of history that failed"),
  STALLS_TOTAL("StallsTotal", "times the stream was silent while newer rows were stored"),
  GROUPS_REPAIRING("GroupsRepairing", "index groups that wait for rows from history"),
  MALFORMED_FRAMES_TOTAL(
      "MalformedFramesTotal", "frames that could not be decoded; the stream is opened anew"),
  CONVERSION_ERRORS_TOTAL(
      "ConversionErrorsTotal",
      "samples that could not become records: left out, or the task fails"),
  OVERSIZED_SAMPLES_TOTAL(
      "OversizedSamplesTotal",
      "text and bytes values that were cut or left out because they are too large for a record"),
  STATUS_DROPPED_TOTAL(
      "StatusDroppedTotal", "events for status.topic that were forgotten because too many waited"),
  LOGINS_TOTAL("LoginsTotal", "logins, one for each opening of the stream"),
  RECONNECTS_TOTAL("ReconnectsTotal", "openings of the stream after the first"),
  CHANNELS("Channels", "channels that this task reads, indexes that only come along included"),
  CHANNELS_REFUSED(
      "ChannelsRefused",
      "chosen channels of the whole connector that are left out, by a guardrail for example"),
  STREAM_OPEN("StreamOpen", "1 while a stream stands, else 0"),
  NEWEST_SAMPLE_LAG_MILLIS(
      "NewestSampleLagMillis",
      "milliseconds from the timestamp of the newest sample to its delivery to Kafka Connect"),
  BUFFER_USED_BYTES("BufferUsedBytes", "memory taken by frames that wait for Kafka, in bytes"),
  BUFFER_MAX_BYTES("BufferMaxBytes", "the setting buffer.max.bytes"),
  BUFFER_FILL_RATIO("BufferFillRatio", "used memory divided by the setting, from 0 to 1");

  private final String attribute;
  private final String description;

  TaskMetric(String attribute, String description) {
    this.attribute = attribute;
    this.description = description;
  }

  /** The name under which JMX shows it. */
  public String attribute() {
    return attribute;
  }

  /** What it tells. */
  public String description() {
    return description;
  }
}
