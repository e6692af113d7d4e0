package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** What all records of one channel share, worked out once per channel. */
final class ChannelRecords {

  private final Channel channel;
  private final @Nullable Channel index;
  private final String clusterKey;
  private final DataType dataType;
  private final SampleSchema schema;
  private final SampleReader reader;
  private final String topic;
  private final @Nullable Schema recordKeySchema;
  private final @Nullable Object recordKey;
  private final List<Header> headers;
  private final List<Header> lateHeaders;

  ChannelRecords(
      Channel channel, @Nullable Channel index, String clusterKey, RecordOptions options) {
    this.channel = channel;
    this.index = index;
    this.clusterKey = clusterKey;
    this.dataType = knownType(channel);
    this.schema = SampleSchemas.of(dataType, options.values());
    this.reader = SampleReader.of(dataType, options.values());
    this.topic = TopicNamer.of(options.topicTemplate()).topicOf(channel, index);
    this.recordKeySchema =
        switch (options.recordKey()) {
          case CHANNEL -> Schema.STRING_SCHEMA;
          case CHANNEL_KEY -> Schema.INT64_SCHEMA;
          case NONE -> null;
        };
    this.recordKey =
        switch (options.recordKey()) {
          case CHANNEL -> channel.name();
          case CHANNEL_KEY -> channel.key();
          case NONE -> null;
        };
    this.headers = headers(options.headers(), false);
    this.lateHeaders = headers(options.headers(), true);
  }

  private static DataType knownType(Channel channel) {
    DataType known = channel.dataType();
    if (known == null) {
      throw new DataException(
          "channels.include: channel '"
              + channel.name()
              + "' has the unknown data type '"
              + channel.dataTypeName()
              + "'; leave it out with channels.exclude");
    }
    return known;
  }

  private List<Header> headers(boolean withOrigin, boolean late) {
    ConnectHeaders written = new ConnectHeaders();
    if (late) {
      written.addBoolean("synnax.late", true);
    }
    if (index == null) {
      written.addString("synnax.timestamp.source", "received");
    }
    if (withOrigin) {
      written.addLong("synnax.channel.key", channel.key());
      written.addString("synnax.index", index == null ? "" : index.name());
      written.addString("synnax.cluster", clusterKey);
      written.addString("synnax.data.type", channel.dataTypeName());
    }
    List<Header> list = new ArrayList<>();
    written.forEach(list::add);
    return List.copyOf(list);
  }

  /** Whether nothing has changed: a channel can be renamed, and a cluster wiped. */
  boolean isFor(Channel otherChannel, @Nullable Channel otherIndex, String otherClusterKey) {
    return channel.equals(otherChannel)
        && Objects.equals(index, otherIndex)
        && clusterKey.equals(otherClusterKey);
  }

  Channel channel() {
    return channel;
  }

  DataType dataType() {
    return dataType;
  }

  SampleReader reader() {
    return reader;
  }

  /** A record with this channel's key and without value. */
  SourceRecord tombstone(
      Map<String, String> sourcePartition, Map<String, String> sourceOffset, long recordMillis) {
    return new SourceRecord(
        sourcePartition,
        sourceOffset,
        topic,
        null,
        recordKeySchema,
        recordKey,
        null,
        null,
        recordMillis,
        headers);
  }

  /** One record. The list of headers is copied by Connect, so that a transform may change it. */
  SourceRecord record(
      Map<String, String> sourcePartition,
      Map<String, String> sourceOffset,
      Long timestampNanos,
      long recordMillis,
      @Nullable Object value,
      boolean late) {
    Struct struct = schema.struct(channel.name(), timestampNanos, value);
    return new SourceRecord(
        sourcePartition,
        sourceOffset,
        topic,
        null,
        recordKeySchema,
        recordKey,
        schema.schema(),
        struct,
        recordMillis,
        late ? lateHeaders : headers);
  }
}
