package io.synnaxconnect.convert;

import io.synnaxconnect.convert.RowConversion.Envelope;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** What all rows of one index group share while its channels stay the same. */
final class RowTemplate {

  private final IndexGroup group;
  private final String clusterKey;
  private final RowFieldNames names;
  private final Schema schema;
  private final Field timestamp;
  private final Map<Long, Field> byChannelKey = new HashMap<>();
  private final String topic;
  private final RecordKeyForm key;
  private final RecordHeaders headers;
  private final int fixedBytes;

  private RowTemplate(
      IndexGroup group, String clusterKey, RowFieldNames names, RecordOptions options) {
    this.group = group;
    this.clusterKey = clusterKey;
    this.names = names;
    this.schema = schema(group, names, options.values());
    this.timestamp = UnnamedField.of(schema, RowFieldNames.TIMESTAMP);
    for (Channel channel : group.channels()) {
      byChannelKey.put(channel.key(), UnnamedField.of(schema, names.of(channel)));
    }
    Channel naming = naming(group);
    this.topic = TopicNamer.of(options.topicTemplate()).topicOf(naming, group.index());
    this.key = RecordKeyForm.of(options.recordKey(), naming);
    this.headers =
        new RecordHeaders(
            new RecordHeaders.Origin(naming, group.index(), clusterKey, true), options.headers());
    ChannelTemplate bare = new ChannelTemplate(naming, group.index(), clusterKey, options);
    this.fixedBytes = bare.overheadBytes() + fixedBytes(group);
  }

  /** The rows of a group; its channels keep the field names that they had before. */
  static RowTemplate replacing(
      @Nullable RowTemplate before, IndexGroup group, String clusterKey, RecordOptions options) {
    RowFieldNames names =
        before == null || !before.clusterKey.equals(clusterKey)
            ? new RowFieldNames()
            : before.names.retaining(group.channels());
    return new RowTemplate(group, clusterKey, names, options);
  }

  /** The channel whose name topic, key and schema carry: the index, or the one channel. */
  private static Channel naming(IndexGroup group) {
    return group.index() == null ? group.channels().get(0) : group.index();
  }

  private static Schema schema(IndexGroup group, RowFieldNames names, ValueOptions values) {
    SchemaBuilder builder =
        SchemaBuilder.struct()
            .name(SampleSchemas.NAMESPACE + "row." + RowFieldNames.legal(naming(group).name()))
            .field(RowFieldNames.TIMESTAMP, SampleSchemas.NANO_TIMESTAMP);
    for (Channel channel : group.channels()) {
      builder.field(
          names.add(channel),
          ValueSchemas.of(Objects.requireNonNull(channel.dataType()), values)
              .optional()
              .parameter("synnax.channel", channel.name())
              .parameter("synnax.channel.key", Long.toString(channel.key()))
              .build());
    }
    return builder.build();
  }

  private static int fixedBytes(IndexGroup group) {
    return group.channels().stream()
        .mapToInt(
            channel ->
                Objects.requireNonNull(channel.dataType()).isVariable()
                    ? RecordBytes.LENGTH
                    : RecordBytes.FIXED_VALUE)
        .sum();
  }

  /** Whether nothing has changed. */
  @SuppressWarnings("ReferenceEquality") // Mostly it spares comparing thousands of channels.
  boolean isFor(IndexGroup otherGroup, String otherClusterKey) {
    return (group == otherGroup || group.equals(otherGroup)) && clusterKey.equals(otherClusterKey);
  }

  Schema schema() {
    return schema;
  }

  /** Maximum size of a record without its text and bytes, in bytes as Avro. */
  int fixedBytes() {
    return fixedBytes;
  }

  /** The index by name, for messages. */
  String describe() {
    return "'" + naming(group).shownName() + "' with " + group.channels().size() + " channels";
  }

  /** The fields of the columns of some rows, in order. */
  Field[] fieldsOf(Rows rows) {
    return rows.columns().stream()
        .map(column -> Objects.requireNonNull(byChannelKey.get(column.channel().key())))
        .toArray(Field[]::new);
  }

  /** A row without values. */
  Struct struct(Long timestampNanos) {
    return new Struct(schema).put(timestamp, timestampNanos);
  }

  Envelope envelope(long recordMillis, int marks) {
    return new Envelope(topic, key.schema(), key.value(), recordMillis, headers.with(marks));
  }
}
