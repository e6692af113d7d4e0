package io.synnaxconnect.telem;

import java.time.Instant;

/**
 * An instant with nanosecond resolution, as Synnax stores it.
 *
 * @param nanos nanoseconds since the Unix epoch (UTC); negative before 1970, the whole range of a
 *     {@code long} occurs
 */
public record TimeStamp(long nanos) implements Comparable<TimeStamp> {

  /** The minimum instant that Synnax can express, in 1677. */
  public static final TimeStamp MIN = new TimeStamp(Long.MIN_VALUE);

  /** The maximum instant that Synnax can express, in 2262. */
  public static final TimeStamp MAX = new TimeStamp(Long.MAX_VALUE);

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /**
   * Converts an instant.
   *
   * @throws ArithmeticException if the instant lies outside the years 1677 to 2262
   */
  public static TimeStamp of(Instant instant) {
    if (instant.getEpochSecond() < 0 && instant.getNano() > 0) {
      // Counted down from the next second: the product alone may overflow near MIN.
      long seconds = Math.multiplyExact(instant.getEpochSecond() + 1, NANOS_PER_SECOND);
      return new TimeStamp(Math.addExact(seconds, instant.getNano() - NANOS_PER_SECOND));
    }
    long seconds = Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND);
    return new TimeStamp(Math.addExact(seconds, instant.getNano()));
  }

  /** The same instant as {@link Instant}, without loss. */
  public Instant toInstant() {
    return Instant.ofEpochSecond(0, nanos);
  }

  /** The instant {@code span} later. Throws {@link ArithmeticException} past {@link #MAX}. */
  public TimeStamp plus(TimeSpan span) {
    return new TimeStamp(Math.addExact(nanos, span.nanos()));
  }

  @Override
  public int compareTo(TimeStamp other) {
    return Long.compare(nanos, other.nanos);
  }

  /** ISO-8601 in UTC, with as many decimals as needed. */
  @Override
  public String toString() {
    return toInstant().toString();
  }
}
