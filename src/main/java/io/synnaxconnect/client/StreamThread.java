package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxException.Code;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one task after the other: on a daemon thread of its own, or on the threads of an executor
 * that the user has chosen.
 */
final class StreamThread {

  private static final Logger LOG = LoggerFactory.getLogger(StreamThread.class);

  /** For all streams; its thread ends when there is nothing to wait for. */
  private static final ScheduledThreadPoolExecutor TIMERS =
      new ScheduledThreadPoolExecutor(1, daemons("synnax-timeouts"));

  static {
    TIMERS.setRemoveOnCancelPolicy(true);
    TIMERS.setKeepAliveTime(1, TimeUnit.SECONDS);
    TIMERS.allowCoreThreadTimeOut(true);
  }

  private final @Nullable ExecutorService own;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private Executor executor;
  private boolean isBusy;
  private boolean closed;
  private boolean refused;

  /** The thread while it waits for the cluster, else null, and whether we have interrupted it. */
  private @Nullable Thread waiting;

  private boolean interrupted;

  /** Tasks on a thread with this name. */
  StreamThread(String name) {
    own = Executors.newSingleThreadExecutor(daemons(name));
    executor = own;
  }

  /** Tasks on the threads of somebody else. */
  StreamThread(Executor executor) {
    own = null;
    this.executor = executor;
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread started = new Thread(task, name);
      started.setDaemon(true);
      return started;
    };
  }

  /** Runs a task after those before it; false if the thread was closed. */
  boolean execute(Runnable task) {
    synchronized (this) {
      if (closed) {
        return false;
      }
      tasks.add(task);
      if (isBusy) {
        return true;
      }
      isBusy = true;
    }
    submit();
    return true;
  }

  /** If the user has shut the executor down, the stream ends on other threads. */
  private void submit() {
    Executor runner;
    synchronized (this) {
      runner = executor;
    }
    try {
      runner.execute(this::runTasks);
    } catch (RejectedExecutionException e) {
      LOG.debug("The executor of a live stream refuses tasks", e);
      synchronized (this) {
        refused = true;
        executor = ForkJoinPool.commonPool();
      }
      ForkJoinPool.commonPool().execute(this::runTasks);
    }
  }

  /** Runs what is there now; what comes meanwhile waits until others had their turn. */
  private void runTasks() {
    int count;
    synchronized (this) {
      count = tasks.size();
    }
    for (int i = 0; i < count; i++) {
      runLogged(next());
    }
    synchronized (this) {
      isBusy = !tasks.isEmpty();
      if (!isBusy) {
        endIfClosed();
        return;
      }
    }
    submit();
  }

  private synchronized Runnable next() {
    return tasks.remove();
  }

  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // If thrown, the user's executor would have to deal with it.
      LOG.error("A task of a live stream failed", e);
    }
  }

  /** Runs a task after a delay. To be called by a task only, before this is closed. */
  Future<?> schedule(Runnable task, Duration delay) {
    return TIMERS.schedule(
        () -> {
          boolean unused = execute(task);
        },
        GrpcStreamer.nanos(delay),
        TimeUnit.NANOSECONDS);
  }

  /**
   * Runs a call that waits for the cluster, in a task: only here {@link #close} interrupts, and
   * never what a user runs in a task.
   *
   * @throws SynnaxException if the user's executor refuses tasks
   */
  void waiting(Runnable call) {
    synchronized (this) {
      refuseIfRefused();
      waiting = Thread.currentThread();
      if (closed) {
        interrupt(waiting);
      }
    }
    try {
      call.run();
    } finally {
      synchronized (this) {
        waiting = null;
        if (interrupted) {
          // Ours; any other interrupt is for the owner of the thread.
          boolean unused = Thread.interrupted();
          interrupted = false;
        }
      }
    }
  }

  private void interrupt(Thread thread) {
    interrupted = true;
    thread.interrupt();
  }

  /** Throws if the user's executor refuses tasks: then the stream cannot go on. */
  synchronized void refuseIfRefused() {
    if (refused) {
      throw new SynnaxException(
          Code.CLIENT_ERROR,
          "the executor of the live stream refuses tasks: close the stream before its executor");
    }
  }

  /**
   * Ends the thread after the tasks that it has so far, and interrupts it while it waits for the
   * cluster. It does not wait, so that the thread itself may call it. It leaves an executor of the
   * user alone.
   */
  synchronized void close() {
    closed = true;
    if (!isBusy) {
      endIfClosed();
    }
    if (waiting != null && waiting != Thread.currentThread()) {
      interrupt(waiting);
    }
  }

  private void endIfClosed() {
    if (closed && own != null) {
      own.shutdown();
    }
  }
}
