package io.synnaxconnect.conformance;

import io.synnaxconnect.convert.ValueOptions;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.telem.DataType;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one sample.
 *
 * @param form how the value stands in the record
 * @param value the value in the form of {@link Written#value}; null unless it is there
 */
record Outcome(Kind kind, String form, @Nullable String value) {

  /** What a reader finds. */
  enum Kind {
    VALUE,
    NULL,
    /** Nothing. */
    ABSENT,
    /** The connector does not convert it: {@code errors.data} says what happens. */
    REFUSED
  }

  private static final String MILLISECONDS = ", milliseconds";

  static final Outcome ABSENT = new Outcome(Kind.ABSENT, "left out", null);
  static final Outcome REFUSED = new Outcome(Kind.REFUSED, "refused", null);

  static Outcome read(ReadSample found, DataType dataType, ValueOptions options) {
    String value = found.value();
    if (value == null) {
      return new Outcome(Kind.NULL, "null", null);
    }
    TimestampForm timestamp =
        dataType == DataType.TIMESTAMP ? options.timestamp() : TimestampForm.NANOS;
    return switch (timestamp) {
      case NANOS -> new Outcome(Kind.VALUE, found.form(), value);
      case ISO -> new Outcome(Kind.VALUE, found.form() + ", ISO-8601", nanos(Instant.parse(value)));
      case CONNECT -> new Outcome(Kind.VALUE, found.form() + MILLISECONDS, value);
    };
  }

  /** Beyond a long: the seconds of the first instant times a billion are. */
  private static String nanos(Instant instant) {
    return BigInteger.valueOf(instant.getEpochSecond())
        .multiply(BigInteger.valueOf(1_000_000_000))
        .add(BigInteger.valueOf(instant.getNano()))
        .toString();
  }

  /** The cell of a table: the form, and the value where it is another than was written. */
  String cell(Written written) {
    if (form.endsWith(MILLISECONDS) && Expectation.milliseconds(written).equals(value)) {
      return form + " rounded down";
    }
    return value == null || value.equals(written.value()) ? form : form + " `" + value + "`";
  }

  /** Whether a NaN arrived as some NaN. */
  boolean isNan(Written written) {
    return value != null
        && written.isNan()
        && value.matches("[0-9a-f]{8,16}")
        && written.isNan(value);
  }

  /** Short enough for a message. */
  @Override
  public String toString() {
    return form + (value == null ? "" : " " + value.substring(0, Math.min(value.length(), 80)));
  }
}
