package io.synnaxconnect.convert;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** How many bytes Avro's binary form of a record takes, by the rules of its specification. */
@SuppressWarnings("JavaUtilDate") // Connect's Timestamp is a java.util.Date.
final class AvroSize {

  /** A magic byte and the number of the schema. */
  private static final int SCHEMA_ID = 5;

  private AvroSize() {}

  /** Key, value and headers, the latter as text. */
  static long of(SourceRecord record) {
    long size = SCHEMA_ID + of(record.valueSchema(), record.value());
    size += record.key() == null ? 0 : text(record.key().toString());
    for (Header header : record.headers()) {
      size += text(header.key()) + text(String.valueOf(header.value()));
    }
    return size;
  }

  private static long of(Schema schema, @Nullable Object value) {
    long branch = schema.isOptional() ? 1 : 0;
    return value == null ? branch : branch + ofPresent(schema, value);
  }

  private static long ofPresent(Schema schema, Object value) {
    if (value instanceof Struct struct) {
      return schema.fields().stream().mapToLong(f -> of(f.schema(), get(struct, f))).sum();
    } else if (value instanceof List<?> list) {
      long elements = list.stream().mapToLong(e -> of(schema.valueSchema(), e)).sum();
      return number(list.size()) + elements + 1;
    } else if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
              .mapToLong(e -> text(e.getKey().toString()) + text(e.getValue().toString()))
              .sum()
          + number(map.size())
          + 1;
    } else if (value instanceof String text) {
      return text(text);
    } else if (value instanceof byte[] bytes) {
      return (long) number(bytes.length) + bytes.length;
    } else if (value instanceof BigDecimal decimal) {
      int length = decimal.unscaledValue().toByteArray().length;
      return (long) number(length) + length;
    } else if (value instanceof Boolean) {
      return 1;
    } else if (value instanceof Float) {
      return Float.BYTES;
    } else if (value instanceof Double) {
      return Double.BYTES;
    } else if (value instanceof Date date) {
      return number(date.getTime());
    }
    return number(((Number) value).longValue());
  }

  private static @Nullable Object get(Struct struct, Field field) {
    return struct.get(field);
  }

  private static long text(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return (long) number(length) + length;
  }

  private static int number(long value) {
    long zigzag = (value << 1) ^ (value >> 63);
    int bytes = 1;
    while ((zigzag & ~0x7fL) != 0) {
      zigzag >>>= 7;
      bytes++;
    }
    return bytes;
  }
}
