package io.synnaxconnect.telem;

/**
 * A half-open interval of time.
 *
 * @param start the first instant inside
 * @param end the first instant after; a range whose end is not after its start is empty
 */
public record TimeRange(TimeStamp start, TimeStamp end) {

  /** The range 0 to 0 that Synnax sends if no writer set one. */
  public static final TimeRange ZERO = ofNanos(0, 0);

  /** All of time, but for the last nanosecond. */
  public static final TimeRange MAX = new TimeRange(TimeStamp.MIN, TimeStamp.MAX);

  /** The range from {@code startNanos} to before {@code endNanos}, both since the Unix epoch. */
  public static TimeRange ofNanos(long startNanos, long endNanos) {
    return new TimeRange(new TimeStamp(startNanos), new TimeStamp(endNanos));
  }

  /** Whether no instant lies inside. */
  public boolean isEmpty() {
    return start.compareTo(end) >= 0;
  }

  /** Whether {@code stamp} lies inside. */
  public boolean contains(TimeStamp stamp) {
    return stamp.compareTo(start) >= 0 && stamp.compareTo(end) < 0;
  }
}
