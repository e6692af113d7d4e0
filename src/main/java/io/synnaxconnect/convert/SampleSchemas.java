package io.synnaxconnect.convert;

import io.synnaxconnect.telem.DataType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * The schemas of {@code record.format=sample}: one per data type, built once. Only uint64 and
 * timestamp have several forms; a form does not change the schema's name.
 */
public final class SampleSchemas {

  public static final String NAMESPACE = "io.synnaxconnect.";

  /** INT64, nanoseconds since the Unix epoch (UTC). */
  public static final Schema NANO_TIMESTAMP =
      SchemaBuilder.int64().name(NAMESPACE + "NanoTimestamp").build();

  private record Form(DataType dataType, ValueOptions options) {}

  private static final Map<Form, SampleSchema> BUILT = new ConcurrentHashMap<>();

  private SampleSchemas() {}

  /** The schema of the samples of {@code dataType}: the same object for the same arguments. */
  static SampleSchema of(DataType dataType, ValueOptions options) {
    return BUILT.computeIfAbsent(
        new Form(dataType, options),
        form ->
            SampleSchema.of(
                ValueSchemas.typeName(dataType),
                ValueSchemas.of(dataType, options).optional().build()));
  }
}
