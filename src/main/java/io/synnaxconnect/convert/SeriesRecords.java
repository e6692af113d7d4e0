package io.synnaxconnect.convert;

import io.synnaxconnect.convert.ValueOptions.NanForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Runs of samples of one channel, as arrays: channel by channel, each in order. */
final class SeriesRecords implements RecordBuilder {

  private final ChannelTemplates directory;
  private final ValueConverter values;
  private final RecordTimes times;
  private final RecordOptions options;

  SeriesRecords(ChannelTemplates directory, ValueConverter values, RecordOptions options) {
    this.directory = directory;
    this.values = values;
    this.options = options;
    this.times = new RecordTimes(options.recordTimestamp());
  }

  /** How many samples of fixed width fit into a record, at least one. */
  static int fixedSamples(RecordSizes sizes) {
    return Math.max(1, sizes.maxBytes() / 2 / RecordBytes.FIXED_SAMPLE);
  }

  @Override
  public void build(RowConversion block) {
    ChannelTemplate[] channels = directory.of(block);
    Rows rows = block.rows();
    for (int i = 0; i < channels.length; i++) {
      Rows.Column column = rows.columns().get(i);
      for (int from = 0; from < rows.rowCount(); ) {
        int to = endOfRun(channels[i], column, from, rows.rowCount());
        if (isView(channels[i])) {
          addView(block, channels[i], column, from, to);
        } else {
          addCopy(block, channels[i], column, from, to);
        }
        from = to;
      }
    }
  }

  private int endOfRun(ChannelTemplate channel, Rows.Column column, int from, int rowCount) {
    int most = Math.min(rowCount, from + options.shape().maxRows());
    if (!channel.dataType().isVariable()) {
      return most;
    }
    long left = maxBytes(channel) + (long) RecordBytes.VARIABLE_SAMPLE;
    int to = from;
    while (to < most) {
      left -= column.series().lengthAt(column.sampleOf(to)) + (long) RecordBytes.VARIABLE_SAMPLE;
      if (left < 0 && to > from) {
        return to;
      }
      to++;
    }
    return to;
  }

  /** What samples may take together; one alone may take all of it. */
  private int maxBytes(ChannelTemplate channel) {
    return options.sizes().maxBytes() - channel.overheadBytes() - RecordBytes.VARIABLE_SAMPLE;
  }

  /** Whether each sample has a value that costs nothing to make again. */
  private boolean isView(ChannelTemplate channel) {
    return switch (channel.dataType()) {
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32 -> true;
      case FLOAT32, FLOAT64 -> options.values().nan() != NanForm.DROP;
      case TIMESTAMP -> options.values().timestamp() == TimestampForm.NANOS;
      case UINT64, UUID, STRING, JSON, BYTES -> false;
    };
  }

  private void addView(
      RowConversion block, ChannelTemplate channel, Rows.Column column, int from, int to) {
    Series series = column.series();
    ValueReader reader = channel.reader();
    int firstSample = column.sampleOf(from);
    Rows rows = block.rows();
    LazyList<@Nullable Object> samples =
        new LazyList<>(i -> reader.valueAt(series, firstSample + i));
    LazyList<Long> stamps = new LazyList<>(i -> rows.timestampNanos(from + i));
    add(block, channel, from, stamps, samples, 0);
    samples.reveal(to - from);
    stamps.reveal(to - from);
  }

  private void addCopy(
      RowConversion block, ChannelTemplate channel, Rows.Column column, int from, int to) {
    List<@Nullable Object> samples = new ArrayList<>(to - from);
    List<Long> stamps = new ArrayList<>(to - from);
    int first = -1;
    for (int row = from; row < to; row++) {
      Object value = values.valueAt(block, channel, column, row, maxBytes(channel));
      if (value != ValueReader.LEFT_OUT) {
        first = first < 0 ? row : first;
        samples.add(value);
        stamps.add(block.rows().timestampNanos(row));
      }
    }
    int marks = values.takeTruncated() ? RecordHeaders.TRUNCATED : 0;
    if (first >= 0) {
      add(block, channel, first, stamps, samples, marks);
    }
  }

  private void add(
      RowConversion block,
      ChannelTemplate channel,
      int first,
      List<Long> stamps,
      List<@Nullable Object> samples,
      int marks) {
    SeriesSchema schema = SeriesSchema.of(channel.dataType(), options.values());
    Struct value = schema.struct(channel.channel().name(), stamps, samples);
    long recordMillis =
        times.recordMillis(block.rows().timestampNanos(first), block.rows().receivedNanos());
    block.add(channel.envelope(recordMillis, block.marks() | marks), schema.schema(), value);
  }
}
