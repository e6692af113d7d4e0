package io.synnaxconnect.convert;

import io.synnaxconnect.delivery.Arrival;
import io.synnaxconnect.telem.Rows;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Some rows that become records.
 *
 * @param sourcePartition the group that the records belong to
 * @param sourceOffset the offset before these rows
 * @param ranges the ranges in which all of the rows lie
 * @param records receives the records
 */
record RowConversion(
    Rows rows,
    Map<String, String> sourcePartition,
    Map<String, String> sourceOffset,
    Arrival arrival,
    RangeNames ranges,
    List<SourceRecord> records) {

  /**
   * What a record has beside its value. Connect copies its headers.
   *
   * @param recordMillis as an object, which the records of a row share
   */
  record Envelope(
      String topic,
      @Nullable Schema keySchema,
      @Nullable Object key,
      Long recordMillis,
      List<Header> headers) {}

  String clusterKey() {
    return sourcePartition.getOrDefault("cluster_key", "");
  }

  /** The marks of all records of these rows. */
  int marks() {
    int late = arrival.isLate() ? RecordHeaders.LATE : 0;
    return switch (arrival.source()) {
      case LIVE -> late;
      case HISTORY -> late | RecordHeaders.FROM_HISTORY;
      case IMPORT -> late | RecordHeaders.FROM_IMPORT;
    };
  }

  void add(Envelope envelope, @Nullable Schema valueSchema, @Nullable Object value) {
    records.add(
        new SourceRecord(
            sourcePartition,
            sourceOffset,
            envelope.topic(),
            null,
            envelope.keySchema(),
            envelope.key(),
            valueSchema,
            value,
            envelope.recordMillis(),
            // For an empty list Connect would create another one.
            envelope.headers().isEmpty() ? null : envelope.headers()));
  }
}
