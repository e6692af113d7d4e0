package io.synnaxconnect.source.reader;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Limits how much is read per second, on average. Thread-safe. */
final class ReadRate {

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long maxBytesPerSecond;
  private long freeNanos = Long.MIN_VALUE;

  /**
   * Nothing was read yet.
   *
   * @param maxBytesPerSecond 0 for no limit
   */
  ReadRate(long maxBytesPerSecond) {
    this.maxBytesPerSecond = maxBytesPerSecond;
  }

  /** How much may be read in some seconds. */
  long bytesIn(int seconds) {
    return maxBytesPerSecond > 0 ? maxBytesPerSecond * seconds : Long.MAX_VALUE;
  }

  /** Counts what was read. */
  synchronized void spend(long bytes, long nowNanos) {
    if (maxBytesPerSecond > 0) {
      long cost = (long) ((double) bytes / maxBytesPerSecond * SECOND_NANOS);
      freeNanos = Math.max(freeNanos, nowNanos) + cost;
    }
  }

  /** How long to wait before more is read. */
  synchronized long pauseNanos(long nowNanos) {
    return freeNanos == Long.MIN_VALUE ? 0 : Math.max(0, freeNanos - nowNanos);
  }

  /** Waits until more may be read. */
  void await(LongSupplier nowNanos) throws InterruptedException {
    long pause = pauseNanos(nowNanos.getAsLong());
    while (pause > 0) {
      TimeUnit.NANOSECONDS.sleep(pause);
      pause = pauseNanos(nowNanos.getAsLong());
    }
  }
}
