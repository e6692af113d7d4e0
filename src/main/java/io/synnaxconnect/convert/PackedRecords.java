package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Rows;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Runs of samples of one channel as the bytes that the cluster stores: little-endian, a boolean as
 * one byte, text and bytes each preceded by its length as u32. It converts nothing, so no
 * conversion can fail.
 */
final class PackedRecords implements RecordBuilder {

  /** One schema for all channels, with its fields at hand. */
  private record PackedSchema(
      Schema schema,
      Field channel,
      Field dataType,
      Field count,
      Field timestamps,
      Field values,
      AddedFields added) {

    static PackedSchema of(RecordFields fields) {
      Schema schema = PackedRecords.schema(fields);
      return new PackedSchema(
          schema,
          UnnamedField.of(schema, "channel"),
          UnnamedField.of(schema, "data_type"),
          UnnamedField.of(schema, "count"),
          UnnamedField.of(schema, "timestamps"),
          UnnamedField.of(schema, "values"),
          new AddedFields(schema, fields));
    }
  }

  /** The schema with some added fields. */
  static Schema schema(RecordFields fields) {
    SchemaBuilder builder =
        SampleSchemas.struct("PackedSeries")
            .doc("Consecutive samples of a channel as bytes")
            .field("channel", SampleSchemas.channelName())
            .field("data_type", SchemaBuilder.string().doc("As Synnax writes it").build())
            .field("count", SchemaBuilder.int32().doc("Number of samples").build())
            .field(
                "timestamps",
                SchemaBuilder.bytes().doc("8 bytes for each sample, little-endian").build())
            .field(
                "values",
                SchemaBuilder.bytes().doc("The samples as the cluster stores them").build());
    return AddedFields.addTo(builder, fields, false).build();
  }

  /** A uuid, the widest, with its timestamp. */
  private static final int MAX_FIXED_SAMPLE_BYTES = 24;

  /** Rows of one record, with their timestamps as bytes. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares two.
  private record Run(int from, int to, byte[] stamps) {}

  /** The channels of a block share the bytes of their timestamps if their runs are equal. */
  private static final class Stamps {
    private final Rows rows;
    private byte @Nullable [] all;

    Stamps(Rows rows) {
      this.rows = rows;
    }

    byte[] of(int from, int to) {
      if (to - from < rows.rowCount()) {
        return rows.timestampBytes(from, to);
      }
      byte[] bytes = all == null ? rows.timestampBytes(from, to) : all;
      all = bytes;
      return bytes;
    }
  }

  private final ChannelTemplates templates;
  private final ValueConverter values;
  private final RecordTimes times;
  private final RecordOptions options;
  private final int maxRows;
  private final PackedSchema packed;

  PackedRecords(
      ChannelTemplates templates, ValueConverter values, RecordOptions options, int maxRows) {
    this.templates = templates;
    this.values = values;
    this.options = options;
    this.maxRows = maxRows;
    this.packed = PackedSchema.of(options.fields());
    this.times = new RecordTimes(options);
  }

  /** How many samples of fixed width fit into a record, at least one. */
  static int fixedSamples(RecordSizes sizes) {
    return Math.max(1, sizes.maxBytes() / 2 / MAX_FIXED_SAMPLE_BYTES);
  }

  @Override
  public void build(RowConversion conversion) {
    ChannelTemplate[] channels = templates.of(conversion);
    Rows rows = conversion.rows();
    Stamps stamps = new Stamps(rows);
    for (int i = 0; i < channels.length; i++) {
      Rows.Column column = rows.columns().get(i);
      for (int from = 0; from < rows.rowCount(); ) {
        int to = endOfRun(conversion, channels[i], column, from);
        if (isOversized(conversion, channels[i], column, from)) {
          addOversized(conversion, channels[i], column, from);
        } else {
          byte[] bytes = column.series().bytesOf(column.sampleOf(from), column.sampleOf(to));
          add(conversion, channels[i], new Run(from, to, stamps.of(from, to)), bytes, 0);
        }
        from = to;
      }
    }
  }

  private int endOfRun(
      RowConversion conversion, ChannelTemplate template, Rows.Column column, int from) {
    int end = (int) Math.min(conversion.rows().rowCount(), from + (long) maxRows);
    if (!template.dataType().isVariable()) {
      return end;
    }
    long remaining = maxBytes(conversion, template);
    int to = from;
    while (to < end) {
      remaining -= sampleBytes(column, to);
      if (remaining < 0 && to > from) {
        return to;
      }
      to++;
    }
    return to;
  }

  private static long sampleBytes(Rows.Column column, int row) {
    return column.series().lengthAt(column.sampleOf(row)) + (long) Integer.BYTES + Long.BYTES;
  }

  private int maxBytes(RowConversion conversion, ChannelTemplate template) {
    return options.sizes().maxBytes() - template.overheadBytes(conversion.ranges());
  }

  /** A run that begins with such a sample contains nothing else. */
  private boolean isOversized(
      RowConversion conversion, ChannelTemplate template, Rows.Column column, int row) {
    return template.dataType().isVariable()
        && sampleBytes(column, row) > maxBytes(conversion, template);
  }

  private void addOversized(
      RowConversion conversion, ChannelTemplate template, Rows.Column column, int row) {
    int maxLength = maxBytes(conversion, template) - Integer.BYTES - Long.BYTES;
    byte[] cut = values.cutBytes(conversion, template, column, row, maxLength);
    if (cut != null) {
      byte[] prefixed =
          ByteBuffer.allocate(Integer.BYTES + cut.length)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(cut.length)
              .put(cut)
              .array();
      Run run = new Run(row, row + 1, conversion.rows().timestampBytes(row, row + 1));
      add(conversion, template, run, prefixed, RecordHeaders.TRUNCATED);
    }
  }

  private void add(
      RowConversion conversion, ChannelTemplate template, Run run, byte[] bytes, int marks) {
    Rows rows = conversion.rows();
    long firstNanos = rows.timestampNanos(run.from());
    Struct value =
        new Struct(packed.schema())
            .put(packed.channel(), template.channel().name())
            .put(packed.dataType(), template.channel().dataTypeName())
            .put(packed.count(), run.to() - run.from())
            .put(packed.timestamps(), run.stamps())
            .put(packed.values(), bytes);
    packed.added().fill(value, firstNanos, template.keys());
    long recordMillis = times.recordMillis(firstNanos, rows.receivedNanos());
    int allMarks = conversion.marks() | marks | times.marks(recordMillis, firstNanos);
    conversion.add(
        template.envelope(recordMillis, allMarks, conversion.ranges()), packed.schema(), value);
  }
}
