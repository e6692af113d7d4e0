package io.synnaxconnect.convert;

import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import io.synnaxconnect.telem.DataType;
import java.util.List;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;

/** The schemas of single values, as {@link ValueReader} reads them. */
final class ValueSchemas {

  /** Maximum number of digits of an unsigned 64-bit integer; Avro needs it to be declared. */
  private static final String UINT64_PRECISION = "20";

  private ValueSchemas() {}

  /** A builder for the values of a data type; it sets nothing but the type and its meaning. */
  static SchemaBuilder of(DataType dataType, ValueOptions options) {
    return switch (dataType) {
      case INT8 -> SchemaBuilder.int8();
      case INT16, UINT8 -> SchemaBuilder.int16();
      case INT32, UINT16 -> SchemaBuilder.int32();
      case INT64, UINT32 -> SchemaBuilder.int64();
      case FLOAT32 -> SchemaBuilder.float32();
      case FLOAT64 -> SchemaBuilder.float64();
      case BOOLEAN -> SchemaBuilder.bool();
      case STRING -> SchemaBuilder.string();
      case BYTES -> SchemaBuilder.bytes();
      case UUID -> SchemaBuilder.string().name(SampleSchemas.NAMESPACE + "Uuid");
      case JSON -> SchemaBuilder.string().name(SampleSchemas.NAMESPACE + "Json");
      case UINT64 -> uint64(options.uint64());
      case TIMESTAMP -> timestamp(options.timestamp());
    };
  }

  private static SchemaBuilder uint64(Uint64Form form) {
    return switch (form) {
      case DECIMAL -> Decimal.builder(0).parameter("connect.decimal.precision", UINT64_PRECISION);
      case STRING -> SchemaBuilder.string();
      case LONG -> SchemaBuilder.int64();
    };
  }

  private static SchemaBuilder timestamp(TimestampForm form) {
    return switch (form) {
      case NANOS -> SampleSchemas.nanoTimestamp();
      case ISO -> SchemaBuilder.string();
      case CONNECT -> Timestamp.builder();
    };
  }

  /**
   * A data type in the name of a schema, with its form where that is not the default: {@code
   * Uint8}, {@code Uint64Text}.
   */
  static String typeName(DataType dataType, ValueOptions options) {
    String wireName = dataType.wireName();
    String typeName = Character.toUpperCase(wireName.charAt(0)) + wireName.substring(1);
    return switch (dataType) {
      case UINT64 -> typeName + formName(options.uint64());
      case TIMESTAMP -> typeName + formName(options.timestamp());
      default -> typeName;
    };
  }

  private static String formName(Uint64Form form) {
    return switch (form) {
      case DECIMAL -> "";
      case STRING -> "Text";
      case LONG -> "Long";
    };
  }

  private static String formName(TimestampForm form) {
    return switch (form) {
      case NANOS -> "";
      case ISO -> "Text";
      case CONNECT -> "Millis";
    };
  }

  /** The forms in the name of the schema of a row, which can have values of all types. */
  static String rowPrefix(ValueOptions options) {
    String forms = "";
    for (DataType type : List.of(DataType.UINT64, DataType.TIMESTAMP)) {
      String named = typeName(type, options);
      forms += named.equals(typeName(type, ValueOptions.DEFAULT)) ? "" : named + ".";
    }
    return "row." + forms;
  }
}
