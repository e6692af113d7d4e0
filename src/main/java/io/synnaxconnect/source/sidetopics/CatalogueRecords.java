package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.SampleSchemas;
import io.synnaxconnect.telem.Channel;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Records of the catalogue: one for each channel, with the topic of its samples. */
public final class CatalogueRecords {

  static final Schema ENTRY =
      SampleSchemas.struct("CatalogueEntry")
          .doc("A channel that was selected")
          .field("cluster_key", Schema.STRING_SCHEMA)
          .field("channel_key", Schema.INT64_SCHEMA)
          .field("name", Schema.STRING_SCHEMA)
          .field("data_type", Schema.STRING_SCHEMA)
          .field("index", Schema.OPTIONAL_STRING_SCHEMA)
          .field("index_key", Schema.OPTIONAL_INT64_SCHEMA)
          .field("virtual", SchemaBuilder.bool().doc("Whether it is never stored").build())
          .field("topic", SchemaBuilder.string().doc("Where its samples go").build())
          .field(
              "first_seen", SampleSchemas.nanoTimestamp().doc("When it was selected first").build())
          .field("deleted", SchemaBuilder.bool().doc("Whether the cluster lacks it now").build())
          .build();

  private final String topic;
  private final FrameConverter converter;

  /**
   * Records of one topic.
   *
   * @param converter knows the topics of channels
   */
  public CatalogueRecords(String topic, FrameConverter converter) {
    this.topic = topic;
    this.converter = converter;
  }

  /** An entry. Entries with the same content are equal. */
  public Struct entry(
      String clusterKey,
      Channel channel,
      @Nullable Channel index,
      long firstSeenNanos,
      boolean deleted) {
    return new Struct(ENTRY)
        .put("cluster_key", clusterKey)
        .put("channel_key", channel.key())
        .put("name", channel.name())
        .put("data_type", channel.dataTypeName())
        .put("index", index == null ? null : index.name())
        .put("index_key", index == null ? null : index.key())
        .put("virtual", channel.isVirtual())
        .put("topic", converter.topicOf(channel, index, clusterKey))
        .put("first_seen", firstSeenNanos)
        .put("deleted", deleted);
  }

  /**
   * The record of an entry. Its key is cluster and channel, so that a compacted topic keeps the
   * newest entry of each channel.
   *
   * @param nowNanos nanoseconds since the Unix epoch
   */
  public SourceRecord record(
      Struct entry,
      Map<String, String> sourcePartition,
      Map<String, String> sourceOffset,
      long nowNanos) {
    String key = entry.getString("cluster_key") + "/" + entry.getInt64("channel_key");
    return SideTopicRecord.of(topic, key, entry, sourcePartition, sourceOffset, nowNanos);
  }
}
