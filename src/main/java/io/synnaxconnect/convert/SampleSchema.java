package io.synnaxconnect.convert;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * The schema of the records of one data type, with its fields at hand: finding them by name costs a
 * lookup per sample.
 */
record SampleSchema(Schema schema, Field channel, Field timestamp, Field value) {

  /** Builds the schema {@code io.synnaxconnect.<typeName>Sample}. */
  static SampleSchema of(String typeName, Schema optionalValue) {
    Schema schema =
        SchemaBuilder.struct()
            .name(SampleSchemas.NAMESPACE + typeName + "Sample")
            .field("channel", Schema.STRING_SCHEMA)
            .field("timestamp", SampleSchemas.NANO_TIMESTAMP)
            .field("value", optionalValue)
            .build();
    return new SampleSchema(
        schema,
        UnnamedField.of(schema, "channel"),
        UnnamedField.of(schema, "timestamp"),
        UnnamedField.of(schema, "value"));
  }

  /** One sample. */
  Struct struct(String channelName, Long timestampNanos, @Nullable Object sampleValue) {
    return new Struct(schema)
        .put(channel, channelName)
        .put(timestamp, timestampNanos)
        .put(value, sampleValue);
  }
}
