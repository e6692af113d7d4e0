package io.synnaxconnect.connector;

import io.synnaxconnect.source.runtime.TaskEnvironment;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Connect for new tasks, which restarts all tasks of the connector: so changes are gathered
 * for a while from the first one on, and nothing is asked if they cancelled each other out.
 */
final class ReconfigurationRequests implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReconfigurationRequests.class);

  private final Runnable request;
  private final Duration debounce;
  private final ScheduledThreadPoolExecutor executor;
  private @Nullable Future<?> waiting;

  /** Whether the changes were awaited: the next list of channels decides. */
  private boolean due;

  /**
   * Starts no thread before something has changed.
   *
   * @param request asks Connect
   */
  ReconfigurationRequests(
      String connectorName, Runnable request, Duration debounce, TaskEnvironment environment) {
    this.request = request;
    this.debounce = debounce;
    this.executor = environment.scheduler("synnax-reconfiguration-" + connectorName);
  }

  /** Says, with every list of channels, whether the groups are others than tasks were given. */
  void listed(boolean changed) {
    if (decide(changed)) {
      now();
    }
  }

  private synchronized boolean decide(boolean changed) {
    boolean ask = changed && due;
    Future<?> open = waiting;
    if (open != null && (ask || !changed)) {
      open.cancel(false);
      waiting = null;
      due = false;
    } else if (open == null && changed && !executor.isShutdown()) {
      LOG.info(
          "Index groups appeared or vanished: tasks are given out anew soon"
              + " channels.refresh.debounce.ms={}",
          debounce.toMillis());
      waiting = executor.schedule(this::beDue, debounce.toNanos(), TimeUnit.NANOSECONDS);
    }
    return ask;
  }

  private synchronized void beDue() {
    due = true;
  }

  /** Whether the next list of channels is awaited. */
  synchronized boolean isDue() {
    return due;
  }

  /** Asks at once. */
  void now() {
    if (executor.isShutdown()) {
      return;
    }
    try {
      request.run();
    } catch (RuntimeException e) {
      // Thrown on, it would end the thread without a trace; the next list asks again.
      LOG.warn("Connect could not be asked for new tasks, asking again with the next list", e);
    }
  }

  /** Asks for nothing any more. Idempotent. */
  @Override
  public synchronized void close() {
    executor.shutdownNow();
  }
}
