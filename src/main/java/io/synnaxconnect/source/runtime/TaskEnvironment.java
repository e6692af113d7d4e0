package io.synnaxconnect.source.runtime;

import io.synnaxconnect.telem.TimeStamp;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * What a task or connector uses of the machine it runs on.
 *
 * @param clock the wall clock
 * @param random numbers from 0 to below 1, for the jitter of the backoff
 * @param threads makes all threads of the task or connector
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

  /**
   * An executor with a single thread, which starts with the first job. A job that is cancelled is
   * removed at once.
   */
  public ScheduledThreadPoolExecutor scheduler(String threadName) {
    ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(
            1,
            body -> {
              Thread thread = threads.newThread(body);
              thread.setName(threadName);
              return thread;
            });
    scheduler.setRemoveOnCancelPolicy(true);
    return scheduler;
  }
}
