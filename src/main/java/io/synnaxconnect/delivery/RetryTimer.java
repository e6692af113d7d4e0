package io.synnaxconnect.delivery;

/** When to look again for something that may come: soon at first, then ever more rarely. */
final class RetryTimer {

  private final long firstNanos;
  private final long greatestNanos;
  private long delayNanos;
  private long dueNanos;

  /** A timer that is not due before it was started. */
  RetryTimer(long firstNanos, long greatestNanos) {
    this.firstNanos = firstNanos;
    this.greatestNanos = greatestNanos;
    this.delayNanos = firstNanos;
    this.dueNanos = Long.MAX_VALUE;
  }

  /** Begins anew with the first delay. */
  void start(long nowNanos) {
    delayNanos = firstNanos;
    dueNanos = nowNanos + delayNanos;
  }

  /** Begins anew, and is due after another delay than the first. */
  void startIn(long nowNanos, long firstDelayNanos) {
    delayNanos = firstNanos;
    dueNanos = nowNanos + firstDelayNanos;
  }

  /** Waits twice as long as the last time. */
  void again(long nowNanos) {
    delayNanos = Math.min(greatestNanos, 2 * delayNanos);
    dueNanos = nowNanos + delayNanos;
  }

  /** Is not due any more. */
  void stop() {
    dueNanos = Long.MAX_VALUE;
  }

  boolean isStarted() {
    return dueNanos != Long.MAX_VALUE;
  }

  boolean isDue(long nowNanos) {
    return dueNanos != Long.MAX_VALUE && nowNanos - dueNanos >= 0;
  }
}
