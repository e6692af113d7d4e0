package io.synnaxconnect.delivery;

/** Decides when to try again: soon at first, then ever more rarely. */
final class RetryTimer {

  private final long firstNanos;
  private final long maxNanos;
  private long delayNanos;
  private long dueNanos;

  /** A timer that is due only after it was started. */
  RetryTimer(long firstNanos, long maxNanos) {
    this.firstNanos = firstNanos;
    this.maxNanos = maxNanos;
    this.delayNanos = firstNanos;
    this.dueNanos = Long.MAX_VALUE;
  }

  /** Restarts with the first delay. */
  void start(long nowNanos) {
    delayNanos = firstNanos;
    dueNanos = nowNanos + delayNanos;
  }

  /** Restarts, and is due after another delay than the first. */
  void startIn(long nowNanos, long firstDelayNanos) {
    delayNanos = firstNanos;
    dueNanos = nowNanos + firstDelayNanos;
  }

  /** Waits twice as long as the last time. */
  void again(long nowNanos) {
    delayNanos = Math.min(maxNanos, 2 * delayNanos);
    dueNanos = nowNanos + delayNanos;
  }

  /** Is due only after it was started again. */
  void stop() {
    dueNanos = Long.MAX_VALUE;
  }

  /** When it is due, {@link Long#MAX_VALUE} if never. */
  long dueNanos() {
    return dueNanos;
  }

  boolean isStarted() {
    return dueNanos != Long.MAX_VALUE;
  }

  boolean isDue(long nowNanos) {
    return dueNanos != Long.MAX_VALUE && nowNanos - dueNanos >= 0;
  }
}
