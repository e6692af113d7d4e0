package io.synnaxconnect.client;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One daemon thread that runs one task after the other. */
final class StreamThread {

  private static final Logger LOG = LoggerFactory.getLogger(StreamThread.class);

  private final ScheduledThreadPoolExecutor executor;

  /** The thread while it waits for the cluster, else null. Guarded by this. */
  private @Nullable Thread waiting;

  private boolean closed;

  StreamThread(String name) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread started = new Thread(task, name);
              started.setDaemon(true);
              return started;
            });
    executor.setRemoveOnCancelPolicy(true);
  }

  /** Runs a task after those before it; false if the thread was closed. */
  boolean execute(Runnable task) {
    try {
      executor.execute(() -> runLogged(task));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Runs a task after a delay. To be called on this thread only, before it is closed. */
  Future<?> schedule(Runnable task, Duration delay) {
    long nanos = GrpcStreamer.nanos(delay);
    return executor.schedule(() -> runLogged(task), nanos, TimeUnit.NANOSECONDS);
  }

  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // If thrown, it would end in a future that nobody looks at.
      LOG.error("A task of a live stream failed", e);
    }
  }

  /**
   * Runs a call that waits for the cluster, on this thread: only here {@link #close} interrupts,
   * and never what a user runs on this thread.
   */
  void waiting(Runnable call) {
    synchronized (this) {
      waiting = Thread.currentThread();
      if (closed) {
        Thread.currentThread().interrupt();
      }
    }
    try {
      call.run();
    } finally {
      synchronized (this) {
        waiting = null;
        boolean unused = Thread.interrupted();
      }
    }
  }

  /**
   * Ends the thread after the tasks that it has so far, and interrupts it while it waits for the
   * cluster. It does not wait, so that the thread itself may call it.
   */
  synchronized void close() {
    closed = true;
    executor.shutdown();
    if (waiting != null && waiting != Thread.currentThread()) {
      waiting.interrupt();
    }
  }
}
