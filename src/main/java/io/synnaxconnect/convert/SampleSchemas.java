package io.synnaxconnect.convert;

import io.synnaxconnect.telem.DataType;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of {@code record.format=sample}: one per data type, built once. Only uint64 and
 * timestamp have several forms; a form does not change the schema's name.
 */
public final class SampleSchemas {

  public static final String NAMESPACE = "io.synnaxconnect.";

  /** INT64, nanoseconds since the Unix epoch (UTC). */
  public static final Schema NANO_TIMESTAMP =
      SchemaBuilder.int64().name(NAMESPACE + "NanoTimestamp").build();

  private static final SchemaCache<SampleSchema> CACHE = new SchemaCache<>(SampleSchemas::build);

  /** One schema with its fields at hand: finding them by name costs a lookup per sample. */
  record SampleSchema(Schema schema, Field channel, Field timestamp, Field value) {

    /** One sample. */
    Struct struct(String channelName, Long timestampNanos, @Nullable Object sampleValue) {
      return new Struct(schema)
          .put(channel, channelName)
          .put(timestamp, timestampNanos)
          .put(value, sampleValue);
    }
  }

  private SampleSchemas() {}

  /** The schema of the samples of {@code dataType}: the same object for the same arguments. */
  static SampleSchema of(DataType dataType, ValueOptions options) {
    return CACHE.of(dataType, options);
  }

  private static SampleSchema build(DataType dataType, ValueOptions options) {
    Schema schema =
        SchemaBuilder.struct()
            .name(NAMESPACE + ValueSchemas.typeName(dataType) + "Sample")
            .field("channel", Schema.STRING_SCHEMA)
            .field("timestamp", NANO_TIMESTAMP)
            .field("value", ValueSchemas.of(dataType, options).optional().build())
            .build();
    return new SampleSchema(
        schema,
        UnnamedField.of(schema, "channel"),
        UnnamedField.of(schema, "timestamp"),
        UnnamedField.of(schema, "value"));
  }
}
