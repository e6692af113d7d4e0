package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Rows;
import org.jspecify.annotations.Nullable;

/** One record per sample: rows in order, in each row channels in order of key. */
final class SampleRecords implements RecordBuilder {

  private final ChannelTemplates directory;
  private final ValueConverter values;
  private final RecordTimes times;
  private final RecordOptions options;

  SampleRecords(ChannelTemplates directory, ValueConverter values, RecordOptions options) {
    this.directory = directory;
    this.values = values;
    this.options = options;
    this.times = new RecordTimes(options.recordTimestamp());
  }

  @Override
  public void build(RowConversion block) {
    ChannelTemplate[] channels = directory.of(block);
    SampleSchema[] schemas = new SampleSchema[channels.length];
    int[] maxBytes = new int[channels.length];
    for (int i = 0; i < channels.length; i++) {
      schemas[i] = SampleSchemas.of(channels[i].dataType(), options.values());
      maxBytes[i] = options.sizes().maxBytes() - channels[i].overheadBytes() - RecordBytes.LENGTH;
    }
    Rows rows = block.rows();
    for (int row = 0; row < rows.rowCount(); row++) {
      Long timestampNanos = rows.timestampNanos(row);
      long recordMillis = times.recordMillis(timestampNanos, rows.receivedNanos());
      for (int i = 0; i < channels.length; i++) {
        Object value = values.valueAt(block, channels[i], rows.columns().get(i), row, maxBytes[i]);
        if (value != ValueReader.LEFT_OUT) {
          add(block, channels[i], schemas[i], timestampNanos, recordMillis, value);
        }
      }
    }
  }

  private void add(
      RowConversion block,
      ChannelTemplate channel,
      SampleSchema schema,
      Long timestampNanos,
      long recordMillis,
      @Nullable Object value) {
    int marks = block.marks() | (values.takeTruncated() ? RecordHeaders.TRUNCATED : 0);
    block.add(
        channel.envelope(recordMillis, marks),
        schema.schema(),
        schema.struct(channel.channel().name(), timestampNanos, value));
  }
}
