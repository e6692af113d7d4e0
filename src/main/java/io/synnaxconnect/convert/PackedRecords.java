package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Rows;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Runs of samples of one channel as the bytes that came from the cluster: little-endian, text and
 * bytes each preceded by its length as u32. Nothing is converted, so nothing can fail to be.
 */
final class PackedRecords implements RecordBuilder {

  /** One schema for all channels. */
  static final Schema SCHEMA =
      SchemaBuilder.struct()
          .name(SampleSchemas.NAMESPACE + "PackedSeries")
          .field("channel", Schema.STRING_SCHEMA)
          .field("dataType", Schema.STRING_SCHEMA)
          .field("count", Schema.INT32_SCHEMA)
          .field("timestamps", Schema.BYTES_SCHEMA)
          .field("values", Schema.BYTES_SCHEMA)
          .build();

  private static final Field CHANNEL = SCHEMA.field("channel");
  private static final Field DATA_TYPE = SCHEMA.field("dataType");
  private static final Field COUNT = SCHEMA.field("count");
  private static final Field TIMESTAMPS = SCHEMA.field("timestamps");
  private static final Field VALUES = SCHEMA.field("values");

  /** A uuid, the widest, with its timestamp. */
  private static final int MAX_FIXED_SAMPLE_BYTES = 24;

  private final ChannelDirectory directory;
  private final SampleValues values;
  private final RecordTimes times;
  private final RecordOptions options;

  PackedRecords(ChannelDirectory directory, SampleValues values, RecordOptions options) {
    this.directory = directory;
    this.values = values;
    this.options = options;
    this.times = new RecordTimes(options.recordTimestamp());
  }

  /** How many samples of fixed width fit into a record, at least one. */
  static int fixedSamples(RecordSizes sizes) {
    return Math.max(1, sizes.maxBytes() / 2 / MAX_FIXED_SAMPLE_BYTES);
  }

  @Override
  public void build(RowBlock block) {
    ChannelRecords[] channels = directory.of(block);
    Rows rows = block.rows();
    for (int i = 0; i < channels.length; i++) {
      Rows.Column column = rows.columns().get(i);
      for (int from = 0; from < rows.rowCount(); ) {
        int to = endOfRun(channels[i], column, from, rows.rowCount());
        if (isOversized(channels[i], column, from)) {
          addOversized(block, channels[i], column, from);
        } else {
          byte[] bytes = column.series().bytesOf(column.sampleOf(from), column.sampleOf(to));
          add(block, channels[i], from, to, bytes, 0);
        }
        from = to;
      }
    }
  }

  private int endOfRun(ChannelRecords channel, Rows.Column column, int from, int rowCount) {
    int most = (int) Math.min(rowCount, from + (long) options.shape().maxRows());
    if (!channel.dataType().isVariable()) {
      return most;
    }
    long left = maxBytes(channel);
    int to = from;
    while (to < most) {
      left -= sampleBytes(column, to);
      if (left < 0 && to > from) {
        return to;
      }
      to++;
    }
    return to;
  }

  private static long sampleBytes(Rows.Column column, int row) {
    return column.series().lengthAt(column.sampleOf(row)) + (long) Integer.BYTES + Long.BYTES;
  }

  private int maxBytes(ChannelRecords channel) {
    return options.sizes().maxBytes() - channel.overheadBytes();
  }

  /** A run that begins with such a sample holds nothing else. */
  private boolean isOversized(ChannelRecords channel, Rows.Column column, int row) {
    return channel.dataType().isVariable() && sampleBytes(column, row) > maxBytes(channel);
  }

  private void addOversized(RowBlock block, ChannelRecords channel, Rows.Column column, int row) {
    int most = maxBytes(channel) - Integer.BYTES - Long.BYTES;
    byte[] cut = values.cutBytes(block, channel, column, row, most);
    if (cut != null) {
      byte[] prefixed =
          ByteBuffer.allocate(Integer.BYTES + cut.length)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(cut.length)
              .put(cut)
              .array();
      add(block, channel, row, row + 1, prefixed, RecordHeaders.TRUNCATED);
    }
  }

  private void add(
      RowBlock block, ChannelRecords channel, int from, int to, byte[] bytes, int marks) {
    Rows rows = block.rows();
    Struct value =
        new Struct(SCHEMA)
            .put(CHANNEL, channel.channel().name())
            .put(DATA_TYPE, channel.channel().dataTypeName())
            .put(COUNT, to - from)
            .put(TIMESTAMPS, rows.timestampBytes(from, to))
            .put(VALUES, bytes);
    long recordMillis = times.recordMillis(rows.timestampNanos(from), rows.receivedNanos());
    block.add(channel.envelope(recordMillis, block.marks() | marks), SCHEMA, value);
  }
}
