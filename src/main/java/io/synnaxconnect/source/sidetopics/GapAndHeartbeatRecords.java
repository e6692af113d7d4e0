package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.convert.SampleSchemas;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.InstantOffset;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Records of closed gaps, and heartbeats that carry the offset. */
public final class GapAndHeartbeatRecords {

  /** A gap of a group that is no longer open. */
  static final Schema GAP =
      SampleSchemas.struct("Gap")
          .doc("Rows that the live stream omitted, once the gap is closed")
          .field("cluster_key", Schema.STRING_SCHEMA)
          .field("index", SchemaBuilder.string().doc("Name of the index").build())
          .field(
              "channels",
              SchemaBuilder.array(Schema.STRING_SCHEMA).doc("Names of the channels").build())
          .field("from", SampleSchemas.nanoTimestamp().doc("First timestamp").build())
          .field("to", SampleSchemas.nanoTimestamp().doc("First timestamp after it").build())
          .field(
              "rows",
              SchemaBuilder.int64()
                  .optional()
                  .doc("Rows that were not recovered; null if unknown")
                  .build())
          .field("reason", SchemaBuilder.string().doc("Why the gap was opened").build())
          .field("recovered", SchemaBuilder.bool().doc("Whether all rows were recovered").build())
          .build();

  /** How far a group was delivered. */
  static final Schema HEARTBEAT =
      SampleSchemas.struct("Heartbeat")
          .doc("How far an index group was delivered")
          .field("cluster_key", Schema.STRING_SCHEMA)
          .field("index", SchemaBuilder.string().doc("Name of the index").build())
          .field(
              "position",
              SampleSchemas.nanoTimestamp()
                  .optional()
                  .doc("Timestamp up to which every row was emitted; null before the first")
                  .build())
          .field("timestamp", SampleSchemas.nanoTimestamp().doc("When it was sent").build())
          .build();

  private GapAndHeartbeatRecords() {}

  /**
   * A closed gap.
   *
   * @param gap its count is the number of rows that were not recovered, 0 if all were
   * @param sourceOffset the group's offset, which this record repeats
   * @param nowNanos nanoseconds since the Unix epoch
   */
  public static SourceRecord gap(
      String topic,
      IndexGroup group,
      Gap gap,
      Map<String, String> sourcePartition,
      Map<String, String> sourceOffset,
      long nowNanos) {
    Struct value =
        new Struct(GAP)
            .put("cluster_key", clusterKey(sourcePartition))
            .put("index", indexName(group))
            .put("channels", channelNames(group))
            .put("from", gap.range().start().nanos())
            .put("to", gap.range().end().nanos())
            .put("rows", gap.sampleCount() == Gap.UNKNOWN_COUNT ? null : gap.sampleCount())
            .put("reason", gap.cause().text())
            .put("recovered", gap.sampleCount() == 0);
    return SideTopicRecord.of(
        topic, indexName(group), value, sourcePartition, sourceOffset, nowNanos);
  }

  /** How far a group was delivered, as a record with the same offset. */
  public static SourceRecord heartbeat(
      String topic,
      IndexGroup group,
      Map<String, String> sourcePartition,
      Map<String, String> sourceOffset,
      long nowNanos) {
    TimeStamp position = SourceOffset.fromMap(sourceOffset).position();
    Struct value =
        new Struct(HEARTBEAT)
            .put("cluster_key", clusterKey(sourcePartition))
            .put("index", indexName(group))
            .put("position", position == null ? null : position.nanos())
            .put("timestamp", nowNanos);
    return SideTopicRecord.of(
        topic, indexName(group), value, sourcePartition, sourceOffset, nowNanos);
  }

  /**
   * The instant that a setting means, as a heartbeat whose index is the setting; without a position
   * while its range has no end.
   */
  public static SourceRecord instant(
      String topic, String clusterKey, String setting, InstantOffset offset, long nowNanos) {
    TimeStamp instant = offset.instant();
    Struct value =
        new Struct(HEARTBEAT)
            .put("cluster_key", clusterKey)
            .put("index", setting)
            .put("position", instant.equals(TimeStamp.MAX) ? null : instant.nanos())
            .put("timestamp", nowNanos);
    return SideTopicRecord.of(
        topic,
        setting,
        value,
        InstantOffset.partition(clusterKey, setting),
        offset.toMap(),
        nowNanos);
  }

  private static String clusterKey(Map<String, String> sourcePartition) {
    return sourcePartition.getOrDefault("cluster_key", "");
  }

  private static List<String> channelNames(IndexGroup group) {
    return group.channels().stream().map(Channel::name).toList();
  }

  private static String indexName(IndexGroup group) {
    Channel index = group.index();
    return index == null ? group.channels().get(0).name() : index.name();
  }
}
