package io.synnaxconnect.source.runtime;

/** Keeps a line that could come with every frame down to one per while. One thread only. */
public final class RateLimitedLog {

  private static final long PAUSE_NANOS = 10_000_000_000L;

  private boolean logged;
  private long lastNanos;
  private long heldBack;

  /**
   * Whether to write the line now.
   *
   * @param amount how much this occasion is about
   * @param nowNanos nanoseconds since the Unix epoch
   * @return 0 to stay silent, else the amount since the last line
   */
  public long admit(long amount, long nowNanos) {
    heldBack += amount;
    if (logged && nowNanos - lastNanos < PAUSE_NANOS) {
      return 0;
    }
    logged = true;
    lastNanos = nowNanos;
    long total = heldBack;
    heldBack = 0;
    return total;
  }
}
