package io.synnaxconnect.source.sidetopics;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** The form that the records of all side topics share. */
final class SideTopicRecord {

  private SideTopicRecord() {}

  /**
   * A record with a text as key and a struct as value.
   *
   * @param timestampNanos nanoseconds since the Unix epoch
   */
  static SourceRecord of(
      String topic,
      String key,
      Struct value,
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
        value.schema(),
        value,
        Math.floorDiv(timestampNanos, TimeUnit.MILLISECONDS.toNanos(1)));
  }
}
