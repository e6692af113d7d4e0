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
 * changes are collected while the tasks have restarted a short time ago. If they cancel each other
 * out meanwhile, nothing is requested.
 */
final class ReconfigurationRequests implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReconfigurationRequests.class);

  private final Runnable request;
  private final Duration debounce;
  private final TaskEnvironment environment;
  private final ScheduledThreadPoolExecutor executor;

  // Guarded by this: the pause before the next request, null if none is to come; and whether it is
  // over, so that the next list of channels decides.
  private @Nullable Future<?> pause;
  private boolean pauseOver;

  /** When the last request was made, null before the first. */
  private @Nullable Long lastNanos;

  /**
   * Starts no thread before something changes.
   *
   * @param request requests the reconfiguration from Connect
   * @param debounce the least time between two requests
   */
  ReconfigurationRequests(
      String connectorName, Runnable request, Duration debounce, TaskEnvironment environment) {
    this.request = request;
    this.debounce = debounce;
    this.environment = environment;
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
    long restNanos = restNanos();
    boolean isDue = changed && (pauseOver || restNanos <= 0);
    Future<?> running = pause;
    if (running != null && (isDue || !changed)) {
      running.cancel(false);
      pause = null;
      pauseOver = false;
    } else if (running == null && changed && !isDue && !executor.isShutdown()) {
      LOG.info(
          "Index groups appeared or vanished a short time after the last reconfiguration,"
              + " requesting the next one: seconds={}",
          TimeUnit.NANOSECONDS.toSeconds(restNanos));
      pause = executor.schedule(this::endPause, restNanos, TimeUnit.NANOSECONDS);
    }
    return isDue;
  }

  /** How long the tasks that were requested last may still be left alone. */
  private long restNanos() {
    Long last = lastNanos;
    return last == null ? 0 : last + debounce.toNanos() - environment.nowNanos();
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
    LOG.info("Requesting task reconfiguration");
    synchronized (this) {
      lastNanos = environment.nowNanos();
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
