package io.synnaxconnect.conformance;

import io.synnaxconnect.convert.RecordFormat;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Reads records with nothing but Avro's own classes and the schema in the registry. */
final class AvroReader {

  private AvroReader() {}

  static List<ReadSample> read(RecordFormat format, GenericRecord found) {
    return switch (format) {
      case SAMPLE -> List.of(sample(found));
      case SERIES -> series(found);
      case PACKED -> packed(found);
      case ROW -> row(found);
    };
  }

  private static ReadSample sample(GenericRecord found) {
    Schema schema = found.getSchema().getField("value").schema();
    return read(text(found, "channel"), (Long) found.get("timestamp"), schema, found.get("value"));
  }

  private static List<ReadSample> series(GenericRecord found) {
    List<?> timestamps = (List<?>) found.get("timestamps");
    List<?> values = (List<?>) found.get("values");
    Schema items = found.getSchema().getField("values").schema().getElementType();
    if (timestamps.size() != values.size()) {
      throw new AssertionError(timestamps.size() + " timestamps of " + values.size() + " values");
    }
    List<ReadSample> samples = new ArrayList<>();
    for (int i = 0; i < timestamps.size(); i++) {
      samples.add(read(text(found, "channel"), (Long) timestamps.get(i), items, values.get(i)));
    }
    return samples;
  }

  private static List<ReadSample> packed(GenericRecord found) {
    return PackedReader.read(
        "bytes",
        text(found, "channel"),
        text(found, "data_type"),
        (Integer) found.get("count"),
        bytes(found.get("timestamps")),
        bytes(found.get("values")));
  }

  private static List<ReadSample> row(GenericRecord found) {
    List<ReadSample> samples = new ArrayList<>();
    long timestamp = (Long) found.get("timestamp");
    for (Schema.Field field : found.getSchema().getFields()) {
      if (!field.name().equals("timestamp")) {
        samples.add(read(field.name(), timestamp, field.schema(), found.get(field.pos())));
      }
    }
    return samples;
  }

  private static ReadSample read(
      String channel, long timestampNanos, Schema schema, @Nullable Object value) {
    Schema written =
        schema.isUnion()
            ? schema.getTypes().get(GenericData.get().resolveUnion(schema, value))
            : schema;
    LogicalType logical = written.getLogicalType();
    String form = logical == null ? written.getName() : logical.getName();
    return new ReadSample(
        channel, timestampNanos, form, value == null ? null : plain(written, logical, value));
  }

  private static String plain(Schema schema, @Nullable LogicalType logical, Object value) {
    return switch (schema.getType()) {
      case INT, LONG, STRING, BOOLEAN -> String.valueOf(value);
      case FLOAT -> Bits.of((Float) value);
      case DOUBLE -> Bits.of((Double) value);
      case BYTES ->
          logical != null && logical.getName().equals("decimal")
              ? new BigInteger(bytes(value)).toString()
              : HexFormat.of().formatHex(bytes(value));
      default -> throw new AssertionError("nobody documented " + schema);
    };
  }

  private static String text(GenericRecord found, String field) {
    return found.get(field).toString();
  }

  private static byte[] bytes(Object value) {
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
