package io.synnaxconnect.convert;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the samples of records back, whatever their format: the inverse of {@link FrameConverter}.
 * It takes values as converters return them, with a schema or without one. For one thread.
 */
public final class RecordReader {

  /** What a record contains. */
  public interface Samples {

    /**
     * One sample.
     *
     * @param value as {@link ValueSchemas} and the converter made it; null for a float that a
     *     setting made null
     */
    void sample(Channel channel, long timestampNanos, @Nullable Object value);
  }

  private final RecordFormat format;

  /** The channels of each topic, by what names them in its records. */
  private final Map<String, Map<String, Channel>> channels = new HashMap<>();

  /** Reads records of some groups of a cluster. */
  public RecordReader(List<IndexGroup> groups, RecordOptions options, String clusterKey) {
    format = options.format();
    TopicRules rules = TopicRules.of(options);
    for (IndexGroup group : groups) {
      RowFieldNames names = new RowFieldNames();
      for (Channel channel : group.channels()) {
        boolean isRow = format.content() == RecordFormat.Content.ROW;
        Channel naming = isRow ? RowTemplate.naming(group) : channel;
        String name = isRow ? names.next(channel, options.fields().rowNames()) : channel.name();
        channels
            .computeIfAbsent(
                rules.topicOf(naming, group.index(), clusterKey), topic -> new HashMap<>())
            .put(name, channel);
      }
    }
  }

  /** The topics of all groups. */
  public Set<String> topics() {
    return Set.copyOf(channels.keySet());
  }

  /**
   * Reads one record.
   *
   * @param value a struct, or a map from a converter without schemas
   * @return false if it is not of any of the channels
   * @throws DataException if the value has not the form of the format
   */
  public boolean read(String topic, Object value, Samples samples) {
    Map<String, Channel> known = channels.getOrDefault(topic, Map.of());
    if (format.content() == RecordFormat.Content.ROW) {
      return readRow(known, value, samples);
    }
    Channel channel = known.get(String.valueOf(field(value, "channel")));
    if (channel == null) {
      return false;
    }
    switch (format) {
      case SERIES -> readRun(channel, list(value, "timestamps"), list(value, "values"), samples);
      case PACKED -> readPacked(channel, value, samples);
      default -> samples.sample(channel, nanos(field(value, "timestamp")), field(value, "value"));
    }
    return true;
  }

  private static boolean readRow(Map<String, Channel> known, Object value, Samples samples) {
    long timestampNanos = nanos(field(value, RowFieldNames.TIMESTAMP));
    boolean found = false;
    for (String name : names(value)) {
      Channel channel = known.get(name);
      Object sample = channel == null ? null : field(value, name);
      found |= channel != null;
      if (channel != null && sample != null) {
        samples.sample(channel, timestampNanos, sample);
      }
    }
    return found;
  }

  private static void readRun(Channel channel, List<?> stamps, List<?> values, Samples samples) {
    if (stamps.size() != values.size()) {
      throw new DataException(
          stamps.size() + " timestamps and " + values.size() + " values in one record");
    }
    for (int i = 0; i < stamps.size(); i++) {
      samples.sample(channel, nanos(stamps.get(i)), values.get(i));
    }
  }

  private static void readPacked(Channel channel, Object value, Samples samples) {
    DataType type = Objects.requireNonNull(channel.dataType(), "only known types are delivered");
    ByteBuffer data = bytes(field(value, "values"));
    Series series =
        type.isVariable()
            ? Series.variable(type, data, Alignment.ZERO, TimeRange.ZERO)
            : Series.fixed(type, data, Alignment.ZERO, TimeRange.ZERO);
    ByteBuffer stamps = bytes(field(value, "timestamps"));
    if (stamps.remaining() != series.sampleCount() * Long.BYTES) {
      throw new DataException(
          stamps.remaining() + " bytes of timestamps for " + series.sampleCount() + " samples");
    }
    for (int i = 0; i < series.sampleCount(); i++) {
      Object sample = type.isVariable() ? series.rawAt(i) : series.valueAt(i);
      samples.sample(channel, stamps.getLong(stamps.position() + i * Long.BYTES), sample);
    }
  }

  private static ByteBuffer bytes(@Nullable Object value) {
    if (value instanceof ByteBuffer buffer) {
      return buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
    }
    if (value instanceof byte[] array) {
      return ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    }
    if (value instanceof String text) {
      // JSON without schemas has no other form for bytes.
      return ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
    }
    throw new DataException("bytes are expected, not " + typeOf(value));
  }

  private static List<?> list(Object value, String name) {
    if (field(value, name) instanceof List<?> list) {
      return list;
    }
    throw new DataException("field '" + name + "' is not a list");
  }

  private static long nanos(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.longValue();
    }
    throw new DataException("a timestamp in nanoseconds is expected, not " + typeOf(value));
  }

  private static @Nullable Object field(Object value, String name) {
    if (value instanceof Struct struct) {
      return struct.schema().field(name) == null ? null : struct.get(name);
    }
    if (value instanceof Map<?, ?> map) {
      return map.get(name);
    }
    throw new DataException("a record with fields is expected, not " + typeOf(value));
  }

  private static List<String> names(Object value) {
    return value instanceof Struct struct
        ? struct.schema().fields().stream().map(Field::name).toList()
        : ((Map<?, ?>) value).keySet().stream().map(String::valueOf).toList();
  }

  private static String typeOf(@Nullable Object value) {
    return value == null ? "nothing" : value.getClass().getSimpleName();
  }
}
