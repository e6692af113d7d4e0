package io.synnaxconnect.convert;

import io.synnaxconnect.convert.RecordSizes.Oversize;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import io.synnaxconnect.delivery.Arrival;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;

/** Rows of several channels, and what they become in a format. */
final class FormatRows {

  static final long T0 = 1_700_000_000_000_000_000L;
  static final long RECEIVED = T0 + 5_000_000_000L;
  static final Map<String, String> PARTITION = Map.of("cluster_key", "cluster-a", "index_key", "1");
  static final Map<String, String> BEFORE = Map.of("position", "1");
  static final Map<String, String> AFTER = Map.of("position", "2");

  static final Channel TANK = SampleSeries.channel(2, "tank", DataType.FLOAT64, 1);
  static final Channel VALVE = SampleSeries.channel(3, "valve", DataType.UINT8, 1);
  static final Channel NOTE = SampleSeries.channel(4, "note", DataType.STRING, 1);
  static final Channel BLOB = SampleSeries.channel(5, "blob", DataType.BYTES, 1);
  static final Channel DOC = SampleSeries.channel(6, "doc", DataType.JSON, 1);
  static final Channel COUNT = SampleSeries.channel(7, "count", DataType.UINT64, 1);

  private FormatRows() {}

  static Rows.Column column(Channel channel, Object... samples) {
    return column(channel, SampleSeries.of(Objects.requireNonNull(channel.dataType()), samples));
  }

  static Rows.Column column(Channel channel, Series series) {
    return new Rows.Column(channel, series, 0);
  }

  /** Rows a millisecond apart from {@link #T0} on, of a group with just these channels. */
  static Rows rows(int rowCount, Rows.Column... columns) {
    List<Channel> channels = List.of(columns).stream().map(Rows.Column::channel).toList();
    return rows(new IndexGroup(SampleSeries.INDEX, channels), rowCount, columns);
  }

  static Rows rows(IndexGroup group, int rowCount, Rows.Column... columns) {
    Object[] stamps = LongStream.range(0, rowCount).mapToObj(i -> T0 + i * 1_000_000).toArray();
    Rows.Column time =
        new Rows.Column(SampleSeries.INDEX, SampleSeries.of(DataType.TIMESTAMP, stamps), 0);
    return Rows.indexed(group, time, List.of(columns), rowCount, RECEIVED);
  }

  static RecordOptions options(RecordFormat format, RecordSizes sizes) {
    return options(format, ValueOptions.DEFAULT, sizes);
  }

  static RecordOptions options(RecordFormat format, ValueOptions values, RecordSizes sizes) {
    RecordOptions by = RecordOptions.of(format);
    String deadLetters = values.dataErrors() == DataErrors.DEAD_LETTER ? "dead" : "";
    return new RecordOptions(
        format,
        by.topicTemplate(),
        by.recordKey(),
        by.recordTimestamp(),
        false,
        values,
        sizes,
        deadLetters,
        RecordFields.DEFAULT,
        Long.MAX_VALUE);
  }

  static ValueOptions values(NonFiniteForm nan, DataErrors errors) {
    return new ValueOptions(Uint64Form.LONG, TimestampForm.NANOS, nan, NonFiniteForm.KEEP, errors);
  }

  static RecordSizes sizes(int maxBytes, Oversize oversize) {
    return new RecordSizes(1_000, maxBytes, oversize);
  }

  static List<SourceRecord> convert(RecordOptions options, Rows rows) {
    return convert(new FrameConverter(options), rows);
  }

  static List<SourceRecord> convert(FrameConverter converter, Rows rows) {
    return converter.convert(List.of(rows), PARTITION, BEFORE, AFTER, Arrival.IN_ORDER);
  }

  static Struct value(SourceRecord record) {
    return (Struct) record.value();
  }

  static List<String> headers(SourceRecord record) {
    List<String> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(header.key() + "=" + header.value());
    }
    return headers;
  }
}
