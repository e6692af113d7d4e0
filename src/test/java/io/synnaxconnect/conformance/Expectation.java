package io.synnaxconnect.conformance;

import io.synnaxconnect.conformance.Outcome.Kind;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** What has to become of a sample, said without a look at the code. */
record Expectation(Kind kind, @Nullable String value) {

  private static final BigInteger GREATEST_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  /** The rules of docs/values.md. */
  static Expectation of(Case it, Written written) {
    if (it.format() == RecordFormat.PACKED) {
      return exactly(written.value());
    }
    return switch (written.dataType()) {
      case FLOAT32, FLOAT64 -> ofFloat(it, written);
      case UINT64 -> ofUint64(it, written);
      case TIMESTAMP ->
          exactly(
              it.options().timestamp() == TimestampForm.CONNECT
                  ? milliseconds(written)
                  : written.value());
      case STRING, JSON ->
          written.label().equals(Extremes.NO_UTF_8)
              ? new Expectation(Kind.REFUSED, null)
              : exactly(written.value());
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, BOOLEAN, UUID, BYTES ->
          exactly(written.value());
    };
  }

  /** JSON has no number for NaN and infinities: they become text. */
  private static Expectation ofFloat(Case it, Written written) {
    if (written.isNan()) {
      return switch (it.options().nan()) {
        case KEEP -> exactly(it.encoding().isJson() ? "NaN" : written.value());
        case NULL -> new Expectation(Kind.NULL, null);
        case DROP -> leftOut(it);
      };
    }
    boolean isInfinity = written.label().endsWith("infinity");
    if (isInfinity && it.options().infinity() != NonFiniteForm.KEEP) {
      return it.options().infinity() == NonFiniteForm.NULL
          ? new Expectation(Kind.NULL, null)
          : leftOut(it);
    }
    boolean asText = it.encoding().isJson() && isInfinity;
    return exactly(asText ? written.label().replace("infinity", "Infinity") : written.value());
  }

  /** A row has a place for each of its channels. */
  private static Expectation leftOut(Case it) {
    return new Expectation(it.format() == RecordFormat.ROW ? Kind.NULL : Kind.ABSENT, null);
  }

  private static Expectation ofUint64(Case it, Written written) {
    boolean tooGreat = new BigInteger(written.value()).compareTo(GREATEST_LONG) > 0;
    return it.options().uint64() == Uint64Form.LONG && tooGreat
        ? new Expectation(Kind.REFUSED, null)
        : exactly(written.value());
  }

  static String milliseconds(Written timestamp) {
    return Long.toString(Math.floorDiv(Long.parseLong(timestamp.value()), 1_000_000L));
  }

  private static Expectation exactly(String value) {
    return new Expectation(Kind.VALUE, value);
  }

  boolean isMetBy(Outcome outcome) {
    return equals(new Expectation(outcome.kind(), outcome.value()));
  }
}
