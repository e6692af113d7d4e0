package io.synnaxconnect.conformance;

import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.ValueOptions;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** One way from a data type to a reader. */
record Case(RecordFormat format, Encoding encoding, DataType dataType, ValueOptions options) {

  /** Every way there is. */
  static List<Case> all() {
    List<Case> all = new ArrayList<>();
    for (RecordFormat format : Trial.FORMATS) {
      for (Encoding encoding : Encoding.values()) {
        for (DataType dataType : DataType.values()) {
          forms(format, dataType)
              .forEach(options -> all.add(new Case(format, encoding, dataType, options)));
        }
      }
    }
    return all;
  }

  /** The options that can matter for a type, the defaults first. */
  static Stream<ValueOptions> forms(RecordFormat format, DataType dataType) {
    if (format == RecordFormat.PACKED) {
      return Stream.of(ValueOptions.DEFAULT);
    }
    return switch (dataType) {
      case UINT64 ->
          Arrays.stream(Uint64Form.values())
              .map(form -> options(form, TimestampForm.NANOS, NonFiniteForm.KEEP));
      case TIMESTAMP ->
          Arrays.stream(TimestampForm.values())
              .map(form -> options(Uint64Form.DECIMAL, form, NonFiniteForm.KEEP));
      case FLOAT32, FLOAT64 ->
          Stream.concat(
              Arrays.stream(NonFiniteForm.values())
                  .map(form -> options(Uint64Form.DECIMAL, TimestampForm.NANOS, form)),
              Stream.of(NonFiniteForm.NULL, NonFiniteForm.DROP).map(Case::infinities));
      case UUID, INT64, INT32, INT16, INT8, UINT32, UINT16, UINT8, BOOLEAN, STRING, JSON, BYTES ->
          Stream.of(ValueOptions.DEFAULT);
    };
  }

  /** The same with another converter. */
  Case through(Encoding other) {
    return new Case(format, other, dataType, options);
  }

  Case withDefaults() {
    return new Case(format, encoding, dataType, ValueOptions.DEFAULT);
  }

  boolean hasDefaults() {
    return options.equals(ValueOptions.DEFAULT);
  }

  private static ValueOptions options(
      Uint64Form uint64, TimestampForm timestamp, NonFiniteForm nan) {
    return new ValueOptions(uint64, timestamp, nan, NonFiniteForm.KEEP, DataErrors.FAIL);
  }

  private static ValueOptions infinities(NonFiniteForm infinity) {
    return new ValueOptions(
        Uint64Form.DECIMAL, TimestampForm.NANOS, NonFiniteForm.KEEP, infinity, DataErrors.FAIL);
  }

  /** The option that matters for the type as it is configured; empty where none does. */
  String option() {
    return switch (dataType) {
      case UINT64 -> "value.uint64=" + lower(options.uint64());
      case TIMESTAMP -> "value.timestamp=" + lower(options.timestamp());
      case FLOAT32, FLOAT64 ->
          options.infinity() == NonFiniteForm.KEEP
              ? "value.nan=" + lower(options.nan())
              : "value.infinity=" + lower(options.infinity());
      case UUID, INT64, INT32, INT16, INT8, UINT32, UINT16, UINT8, BOOLEAN, STRING, JSON, BYTES ->
          "";
    };
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return format + " " + encoding.title() + " " + dataType.wireName() + " " + option();
  }
}
