package io.synnaxconnect.convert;

import io.synnaxconnect.telem.DataType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The schemas of one record format, each built once. Any thread may use it. */
final class SchemaCache<T> {

  /** What a schema depends on. */
  record Form(DataType dataType, ValueOptions values, RecordFields fields) {}

  private final Function<Form, T> builder;
  private final Map<Form, T> built = new ConcurrentHashMap<>();

  SchemaCache(Function<Form, T> builder) {
    this.builder = builder;
  }

  /** The schema of a data type: the same object for the same arguments. */
  T of(DataType dataType, RecordOptions options) {
    return built.computeIfAbsent(new Form(dataType, options.values(), options.fields()), builder);
  }
}
