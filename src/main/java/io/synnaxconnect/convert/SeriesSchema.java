package io.synnaxconnect.convert;

import io.synnaxconnect.telem.DataType;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** A schema of {@code record.format=series}, one per data type, with its fields at hand. */
record SeriesSchema(
    Schema schema, Field channel, Field timestamps, Field values, AddedFields added) {

  private static final Schema TIMESTAMPS =
      SchemaBuilder.array(SampleSchemas.nanoTimestamp().build())
          .doc("Nanoseconds since the Unix epoch (UTC), one for each value")
          .build();

  private static final SchemaCache<SeriesSchema> CACHE = new SchemaCache<>(SeriesSchema::build);

  /**
   * The schema {@code io.synnaxconnect.<type and form>Series}: the same object for the same
   * arguments.
   */
  static SeriesSchema of(DataType dataType, RecordOptions options) {
    return CACHE.of(dataType, options);
  }

  private static SeriesSchema build(SchemaCache.Form form) {
    DataType dataType = form.dataType();
    boolean isFloat = dataType == DataType.FLOAT32 || dataType == DataType.FLOAT64;
    boolean isNullable = isFloat && form.values().mayBeNull();
    SchemaBuilder element = ValueSchemas.of(dataType, form.values());
    if (isNullable) {
      element = element.optional();
    }
    String name = ValueSchemas.typeName(dataType, form.values()) + (isNullable ? "Nullable" : "");
    SchemaBuilder builder =
        SampleSchemas.struct(name + "Series")
            .doc("Consecutive samples of a channel")
            .field("channel", SampleSchemas.channelName())
            .field("timestamps", TIMESTAMPS)
            .field("values", SchemaBuilder.array(element.build()).doc("The samples").build());
    Schema schema = AddedFields.addTo(builder, form.fields(), false).build();
    return new SeriesSchema(
        schema,
        UnnamedField.of(schema, "channel"),
        UnnamedField.of(schema, "timestamps"),
        UnnamedField.of(schema, "values"),
        new AddedFields(schema, form.fields()));
  }

  /** A run of samples of a channel. */
  Struct struct(
      ChannelTemplate template,
      long firstNanos,
      List<Long> stamps,
      List<@Nullable Object> samples) {
    Struct struct =
        new Struct(schema)
            .put(channel, template.channel().name())
            .put(timestamps, stamps)
            .put(values, samples);
    added.fill(struct, firstNanos, template.keys());
    return struct;
  }
}
