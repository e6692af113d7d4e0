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
 * Requests a reconfiguration of the tasks, in which Connect restarts all tasks of the connector. So
 * changes are collected for a while after the first one, and if they cancel each other out, nothing
 * is requested.
 */
final class ReconfigurationRequests implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReconfigurationRequests.class);

  private final Runnable request;
  private final Duration debounce;
  private final ScheduledThreadPoolExecutor executor;

  // Guarded by this: the pause after the first change, null if nothing has changed; and whether the
  // pause is over, so that the next list of channels decides.
  private @Nullable Future<?> pause;
  private boolean pauseOver;

  /**
   * Starts no thread before something changes.
   *
   * @param request requests the reconfiguration from Connect
   */
  ReconfigurationRequests(
      String connectorName, Runnable request, Duration debounce, TaskEnvironment environment) {
    this.request = request;
    this.debounce = debounce;
    this.executor = environment.scheduler("synnax-reconfiguration-" + connectorName);
  }

  /**
   * Decides with every list of channels.
   *
   * @param changed whether the groups differ from those that the tasks have
   */
  void onChannels(boolean changed) {
    if (isRequestDue(changed)) {
      requestNow();
    }
  }

  private synchronized boolean isRequestDue(boolean changed) {
    boolean isDue = changed && pauseOver;
    Future<?> running = pause;
    if (running != null && (isDue || !changed)) {
      running.cancel(false);
      pause = null;
      pauseOver = false;
    } else if (running == null && changed && !executor.isShutdown()) {
      LOG.info(
          "Index groups appeared or vanished, requesting task reconfiguration:"
              + " channels.refresh.debounce.ms={}",
          debounce.toMillis());
      pause = executor.schedule(this::endPause, debounce.toNanos(), TimeUnit.NANOSECONDS);
    }
    return isDue;
  }

  private synchronized void endPause() {
    pauseOver = true;
  }

  /** Whether the next list of channels decides about a request. */
  synchronized boolean wantsList() {
    return pauseOver;
  }

  /** Requests the reconfiguration without a pause. */
  void requestNow() {
    if (executor.isShutdown()) {
      return;
    }
    try {
      request.run();
    } catch (RuntimeException e) {
      // If thrown, it would end the thread without a trace.
      LOG.warn("Task reconfiguration could not be requested, trying again with the next list", e);
    }
  }

  /** Ends all requests. Idempotent. */
  @Override
  public synchronized void close() {
    executor.shutdownNow();
  }
}
