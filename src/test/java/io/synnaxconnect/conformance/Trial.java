package io.synnaxconnect.conformance;

import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.convert.RecordFields;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.convert.RecordSizes;
import io.synnaxconnect.convert.ValueOptions;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.delivery.Arrival;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Sends the extremes of a type through the connector's conversion and a converter. */
final class Trial {

  static final List<RecordFormat> FORMATS = List.of(RecordFormat.values());

  /** Room for the largest sample in any form. */
  private static final int MAX_RECORD_BYTES = 20_000_000;

  private static final Channel INDEX = channel(1, "time", DataType.TIMESTAMP);
  private static final long RECEIVED_NANOS = 1_764_295_200_000_000_000L;

  /** A channel's name tells its type, for readers of JSON. */
  static final String CHANNEL_PREFIX = "of_";

  private final Converters converters = new Converters();

  /** What became of every extreme of the case's type. */
  Map<Written, Outcome> run(Case it) {
    List<Written> samples = Extremes.of(it.dataType());
    Map<Long, ReadSample> found = new HashMap<>();
    for (SourceRecord sourceRecord : convert(it, samples, DataErrors.SKIP)) {
      for (ReadSample sample :
          converters.read(it.encoding(), it.format(), sourceRecord, it.options())) {
        if (found.put(sample.timestampNanos(), sample) != null) {
          throw new AssertionError("twice: " + sample.timestampNanos());
        }
      }
    }
    Map<Written, Outcome> outcomes = new LinkedHashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      ReadSample sample = found.remove(timestamp(i, samples.size()));
      boolean isThere = sample != null && sample.value() != null;
      outcomes.put(
          samples.get(i),
          isThere || !isRefused(it, samples.get(i)) ? read(it, sample) : Outcome.REFUSED);
    }
    if (!found.isEmpty()) {
      throw new AssertionError("nobody wrote at " + found.keySet());
    }
    return outcomes;
  }

  /** The value that a sink finds in a sample of this value, where the worker reads JSON. */
  Object sinkReads(double written) {
    Case it =
        new Case(
            RecordFormat.SAMPLE, Encoding.JSON_WITH_SCHEMA, DataType.FLOAT64, ValueOptions.DEFAULT);
    Written sample = Written.float64("it", Double.doubleToRawLongBits(written));
    SourceRecord sourceRecord = convert(it, List.of(sample), DataErrors.FAIL).get(0);
    return ((Struct) converters.sinkReads(sourceRecord).value()).get("value");
  }

  /** The JSON of a sample, from a converter with more settings. */
  String json(Written sample, Map<String, String> settings) {
    Case it = new Case(RecordFormat.SAMPLE, Encoding.JSON, sample.dataType(), ValueOptions.DEFAULT);
    return Converters.json(convert(it, List.of(sample), DataErrors.FAIL).get(0), settings);
  }

  private static Outcome read(Case it, @Nullable ReadSample sample) {
    if (sample == null) {
      return Outcome.ABSENT;
    }
    if (!sample.channel().equals(channelName(it.dataType()))) {
      throw new AssertionError(sample.channel() + " is another channel");
    }
    return Outcome.read(sample, it.dataType(), it.options());
  }

  /** Whether it is, alone and with {@code errors.data=fail}, an error that names the setting. */
  private static boolean isRefused(Case it, Written sample) {
    try {
      convert(it, List.of(sample), DataErrors.FAIL);
      return false;
    } catch (DataException refused) {
      return String.valueOf(refused.getMessage()).startsWith("errors.data: ");
    }
  }

  private static List<SourceRecord> convert(Case it, List<Written> samples, DataErrors errors) {
    Channel channel = channel(2, channelName(it.dataType()), it.dataType());
    Rows rows =
        Rows.indexed(
            new IndexGroup(INDEX, List.of(channel)),
            new Rows.Column(INDEX, timestamps(samples.size()), 0),
            List.of(new Rows.Column(channel, series(it.dataType(), samples), 0)),
            samples.size(),
            RECEIVED_NANOS);
    return new FrameConverter(options(it, errors))
        .convert(List.of(rows), Map.of(), Map.of(), Map.of(), Arrival.IN_ORDER);
  }

  private static RecordOptions options(Case it, DataErrors errors) {
    ValueOptions values = it.options();
    return new RecordOptions(
        it.format(),
        "all",
        RecordOptions.RecordKey.CHANNEL,
        RecordOptions.RecordTimestamp.SAMPLE,
        false,
        new ValueOptions(
            values.uint64(), values.timestamp(), values.nan(), values.infinity(), errors),
        new RecordSizes(1_000, MAX_RECORD_BYTES, RecordSizes.Oversize.FAIL),
        "",
        RecordFields.DEFAULT,
        Long.MAX_VALUE);
  }

  static String channelName(DataType dataType) {
    return CHANNEL_PREFIX + dataType.wireName();
  }

  /** The first is the smallest there is, the last the greatest; between them is 1970. */
  private static long timestamp(int row, int rows) {
    return row == 0 ? Long.MIN_VALUE : row == rows - 1 ? Long.MAX_VALUE : row - 2L;
  }

  private static Series timestamps(int rows) {
    List<Written> stamps = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      long nanos = timestamp(row, rows);
      stamps.add(Written.integer(DataType.TIMESTAMP, Long.toString(nanos), nanos));
    }
    return series(DataType.TIMESTAMP, stamps);
  }

  private static Series series(DataType dataType, List<Written> samples) {
    int bytes = samples.stream().mapToInt(sample -> Integer.BYTES + sample.wire().length).sum();
    ByteBuffer data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (Written sample : samples) {
      if (dataType.isVariable()) {
        data.putInt(sample.wire().length);
      }
      data.put(sample.wire());
    }
    data.flip();
    return dataType.isVariable()
        ? Series.variable(dataType, data, Alignment.ZERO, TimeRange.ZERO)
        : Series.fixed(dataType, data, Alignment.ZERO, TimeRange.ZERO);
  }

  private static Channel channel(long key, String name, DataType dataType) {
    return new Channel(key, name, dataType.wireName(), 1, key == 1, false, false, "");
  }
}
