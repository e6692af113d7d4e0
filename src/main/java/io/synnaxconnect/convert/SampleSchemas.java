package io.synnaxconnect.convert;

import io.synnaxconnect.telem.DataType;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of {@code record.format=sample}: one per data type and form of its values, built
 * once. The form is part of the schema's name, so that no registry takes one for another.
 */
public final class SampleSchemas {

  public static final String NAMESPACE = "io.synnaxconnect.";

  /** Of the layout of all our schemas; it grows when a field gets another meaning. */
  private static final int VERSION = 1;

  private static final SchemaCache<SampleSchema> CACHE = new SchemaCache<>(SampleSchemas::build);

  /** One schema with its fields at hand: finding them by name costs a lookup per sample. */
  record SampleSchema(
      Schema schema, Field channel, Field timestamp, Field value, AddedFields added) {

    /**
     * One sample of a channel.
     *
     * @param time what {@link AddedFields#time} makes of the timestamp, once for all samples of a
     *     row
     */
    Struct struct(
        ChannelTemplate template,
        Long timestampNanos,
        @Nullable Object time,
        @Nullable Object sampleValue) {
      Struct struct =
          new Struct(schema)
              .put(channel, template.channel().name())
              .put(timestamp, timestampNanos)
              .put(value, sampleValue);
      added.put(struct, time, template.keys());
      return struct;
    }
  }

  private SampleSchemas() {}

  /** A struct of our namespace. */
  public static SchemaBuilder struct(String name) {
    return SchemaBuilder.struct().name(NAMESPACE + name).version(VERSION);
  }

  /** INT64, nanoseconds since the Unix epoch (UTC). */
  public static SchemaBuilder nanoTimestamp() {
    return SchemaBuilder.int64().name(NAMESPACE + "NanoTimestamp");
  }

  /** The field with the name of a channel. */
  static Schema channelName() {
    return SchemaBuilder.string().doc("Name of the channel").build();
  }

  /** The field with the timestamp of a sample. */
  static Schema timestamp() {
    return nanoTimestamp().doc("Nanoseconds since the Unix epoch (UTC)").build();
  }

  /** The schema of the samples of {@code dataType}: the same object for the same arguments. */
  static SampleSchema of(DataType dataType, RecordOptions options) {
    return CACHE.of(dataType, options);
  }

  private static SampleSchema build(SchemaCache.Form form) {
    SchemaBuilder builder =
        struct(ValueSchemas.typeName(form.dataType(), form.values()) + "Sample")
            .doc("One sample of a channel")
            .field("channel", channelName())
            .field("timestamp", timestamp())
            .field(
                "value",
                ValueSchemas.of(form.dataType(), form.values())
                    .optional()
                    .doc("The sample; null where a setting makes it so")
                    .build());
    Schema schema = AddedFields.addTo(builder, form.fields(), false).build();
    return new SampleSchema(
        schema,
        UnnamedField.of(schema, "channel"),
        UnnamedField.of(schema, "timestamp"),
        UnnamedField.of(schema, "value"),
        new AddedFields(schema, form.fields()));
  }
}
