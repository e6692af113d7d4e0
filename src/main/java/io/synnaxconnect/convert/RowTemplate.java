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

/** What all rows of one index group share while its channels stay the same. */
final class RowTemplate {

  /** Confluent's Protobuf converter numbers a field by it, others by its place. */
  static final String PROTOBUF_TAG = "io.confluent.connect.protobuf.Tag";

  private final IndexGroup group;
  private final String clusterKey;
  private final Schema schema;
  private final Field timestamp;
  private final Map<Long, Field> byChannelKey = new HashMap<>();
  private final String topic;
  private final RecordKeyForm key;
  private final RecordHeaders headers;
  private final int fixedBytes;
  private final AddedFields added;
  private final AddedFields.Keys keys;

  RowTemplate(IndexGroup group, String clusterKey, RecordOptions options) {
    this.group = group;
    this.clusterKey = clusterKey;
    this.schema = schema(group, options);
    this.timestamp = UnnamedField.of(schema, RowFieldNames.TIMESTAMP);
    int firstChannel = schema.fields().size() - group.channels().size();
    for (int i = 0; i < group.channels().size(); i++) {
      String name = schema.fields().get(firstChannel + i).name();
      byChannelKey.put(group.channels().get(i).key(), UnnamedField.of(schema, name));
    }
    Channel naming = naming(group);
    this.added = new AddedFields(schema, options.fields());
    this.keys = AddedFields.Keys.of(clusterKey, group.index(), naming);
    TopicRules topics = TopicRules.of(options);
    this.topic = topics.topicOf(naming, group.index(), clusterKey);
    this.key = RecordKeyForm.of(options.recordKey(), naming);
    this.headers =
        new RecordHeaders(
            new RecordHeaders.Origin(naming, group.index(), clusterKey, true), options.headers());
    ChannelTemplate bare = new ChannelTemplate(naming, group.index(), clusterKey, options, topics);
    this.fixedBytes = bare.overheadBytes() + fixedBytes(group);
  }

  /** The channel whose name topic, key and schema carry: the index, or the one channel. */
  static Channel naming(IndexGroup group) {
    return group.index() == null ? group.channels().get(0) : group.index();
  }

  private static Schema schema(IndexGroup group, RecordOptions options) {
    String name = ValueSchemas.rowPrefix(options.values()) + RowFieldNames.ofRows(naming(group));
    SchemaBuilder builder =
        SampleSchemas.struct(name)
            .doc("The samples of an index group at one timestamp")
            .field(RowFieldNames.TIMESTAMP, SampleSchemas.timestamp());
    AddedFields.addTo(builder, options.fields(), true);
    RowFieldNames names = new RowFieldNames();
    for (Channel channel : group.channels()) {
      builder.field(
          names.next(channel, options.fields().rowNames()),
          ValueSchemas.of(Objects.requireNonNull(channel.dataType()), options.values())
              .optional()
              .parameter("synnax.channel", channel.name())
              .parameter("synnax.channel.key", Long.toString(channel.key()))
              .parameter(PROTOBUF_TAG, Integer.toString(names.nextTag(channel)))
              .build());
    }
    return builder.build();
  }

  private static int fixedBytes(IndexGroup group) {
    return group.channels().stream().mapToInt(RowTemplate::fixedBytes).sum();
  }

  /** Maximum size of a channel in a row without its text or bytes, as Avro. */
  static int fixedBytes(Channel channel) {
    return Objects.requireNonNull(channel.dataType()).isVariable()
        ? RecordBytes.LENGTH
        : RecordBytes.FIXED_VALUE;
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
    Struct struct = new Struct(schema).put(timestamp, timestampNanos);
    added.fill(struct, timestampNanos, keys);
    return struct;
  }

  Envelope envelope(Long recordMillis, int marks, RangeNames ranges) {
    return new Envelope(
        topic, key.schema(), key.value(), recordMillis, headers.with(marks, ranges));
  }
}
