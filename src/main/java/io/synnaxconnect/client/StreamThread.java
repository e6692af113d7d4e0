package io.synnaxconnect.client;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One daemon thread that does one thing after the other. */
final class StreamThread {

  private static final Logger LOG = LoggerFactory.getLogger(StreamThread.class);

  private final ScheduledThreadPoolExecutor executor;
  private volatile @Nullable Thread thread;

  StreamThread(String name) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread started = new Thread(task, name);
              started.setDaemon(true);
              thread = started;
              return started;
            });
    executor.setRemoveOnCancelPolicy(true);
  }

  /** Has a task run after those before it; false when the thread was closed. */
  boolean execute(Runnable task) {
    try {
      executor.execute(() -> runLogged(task));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Has a task run when a time is over. On this thread only, before it is closed. */
  Future<?> schedule(Runnable task, Duration delay) {
    long nanos = GrpcStreamer.nanos(delay);
    return executor.schedule(() -> runLogged(task), nanos, TimeUnit.NANOSECONDS);
  }

  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("A task of a live stream failed", e);
    }
  }

  /**
   * Ends the thread after what it was given so far, and interrupts what runs. It does not wait, so
   * that the thread itself may call it.
   */
  void close() {
    executor.shutdown();
    Thread running = thread;
    if (running != null && running != Thread.currentThread()) {
      running.interrupt();
    }
  }
}
