package io.synnaxconnect.source.sidetopics;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** The form that the records of all side topics share. */
final class SideTopicRecord {

  private SideTopicRecord() {}

  /**
   * A record with a text as key and a struct as value; without value it is a tombstone.
   *
   * @param timestampNanos nanoseconds since the Unix epoch
   */
  static SourceRecord of(
      String topic,
      String key,
      @Nullable Struct value,
      Map<String, String> sourcePartition,
      Map<String, String> sourceOffset,
      long timestampNanos) {
    return new SourceRecord(
        sourcePartition,
        sourceOffset,
        topic,
        null,
        Schema.STRING_SCHEMA,
        key,
        value == null ? null : value.schema(),
        value,
        Math.floorDiv(timestampNanos, TimeUnit.MILLISECONDS.toNanos(1)));
  }
}
