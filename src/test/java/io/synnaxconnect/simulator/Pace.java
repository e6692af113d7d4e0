package io.synnaxconnect.simulator;

import java.util.concurrent.TimeUnit;

/** Waits for moments after a start, without drift. */
final class Pace {

  private final long startNanos = System.nanoTime();

  /** Waits until {@code nanos} after the start; returns at once where that is over. */
  void await(long nanos) throws InterruptedException {
    long left = startNanos + nanos - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    } else if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
