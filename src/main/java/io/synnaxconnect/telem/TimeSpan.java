package io.synnaxconnect.telem;

import java.time.Duration;

/**
 * A length of time with nanosecond resolution.
 *
 * @param nanos nanoseconds; may be negative
 */
public record TimeSpan(long nanos) implements Comparable<TimeSpan> {

  /** No time at all. */
  public static final TimeSpan ZERO = new TimeSpan(0);

  /** One microsecond. */
  public static final TimeSpan MICROSECOND = new TimeSpan(1_000L);

  /** One millisecond. */
  public static final TimeSpan MILLISECOND = new TimeSpan(1_000_000L);

  /** One second. */
  public static final TimeSpan SECOND = new TimeSpan(1_000_000_000L);

  /** One minute. */
  public static final TimeSpan MINUTE = SECOND.times(60);

  /** One hour. */
  public static final TimeSpan HOUR = MINUTE.times(60);

  /** Converts a duration. Throws {@link ArithmeticException} beyond 292 years. */
  public static TimeSpan of(Duration duration) {
    return new TimeSpan(duration.toNanos());
  }

  /**
   * Converts seconds, rounded up to the nanosecond; more than 292 years become 292 years.
   *
   * @throws IllegalArgumentException for NaN
   */
  public static TimeSpan ofSeconds(double seconds) {
    if (Double.isNaN(seconds)) {
      throw new IllegalArgumentException("seconds must be a number: NaN");
    }
    return new TimeSpan((long) Math.ceil(seconds * SECOND.nanos));
  }

  /** This span {@code factor} times. Throws {@link ArithmeticException} on overflow. */
  public TimeSpan times(long factor) {
    return new TimeSpan(Math.multiplyExact(nanos, factor));
  }

  /** The same span as {@link Duration}. */
  public Duration toDuration() {
    return Duration.ofNanos(nanos);
  }

  @Override
  public int compareTo(TimeSpan other) {
    return Long.compare(nanos, other.nanos);
  }

  /** ISO-8601, for example {@code PT0.005S}. */
  @Override
  public String toString() {
    return toDuration().toString();
  }
}
