package io.synnaxconnect.convert;

import io.synnaxconnect.convert.RowConversion.Envelope;
import io.synnaxconnect.convert.SampleSchemas.SampleSchema;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** What all records of one channel share, computed once per channel. */
final class ChannelTemplate {

  /** Schema id, field lengths, the names of all headers and the rest of the record, generously. */
  private static final int ENVELOPE_BYTES = 512;

  private final Channel channel;
  private final @Nullable Channel index;
  private final String clusterKey;
  private final DataType dataType;
  private final ValueReader reader;
  private final String topic;
  private final RecordKeyForm key;
  private final RecordHeaders headers;
  private final AddedFields.Keys keys;
  private final RecordOptions options;
  private @Nullable SampleSchema sampleSchema;
  private @Nullable SeriesSchema seriesSchema;

  ChannelTemplate(
      Channel channel,
      @Nullable Channel index,
      String clusterKey,
      RecordOptions options,
      TopicRules topics) {
    this.channel = channel;
    this.index = index;
    this.clusterKey = clusterKey;
    this.options = options;
    this.keys = AddedFields.Keys.of(clusterKey, index, channel);
    this.dataType = knownType(channel);
    this.reader = ValueReader.of(dataType, options.values());
    this.topic = topics.topicOf(channel, index, clusterKey);
    this.key = RecordKeyForm.of(options.recordKey(), channel);
    this.headers =
        new RecordHeaders(
            new RecordHeaders.Origin(channel, index, clusterKey, false), options.headers());
  }

  private static DataType knownType(Channel channel) {
    DataType known = channel.dataType();
    if (known == null) {
      throw new DataException(
          "channels.include: channel '"
              + channel.shownName()
              + "' has the unknown data type '"
              + channel.shownType()
              + "'; exclude it with channels.exclude");
    }
    return known;
  }

  /** Whether nothing has changed: a channel can be renamed, and a cluster wiped. */
  @SuppressWarnings("ReferenceEquality") // Mostly it spares comparing field by field.
  boolean isFor(Channel otherChannel, @Nullable Channel otherIndex, String otherClusterKey) {
    return (channel == otherChannel || channel.equals(otherChannel))
        && (index == otherIndex || Objects.equals(index, otherIndex))
        && clusterKey.equals(otherClusterKey);
  }

  Channel channel() {
    return channel;
  }

  DataType dataType() {
    return dataType;
  }

  /** The schema of its samples, found once: looking it up costs for each frame. */
  SampleSchema sampleSchema() {
    SampleSchema schema = sampleSchema;
    if (schema == null) {
      schema = SampleSchemas.of(dataType, options);
      sampleSchema = schema;
    }
    return schema;
  }

  /** The schema of its series, found once. */
  SeriesSchema seriesSchema() {
    SeriesSchema schema = seriesSchema;
    if (schema == null) {
      schema = SeriesSchema.of(dataType, options);
      seriesSchema = schema;
    }
    return schema;
  }

  AddedFields.Keys keys() {
    return keys;
  }

  ValueReader reader() {
    return reader;
  }

  @Nullable Schema keySchema() {
    return key.schema();
  }

  @Nullable Object key() {
    return key.value();
  }

  /** Maximum size of a record without its samples, in bytes, for names of any characters. */
  int overheadBytes() {
    return overheadBytes(RangeNames.NONE);
  }

  /** The same in some ranges. */
  int overheadBytes(RangeNames ranges) {
    int names = channel.name().length() * 2 + topic.length();
    return ENVELOPE_BYTES + names * RecordBytes.MAX_PER_CHAR + indexNameBytes() + ranges.maxBytes();
  }

  private int indexNameBytes() {
    return index == null ? 0 : index.name().length() * RecordBytes.MAX_PER_CHAR;
  }

  /** What a record of this channel has beside its value. */
  Envelope envelope(Long recordMillis, int marks, RangeNames ranges) {
    return new Envelope(
        topic, key.schema(), key.value(), recordMillis, headers.with(marks, ranges));
  }
}
