package io.synnaxconnect.convert;

/** Record timestamps that brokers accept. */
final class RecordTimes {

  private static final long NANOS_PER_MILLI = 1_000_000L;

  /**
   * A broker refuses record timestamps an hour ahead of its clock ({@code
   * message.timestamp.after.max.ms}); half of it leaves room for clocks that differ.
   */
  private static final long MAX_AHEAD_MILLIS = 30 * 60 * 1000L;

  private final boolean isReceipt;
  private final long maxAgeMillis;

  RecordTimes(RecordOptions options) {
    this.isReceipt = options.recordTimestamp() == RecordOptions.RecordTimestamp.RECEIVE;
    this.maxAgeMillis = options.timestampMaxAgeMillis();
  }

  /** Milliseconds since the Unix epoch, rounded down. */
  static long toMillis(long nanos) {
    return Math.floorDiv(nanos, NANOS_PER_MILLI);
  }

  /** The record timestamp, in milliseconds since the Unix epoch, of a sample. */
  long recordMillis(long timestampNanos, long receivedNanos) {
    long receivedMillis = toMillis(receivedNanos);
    if (isReceipt) {
      return receivedMillis;
    }
    long millis = toMillis(timestampNanos);
    boolean isAccepted =
        millis >= 0
            && millis - receivedMillis <= MAX_AHEAD_MILLIS
            && receivedMillis - millis <= maxAgeMillis;
    return isAccepted ? millis : receivedMillis;
  }

  /** The mark of a record whose timestamp would be that of the sample, but is not. */
  int marks(long recordMillis, long timestampNanos) {
    return isReceipt || recordMillis == toMillis(timestampNanos) ? 0 : RecordHeaders.RECEIVED;
  }
}
