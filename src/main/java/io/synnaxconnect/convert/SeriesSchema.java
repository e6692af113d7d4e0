package io.synnaxconnect.convert;

import io.synnaxconnect.telem.DataType;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** A schema of {@code record.format=series}, one per data type, with its fields at hand. */
record SeriesSchema(Schema schema, Field channel, Field timestamps, Field values) {

  private static final Schema TIMESTAMPS =
      SchemaBuilder.array(SampleSchemas.nanoTimestamp().build())
          .doc("Nanoseconds since the Unix epoch (UTC), one for each value")
          .build();

  private static final SchemaCache<SeriesSchema> CACHE = new SchemaCache<>(SeriesSchema::build);

  /**
   * The schema {@code io.synnaxconnect.<type and form>Series}: the same object for the same
   * arguments.
   */
  static SeriesSchema of(DataType dataType, ValueOptions options) {
    return CACHE.of(dataType, options);
  }

  private static SeriesSchema build(DataType dataType, ValueOptions options) {
    SchemaBuilder element = ValueSchemas.of(dataType, options);
    boolean isFloat = dataType == DataType.FLOAT32 || dataType == DataType.FLOAT64;
    boolean isNullable = isFloat && options.nan() == ValueOptions.NanForm.NULL;
    if (isNullable) {
      element = element.optional();
    }
    String name = ValueSchemas.typeName(dataType, options) + (isNullable ? "Nullable" : "");
    Schema schema =
        SampleSchemas.struct(name + "Series")
            .doc("Consecutive samples of a channel")
            .field("channel", SampleSchemas.channelName())
            .field("timestamps", TIMESTAMPS)
            .field("values", SchemaBuilder.array(element.build()).doc("The samples").build())
            .build();
    return new SeriesSchema(
        schema,
        UnnamedField.of(schema, "channel"),
        UnnamedField.of(schema, "timestamps"),
        UnnamedField.of(schema, "values"));
  }

  /** A run of samples. */
  Struct struct(String channelName, List<Long> stamps, List<@Nullable Object> samples) {
    return new Struct(schema)
        .put(channel, channelName)
        .put(timestamps, stamps)
        .put(values, samples);
  }
}
