package io.synnaxconnect.source.runtime;

/** Limits a log line to one in 10 s, and sums up what was suppressed. For one thread. */
public final class RateLimitedLog {

  private static final long PAUSE_NANOS = 10_000_000_000L;

  private boolean logged;
  private long lastNanos;
  private long suppressed;

  /**
   * Whether to write the line now.
   *
   * @param amount how much to add to the sum
   * @param nowNanos nanoseconds since the Unix epoch
   * @return 0 if the line is suppressed, else the sum since the last line
   */
  public long admit(long amount, long nowNanos) {
    suppressed += amount;
    if (logged && nowNanos - lastNanos < PAUSE_NANOS) {
      return 0;
    }
    logged = true;
    lastNanos = nowNanos;
    long total = suppressed;
    suppressed = 0;
    return total;
  }
}
