package io.synnaxconnect.convert;

import io.synnaxconnect.telem.DataType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** The schemas of one record format, each built once. Any thread may use it. */
final class SchemaCache<T> {

  private record Form(DataType dataType, ValueOptions options) {}

  private final BiFunction<DataType, ValueOptions, T> builder;
  private final Map<Form, T> built = new ConcurrentHashMap<>();

  SchemaCache(BiFunction<DataType, ValueOptions, T> builder) {
    this.builder = builder;
  }

  /** The schema of a data type: the same object for the same arguments. */
  T of(DataType dataType, ValueOptions options) {
    return built.computeIfAbsent(
        new Form(dataType, options), form -> builder.apply(form.dataType(), form.options()));
  }
}
