package io.synnaxconnect.convert;

/**
 * How values are represented.
 *
 * @param uint64 form of unsigned 64-bit integers
 * @param timestamp form of the values of timestamp channels
 * @param nan what becomes of a NaN
 * @param infinity what becomes of an infinity
 * @param dataErrors what happens to a sample that cannot be converted
 */
public record ValueOptions(
    Uint64Form uint64,
    TimestampForm timestamp,
    NonFiniteForm nan,
    NonFiniteForm infinity,
    DataErrors dataErrors) {

  /** Nothing changes its value, and nothing is omitted. */
  public static final ValueOptions DEFAULT =
      new ValueOptions(
          Uint64Form.DECIMAL,
          TimestampForm.NANOS,
          NonFiniteForm.KEEP,
          NonFiniteForm.KEEP,
          DataErrors.FAIL);

  /** Form of unsigned 64-bit integers. */
  public enum Uint64Form {
    /** Decimal with scale 0 and precision 20. */
    DECIMAL,
    /** Decimal digits. */
    STRING,
    /** INT64; what is larger than 2^63 - 1 cannot be converted. */
    LONG
  }

  /** Form of the values of timestamp channels. */
  public enum TimestampForm {
    /** INT64, nanoseconds since the Unix epoch. */
    NANOS,
    /** ISO-8601 in UTC, with as many decimals as needed. */
    ISO,
    /** Connect's Timestamp: milliseconds, rounded down. */
    CONNECT
  }

  /** Whether a float can be null. */
  boolean mayBeNull() {
    return nan == NonFiniteForm.NULL || infinity == NonFiniteForm.NULL;
  }

  /** Whether the sample of a float can be omitted. */
  boolean mayBeOmitted() {
    return nan == NonFiniteForm.DROP || infinity == NonFiniteForm.DROP;
  }

  /** What becomes of a NaN or an infinity. */
  public enum NonFiniteForm {
    /** It stays. */
    KEEP,
    /** It becomes null. */
    NULL,
    /** Its sample is omitted; in a row it is null. */
    DROP
  }

  /** What happens to a sample that cannot be converted. */
  public enum DataErrors {
    /** The task fails. */
    FAIL,
    /** It is omitted and counted. */
    SKIP,
    /** It goes to its own topic as it arrived, and is counted. */
    DEAD_LETTER
  }
}
