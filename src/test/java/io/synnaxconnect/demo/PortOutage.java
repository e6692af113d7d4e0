package io.synnaxconnect.demo;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Closes the port of the simulator for a while when somebody asks for it. */
final class PortOutage implements AutoCloseable {

  /** How long the port is closed. */
  static final Duration LENGTH = Duration.ofSeconds(10);

  /** After that, how long the connector may need to close the gap. */
  static final Duration REPAIR = Duration.ofSeconds(10);

  /** What the port does. */
  enum Phase {
    OPEN,
    CLOSED,
    REPAIRING
  }

  private final TelemetrySource source;
  private final Duration length;
  private final Duration repair;
  private Phase phase = Phase.OPEN;
  private boolean closed;

  PortOutage(TelemetrySource source, Duration length, Duration repair) {
    this.source = source;
    this.length = length;
    this.repair = repair;
  }

  /** Closes the port; false while the last outage is not over yet. */
  synchronized boolean begin() {
    if (phase != Phase.OPEN || closed) {
      return false;
    }
    source.closePort();
    phase = Phase.CLOSED;
    later(length, this::openPort);
    return true;
  }

  synchronized Phase phase() {
    return phase;
  }

  private synchronized void openPort() {
    if (!closed) {
      source.openPort();
      phase = Phase.REPAIRING;
      later(repair, this::end);
    }
  }

  private synchronized void end() {
    phase = Phase.OPEN;
  }

  private static void later(Duration time, Runnable step) {
    CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS).execute(step);
  }

  /** The port stays as it is. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
