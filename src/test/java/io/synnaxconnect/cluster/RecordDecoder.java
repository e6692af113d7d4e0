package io.synnaxconnect.cluster;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/** Avro records of every format to the samples in them; told apart by the names of schemas. */
final class RecordDecoder {

  /** One sample of a record. */
  record Sample(String channel, long timestampNanos, @Nullable Object value) {}

  private RecordDecoder() {}

  static List<Sample> samples(GenericRecord value) {
    String schema = value.getSchema().getFullName();
    if (schema.startsWith("io.synnaxconnect.row.")) {
      return ofRow(value);
    } else if (schema.equals("io.synnaxconnect.PackedSeries")) {
      return ofPacked(value);
    } else if (schema.endsWith("Series")) {
      return ofSeries(value);
    }
    return List.of(
        new Sample(
            text(value, "channel"), (Long) value.get("timestamp"), plain(value.get("value"))));
  }

  private static List<Sample> ofSeries(GenericRecord value) {
    List<?> timestamps = (List<?>) value.get("timestamps");
    List<?> values = (List<?>) value.get("values");
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < timestamps.size(); i++) {
      samples.add(
          new Sample(text(value, "channel"), (Long) timestamps.get(i), plain(values.get(i))));
    }
    return samples;
  }

  private static List<Sample> ofPacked(GenericRecord value) {
    ByteBuffer timestamps = littleEndian(value, "timestamps");
    ByteBuffer values = littleEndian(value, "values");
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < (Integer) value.get("count"); i++) {
      Object sample = next(values, text(value, "data_type"));
      samples.add(new Sample(text(value, "channel"), timestamps.getLong(), sample));
    }
    if (timestamps.hasRemaining() || values.hasRemaining()) {
      throw new IllegalStateException("more bytes than samples");
    }
    return samples;
  }

  private static Object next(ByteBuffer values, String dataType) {
    return switch (dataType) {
      case "float64" -> values.getDouble();
      case "float32" -> values.getFloat();
      case "int64", "timestamp" -> values.getLong();
      case "int32" -> values.getInt();
      case "int16" -> (int) values.getShort();
      case "int8" -> (int) values.get();
      case "uint32" -> Integer.toUnsignedLong(values.getInt());
      case "uint16" -> Short.toUnsignedInt(values.getShort());
      case "uint8" -> Byte.toUnsignedInt(values.get());
      case "boolean" -> values.get() != 0;
      case "string", "json" -> new String(lengthPrefixed(values), StandardCharsets.UTF_8);
      case "bytes" -> ByteBuffer.wrap(lengthPrefixed(values));
      default -> throw new IllegalStateException("no decoder for " + dataType);
    };
  }

  private static byte[] lengthPrefixed(ByteBuffer values) {
    byte[] bytes = new byte[values.getInt()];
    values.get(bytes);
    return bytes;
  }

  private static List<Sample> ofRow(GenericRecord value) {
    List<Sample> samples = new ArrayList<>();
    for (Schema.Field field : value.getSchema().getFields()) {
      Object cell = value.get(field.pos());
      if (!field.name().equals("timestamp") && cell != null) {
        samples.add(new Sample(channelOf(field), (Long) value.get("timestamp"), plain(cell)));
      }
    }
    return samples;
  }

  /** The channel's own name is a property of the field's type. */
  private static String channelOf(Schema.Field field) {
    Schema type =
        field.schema().getTypes().stream()
            .filter(branch -> branch.getType() != Schema.Type.NULL)
            .findFirst()
            .orElseThrow();
    Map<?, ?> parameters = (Map<?, ?>) type.getObjectProp("connect.parameters");
    return Objects.requireNonNull(parameters.get("synnax.channel")).toString();
  }

  private static ByteBuffer littleEndian(GenericRecord value, String field) {
    return ((ByteBuffer) value.get(field)).duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String text(GenericRecord value, String field) {
    return value.get(field).toString();
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return value instanceof Utf8 text ? text.toString() : value;
  }
}
