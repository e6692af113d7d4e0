package io.synnaxconnect.source.runtime;

import io.synnaxconnect.telem.TimeStamp;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** What a task or connector uses of the machine it runs on: two clocks, randomness, threads. */
public final class TaskEnvironment {

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final DoubleSupplier random;
  private final ThreadFactory threads;

  /** The time since the Unix epoch when nanoTime was 0. */
  private final long epochNanos;

  /**
   * An environment.
   *
   * @param clock the wall clock, which may be set at any time
   * @param nanoTime as {@link System#nanoTime}
   * @param random numbers from 0 to below 1, for the jitter of the backoff
   * @param threads makes all threads of the task or connector
   */
  public TaskEnvironment(
      InstantSource clock, LongSupplier nanoTime, DoubleSupplier random, ThreadFactory threads) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.random = random;
    this.threads = threads;
    this.epochNanos = wallNanos() - nanoTime.getAsLong();
  }

  /** The machine's own clocks and randomness, and threads with Connect's logging context. */
  public static TaskEnvironment system() {
    return new TaskEnvironment(
        InstantSource.system(),
        System::nanoTime,
        () -> ThreadLocalRandom.current().nextDouble(),
        ConnectorThreads.withLoggingContext());
  }

  /** The wall clock. */
  public InstantSource clock() {
    return clock;
  }

  /** Numbers from 0 to below 1. */
  public DoubleSupplier random() {
    return random;
  }

  /** Makes all threads. */
  public ThreadFactory threads() {
    return threads;
  }

  /**
   * For durations: nanoseconds since the Unix epoch, by the wall clock as it was at the start. It
   * runs on when somebody sets that clock.
   */
  public long nowNanos() {
    return epochNanos + nanoTime.getAsLong();
  }

  /** For what is compared with timestamps of samples, or written down. */
  public long wallNanos() {
    return TimeStamp.of(clock.instant()).nanos();
  }

  /** How far the wall clock was set ahead since the start; negative if it was set back. */
  public long wallAheadNanos() {
    return wallNanos() - nowNanos();
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
