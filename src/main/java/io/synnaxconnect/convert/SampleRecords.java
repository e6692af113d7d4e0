package io.synnaxconnect.convert;

import io.synnaxconnect.convert.SampleSchemas.SampleSchema;
import io.synnaxconnect.telem.Rows;
import org.jspecify.annotations.Nullable;

/** One record per sample: rows in order, in each row channels in order of key. */
final class SampleRecords implements RecordBuilder {

  private final ChannelTemplates templates;
  private final ValueConverter values;
  private final RecordTimes times;
  private final RecordOptions options;

  SampleRecords(ChannelTemplates templates, ValueConverter values, RecordOptions options) {
    this.templates = templates;
    this.values = values;
    this.options = options;
    this.times = new RecordTimes(options.recordTimestamp());
  }

  @Override
  public void build(RowConversion conversion) {
    ChannelTemplate[] channels = templates.of(conversion);
    SampleSchema[] schemas = new SampleSchema[channels.length];
    int[] maxBytes = new int[channels.length];
    for (int i = 0; i < channels.length; i++) {
      schemas[i] = SampleSchemas.of(channels[i].dataType(), options.values());
      maxBytes[i] = options.sizes().maxBytes() - channels[i].overheadBytes() - RecordBytes.LENGTH;
    }
    Rows rows = conversion.rows();
    for (int row = 0; row < rows.rowCount(); row++) {
      Long timestampNanos = rows.timestampNanos(row);
      long recordMillis = times.recordMillis(timestampNanos, rows.receivedNanos());
      for (int i = 0; i < channels.length; i++) {
        Object value =
            values.valueAt(conversion, channels[i], rows.columns().get(i), row, maxBytes[i]);
        if (value != ValueReader.OMITTED) {
          add(conversion, channels[i], schemas[i], timestampNanos, recordMillis, value);
        }
      }
    }
  }

  private void add(
      RowConversion conversion,
      ChannelTemplate template,
      SampleSchema schema,
      Long timestampNanos,
      long recordMillis,
      @Nullable Object value) {
    int marks = conversion.marks() | (values.pollTruncated() ? RecordHeaders.TRUNCATED : 0);
    conversion.add(
        template.envelope(recordMillis, marks),
        schema.schema(),
        schema.struct(template.channel().name(), timestampNanos, value));
  }
}
