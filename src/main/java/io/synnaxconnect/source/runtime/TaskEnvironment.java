package io.synnaxconnect.source.runtime;

import io.synnaxconnect.telem.TimeStamp;
import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * What a task takes from the machine it runs on.
 *
 * @param clock tells the time of receipt
 * @param random numbers from 0 to below 1, for the jitter of back-off
 * @param threads makes the task's threads
 */
public record TaskEnvironment(InstantSource clock, DoubleSupplier random, ThreadFactory threads) {

  /** The machine's own clock and randomness, and threads with Connect's logging context. */
  public static TaskEnvironment system() {
    return new TaskEnvironment(
        InstantSource.system(),
        () -> ThreadLocalRandom.current().nextDouble(),
        ConnectorThreads.withLoggingContext());
  }

  /** Nanoseconds since the Unix epoch. */
  public long nowNanos() {
    return TimeStamp.of(clock.instant()).nanos();
  }
}
