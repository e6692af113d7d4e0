package io.synnaxconnect.convert;

import io.synnaxconnect.convert.SampleSchemas.SampleSchema;
import io.synnaxconnect.telem.Rows;
import org.apache.kafka.connect.data.Struct;

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
    this.times = new RecordTimes(options);
  }

  @Override
  public void build(RowConversion conversion) {
    ChannelTemplate[] channels = templates.of(conversion);
    SampleSchema[] schemas = new SampleSchema[channels.length];
    int[] maxBytes = new int[channels.length];
    for (int i = 0; i < channels.length; i++) {
      schemas[i] = channels[i].sampleSchema();
      int overheadBytes = channels[i].overheadBytes(conversion.ranges());
      maxBytes[i] = options.sizes().maxBytes() - overheadBytes - RecordBytes.LENGTH;
    }
    Rows rows = conversion.rows();
    for (int row = 0; row < rows.rowCount(); row++) {
      Long timestampNanos = rows.timestampNanos(row);
      Long recordMillis = times.recordMillis(timestampNanos, rows.receivedNanos());
      Object time = AddedFields.time(options.fields(), timestampNanos);
      int marks = conversion.marks() | times.marks(recordMillis, timestampNanos);
      for (int i = 0; i < channels.length; i++) {
        Object value =
            values.valueAt(conversion, channels[i], rows.columns().get(i), row, maxBytes[i]);
        if (value != ValueReader.OMITTED) {
          Struct sample = schemas[i].struct(channels[i], timestampNanos, time, value);
          int allMarks = values.pollTruncated() ? marks | RecordHeaders.TRUNCATED : marks;
          conversion.add(
              channels[i].envelope(recordMillis, allMarks, conversion.ranges()),
              schemas[i].schema(),
              sample);
        }
      }
    }
  }
}
