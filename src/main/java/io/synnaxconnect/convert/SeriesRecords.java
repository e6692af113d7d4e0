package io.synnaxconnect.convert;

import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Runs of samples of one channel, as arrays: channel by channel, each in order. */
final class SeriesRecords implements RecordBuilder {

  private final ChannelTemplates templates;
  private final ValueConverter values;
  private final RecordTimes times;
  private final RecordOptions options;
  private final int maxRows;

  SeriesRecords(
      ChannelTemplates templates, ValueConverter values, RecordOptions options, int maxRows) {
    this.templates = templates;
    this.values = values;
    this.options = options;
    this.maxRows = maxRows;
    this.times = new RecordTimes(options);
  }

  /** How many samples of fixed width fit into a record, at least one. */
  static int fixedSamples(RecordSizes sizes) {
    return Math.max(1, sizes.maxBytes() / 2 / RecordBytes.FIXED_SAMPLE);
  }

  @Override
  public void build(RowConversion conversion) {
    ChannelTemplate[] channels = templates.of(conversion);
    Rows rows = conversion.rows();
    for (int i = 0; i < channels.length; i++) {
      Rows.Column column = rows.columns().get(i);
      for (int from = 0; from < rows.rowCount(); ) {
        int to = endOfRun(conversion, channels[i], column, from);
        if (isView(channels[i])) {
          addView(conversion, channels[i], column, from, to);
        } else {
          addCopy(conversion, channels[i], column, from, to);
        }
        from = to;
      }
    }
  }

  private int endOfRun(
      RowConversion conversion, ChannelTemplate template, Rows.Column column, int from) {
    int end = Math.min(conversion.rows().rowCount(), from + maxRows);
    if (!template.dataType().isVariable()) {
      return end;
    }
    long remaining = maxBytes(conversion, template) + (long) RecordBytes.VARIABLE_SAMPLE;
    int to = from;
    while (to < end) {
      remaining -=
          column.series().lengthAt(column.sampleOf(to)) + (long) RecordBytes.VARIABLE_SAMPLE;
      if (remaining < 0 && to > from) {
        return to;
      }
      to++;
    }
    return to;
  }

  /** The maximum size of all samples of a record together; one alone may have this size. */
  private int maxBytes(RowConversion conversion, ChannelTemplate template) {
    int overheadBytes = template.overheadBytes(conversion.ranges());
    return options.sizes().maxBytes() - overheadBytes - RecordBytes.VARIABLE_SAMPLE;
  }

  /** Whether it costs nothing to create the value of each sample again. */
  private boolean isView(ChannelTemplate template) {
    return switch (template.dataType()) {
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, BOOLEAN -> true;
      case FLOAT32, FLOAT64 -> !options.values().mayBeOmitted();
      case TIMESTAMP -> options.values().timestamp() == TimestampForm.NANOS;
      case UINT64, UUID, STRING, JSON, BYTES -> false;
    };
  }

  private void addView(
      RowConversion conversion, ChannelTemplate template, Rows.Column column, int from, int to) {
    Series series = column.series();
    ValueReader reader = template.reader();
    int firstSample = column.sampleOf(from);
    Rows rows = conversion.rows();
    LazyList<@Nullable Object> samples =
        new LazyList<>(i -> reader.valueAt(series, firstSample + i));
    LazyList<Long> stamps = new LazyList<>(i -> rows.timestampNanos(from + i));
    add(conversion, template, from, stamps, samples, 0);
    samples.reveal(to - from);
    stamps.reveal(to - from);
  }

  private void addCopy(
      RowConversion conversion, ChannelTemplate template, Rows.Column column, int from, int to) {
    List<@Nullable Object> samples = new ArrayList<>(to - from);
    List<Long> stamps = new ArrayList<>(to - from);
    int first = -1;
    for (int row = from; row < to; row++) {
      Object value =
          values.valueAt(conversion, template, column, row, maxBytes(conversion, template));
      if (value != ValueReader.OMITTED) {
        first = first < 0 ? row : first;
        samples.add(value);
        stamps.add(conversion.rows().timestampNanos(row));
      }
    }
    int marks = values.pollTruncated() ? RecordHeaders.TRUNCATED : 0;
    if (first >= 0) {
      add(conversion, template, first, stamps, samples, marks);
    }
  }

  private void add(
      RowConversion conversion,
      ChannelTemplate template,
      int first,
      List<Long> stamps,
      List<@Nullable Object> samples,
      int marks) {
    SeriesSchema schema = template.seriesSchema();
    long firstNanos = conversion.rows().timestampNanos(first);
    Struct value = schema.struct(template, firstNanos, stamps, samples);
    long recordMillis = times.recordMillis(firstNanos, conversion.rows().receivedNanos());
    int allMarks = conversion.marks() | marks | times.marks(recordMillis, firstNanos);
    conversion.add(
        template.envelope(recordMillis, allMarks, conversion.ranges()), schema.schema(), value);
  }
}
