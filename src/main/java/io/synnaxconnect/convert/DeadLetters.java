package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Rows;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Samples that cannot be converted, as they arrived, in their own topic. */
final class DeadLetters {

  /** A sample with the reason why it could not be converted. */
  static final Schema SCHEMA =
      SampleSchemas.struct("DeadLetter")
          .doc("A sample that could not be converted")
          .field("cluster_key", Schema.STRING_SCHEMA)
          .field("channel", Schema.STRING_SCHEMA)
          .field("channel_key", Schema.INT64_SCHEMA)
          .field("index", Schema.OPTIONAL_STRING_SCHEMA)
          .field("data_type", Schema.STRING_SCHEMA)
          .field("timestamp", SampleSchemas.timestamp())
          .field("raw", SchemaBuilder.bytes().doc("The sample as it arrived, perhaps cut").build())
          .field("raw_bytes", SchemaBuilder.int64().doc("Its length as it arrived").build())
          .field("reason", SchemaBuilder.string().doc("Why it could not be converted").build())
          .field(
              "source_offset",
              SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
                  .doc("The offset before its row block")
                  .build())
          .build();

  /** Room for the reason and for the offset, whose list of gaps is bounded. */
  private static final int REASON_AND_OFFSET_BYTES = 4_096;

  private final RecordOptions options;
  private final RecordTimes times;

  DeadLetters(RecordOptions options) {
    this.options = options;
    this.times = new RecordTimes(options);
  }

  /** Adds a sample to the records of its block. What does not fit into a record is cut off. */
  void add(
      RowConversion conversion,
      ChannelTemplate template,
      Rows.Column column,
      int row,
      String reason) {
    byte[] raw = column.series().rawAt(column.sampleOf(row));
    Channel index = conversion.rows().group().index();
    long timestampNanos = conversion.rows().timestampNanos(row);
    Struct value =
        new Struct(SCHEMA)
            .put("cluster_key", conversion.clusterKey())
            .put("channel", template.channel().name())
            .put("channel_key", template.channel().key())
            .put("index", index == null ? null : index.name())
            .put("data_type", template.channel().dataTypeName())
            .put("timestamp", timestampNanos)
            .put("raw", cut(raw, template))
            .put("raw_bytes", (long) raw.length)
            .put("reason", reason)
            .put("source_offset", conversion.sourceOffset());
    conversion.add(envelope(conversion, template, timestampNanos), SCHEMA, value);
  }

  private RowConversion.Envelope envelope(
      RowConversion conversion, ChannelTemplate template, long timestampNanos) {
    return new RowConversion.Envelope(
        options.deadLetterTopic(),
        template.keySchema(),
        template.key(),
        times.recordMillis(timestampNanos, conversion.rows().receivedNanos()),
        List.of());
  }

  /** As many of the bytes as fit into a record. */
  private byte[] cut(byte[] raw, ChannelTemplate template) {
    int room = options.sizes().maxBytes() - template.overheadBytes() - REASON_AND_OFFSET_BYTES;
    return raw.length <= room ? raw : Arrays.copyOf(raw, Math.max(0, room));
  }
}
