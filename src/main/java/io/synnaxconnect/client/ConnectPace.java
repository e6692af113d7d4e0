package io.synnaxconnect.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How often one client connects while nobody answers, whoever asks and at whatever address: each
 * pause is twice the one before. Thread-safe.
 */
final class ConnectPace implements AutoCloseable {

  private static final long FIRST_NANOS = Duration.ofMillis(50).toNanos();
  private static final long MAX_NANOS = Duration.ofMillis(400).toNanos();

  private long pauseNanos;
  private long lastNanos = System.nanoTime();
  private boolean closed;

  /**
   * Waits until the next connection may be opened, and counts it.
   *
   * @throws StatusRuntimeException if the thread is interrupted, which it stays
   */
  synchronized void awaitTurn() {
    try {
      long remaining = remainingNanos();
      while (remaining > 0 && !closed) {
        TimeUnit.NANOSECONDS.timedWait(this, remaining);
        remaining = remainingNanos();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").asRuntimeException();
    }
    lastNanos = System.nanoTime();
    pauseNanos = Math.min(MAX_NANOS, Math.max(FIRST_NANOS, 2 * pauseNanos));
  }

  private long remainingNanos() {
    return lastNanos + pauseNanos - System.nanoTime();
  }

  /** The cluster has answered: the next connection needs no pause. */
  synchronized void onAnswer() {
    pauseNanos = 0;
  }

  /** Ends all waits. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
