package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.convert.SampleSchemas;
import io.synnaxconnect.telem.Range;
import io.synnaxconnect.telem.RangeDetails;
import io.synnaxconnect.telem.TimeStamp;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Records of the ranges of a cluster. */
final class RangeRecords {

  static final Schema ENTRY =
      SampleSchemas.struct("Range")
          .doc("A range of the cluster: a span of time with a name")
          .field("cluster_key", Schema.STRING_SCHEMA)
          .field("range_key", SchemaBuilder.string().doc("UUID of the range").build())
          .field("name", Schema.STRING_SCHEMA)
          .field("start", SampleSchemas.nanoTimestamp().doc("First timestamp").build())
          .field(
              "end",
              SampleSchemas.nanoTimestamp()
                  .optional()
                  .doc("First timestamp after it; null if it has no end yet")
                  .build())
          .field(
              "color",
              SchemaBuilder.string()
                  .optional()
                  .doc("#rrggbb, or #rrggbbaa if it is not opaque; null for none")
                  .build())
          .field(
              "properties",
              SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
                  .doc("Texts by key")
                  .build())
          .field(
              "aliases",
              SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
                  .doc("Other names of channels in this range, by channel key")
                  .build())
          .build();

  private RangeRecords() {}

  /** An entry. Entries with the same content are equal, and have the same text. */
  static Struct entry(String clusterKey, RangeDetails details) {
    Range range = details.range();
    TimeStamp end = range.timeRange().end();
    Map<String, String> aliases = new TreeMap<>();
    details.aliases().forEach((key, alias) -> aliases.put(key.toString(), alias));
    return new Struct(ENTRY)
        .put("cluster_key", clusterKey)
        .put("range_key", range.key())
        .put("name", range.name())
        .put("start", range.timeRange().start().nanos())
        .put("end", end.equals(TimeStamp.MAX) ? null : end.nanos())
        .put("color", range.color().isEmpty() ? null : range.color())
        .put("properties", details.properties())
        .put("aliases", aliases);
  }

  /**
   * The record of an entry, or without one a tombstone. Its key is cluster and range, so that a
   * compacted topic keeps the newest entry of each range.
   *
   * @param nowNanos nanoseconds since the Unix epoch
   */
  static SourceRecord record(
      String topic,
      String rangeKey,
      @Nullable Struct entry,
      Map<String, String> sourcePartition,
      Map<String, String> sourceOffset,
      long nowNanos) {
    String key = sourcePartition.get("cluster_key") + "/" + rangeKey;
    return SideTopicRecord.of(topic, key, entry, sourcePartition, sourceOffset, nowNanos);
  }
}
