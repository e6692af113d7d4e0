package io.synnaxconnect.convert;

import io.synnaxconnect.telem.DataType;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;

/**
 * The schemas of {@code record.format=sample}: one per data type, built once. Only uint64 and
 * timestamp have several forms; a form does not change the schema's name.
 */
final class SampleSchemas {

  static final String NAMESPACE = "io.synnaxconnect.";

  /** INT64, nanoseconds since the Unix epoch (UTC). */
  static final Schema NANO_TIMESTAMP =
      SchemaBuilder.int64().name(NAMESPACE + "NanoTimestamp").build();

  /** Greatest number of digits of an unsigned 64-bit integer; Avro needs it to be declared. */
  private static final String UINT64_PRECISION = "20";

  private static final Map<DataType, SampleSchema> COMMON = commonSchemas();

  private static final Map<ValueOptions.Uint64Form, SampleSchema> UINT64 =
      Map.of(
          ValueOptions.Uint64Form.DECIMAL, SampleSchema.of("Uint64", uint64Decimal()),
          ValueOptions.Uint64Form.STRING, SampleSchema.of("Uint64", Schema.OPTIONAL_STRING_SCHEMA),
          ValueOptions.Uint64Form.LONG, SampleSchema.of("Uint64", Schema.OPTIONAL_INT64_SCHEMA));

  private static final Map<ValueOptions.TimestampForm, SampleSchema> TIMESTAMP =
      Map.of(
          ValueOptions.TimestampForm.NANOS,
          SampleSchema.of("Timestamp", named(SchemaBuilder.int64(), "NanoTimestamp")),
          ValueOptions.TimestampForm.ISO,
          SampleSchema.of("Timestamp", Schema.OPTIONAL_STRING_SCHEMA),
          ValueOptions.TimestampForm.CONNECT,
          SampleSchema.of("Timestamp", Timestamp.builder().optional().build()));

  private SampleSchemas() {}

  /** The schema of the samples of {@code dataType}: the same object for the same arguments. */
  static SampleSchema of(DataType dataType, ValueOptions options) {
    return Objects.requireNonNull(
        switch (dataType) {
          case UINT64 -> UINT64.get(options.uint64());
          case TIMESTAMP -> TIMESTAMP.get(options.timestamp());
          default -> COMMON.get(dataType);
        });
  }

  private static Map<DataType, SampleSchema> commonSchemas() {
    Map<DataType, SampleSchema> schemas = new EnumMap<>(DataType.class);
    schemas.put(DataType.INT8, SampleSchema.of("Int8", Schema.OPTIONAL_INT8_SCHEMA));
    schemas.put(DataType.INT16, SampleSchema.of("Int16", Schema.OPTIONAL_INT16_SCHEMA));
    schemas.put(DataType.INT32, SampleSchema.of("Int32", Schema.OPTIONAL_INT32_SCHEMA));
    schemas.put(DataType.INT64, SampleSchema.of("Int64", Schema.OPTIONAL_INT64_SCHEMA));
    schemas.put(DataType.UINT8, SampleSchema.of("Uint8", Schema.OPTIONAL_INT16_SCHEMA));
    schemas.put(DataType.UINT16, SampleSchema.of("Uint16", Schema.OPTIONAL_INT32_SCHEMA));
    schemas.put(DataType.UINT32, SampleSchema.of("Uint32", Schema.OPTIONAL_INT64_SCHEMA));
    schemas.put(DataType.FLOAT32, SampleSchema.of("Float32", Schema.OPTIONAL_FLOAT32_SCHEMA));
    schemas.put(DataType.FLOAT64, SampleSchema.of("Float64", Schema.OPTIONAL_FLOAT64_SCHEMA));
    schemas.put(DataType.UUID, SampleSchema.of("Uuid", named(SchemaBuilder.string(), "Uuid")));
    schemas.put(DataType.JSON, SampleSchema.of("Json", named(SchemaBuilder.string(), "Json")));
    schemas.put(DataType.STRING, SampleSchema.of("String", Schema.OPTIONAL_STRING_SCHEMA));
    schemas.put(DataType.BYTES, SampleSchema.of("Bytes", Schema.OPTIONAL_BYTES_SCHEMA));
    return schemas;
  }

  private static Schema named(SchemaBuilder builder, String semanticName) {
    return builder.name(NAMESPACE + semanticName).optional().build();
  }

  private static Schema uint64Decimal() {
    return Decimal.builder(0)
        .parameter("connect.decimal.precision", UINT64_PRECISION)
        .optional()
        .build();
  }
}
