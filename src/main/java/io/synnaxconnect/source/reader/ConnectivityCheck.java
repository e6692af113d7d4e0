package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the cluster at intervals whether it still answers, on the stream's own connection, because a
 * silent stream and a dead peer look the same. Has its own thread, so that the reader never waits
 * for the answer.
 */
public final class ConnectivityCheck implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectivityCheck.class);

  private static final Duration THREAD_LIFE = Duration.ofSeconds(1);

  private final SynnaxCluster cluster;
  private final FrameReader reader;
  private final Duration interval;
  private final TaskEnvironment environment;
  private final ScheduledThreadPoolExecutor executor;
  private final ThreadPoolExecutor requests;

  public ConnectivityCheck(
      SynnaxCluster cluster, FrameReader reader, TaskPlan plan, TaskEnvironment environment) {
    this.cluster = cluster;
    this.reader = reader;
    this.interval = plan.options().connectivityCheckInterval();
    this.environment = environment;
    this.executor = environment.scheduler(plan.name().threadName("connectivity"));
    this.requests = threads(plan.name().threadName("requests"), environment);
  }

  /** As many threads as there are requests, for a moment each. */
  private static ThreadPoolExecutor threads(String name, TaskEnvironment environment) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        THREAD_LIFE.toNanos(),
        TimeUnit.NANOSECONDS,
        new SynchronousQueue<>(),
        work -> {
          Thread thread = environment.threads().newThread(work);
          thread.setName(name);
          return thread;
        });
  }

  /** Starts the checks. */
  public void start() {
    // The future needs no observer, since nothing is thrown.
    Future<?> unused =
        executor.scheduleWithFixedDelay(
            guarded(this::check), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void check() {
    OpenStream stream = reader.currentStream();
    StreamSession session = reader.openSession();
    if (stream == null || session == null) {
      return;
    }
    long nowNanos = environment.wallNanos();
    try {
      if (cluster.checkConnectivity().clusterKey().equals(session.clusterKey())) {
        reader.onContact(nowNanos);
      }
    } catch (SynnaxException e) {
      if (!executor.isShutdown()) {
        stream.abandon(
            new SynnaxException(
                Code.UNREACHABLE, "The cluster no longer answers: " + e.getMessage(), e));
      }
    } catch (RuntimeException e) {
      LOG.warn("Connectivity check failed", e);
    }
  }

  /** If anything were thrown, the executor would run no further check, and nobody would know. */
  private Runnable guarded(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (Throwable e) {
        reader.fail(e);
      }
    };
  }

  /** Runs something else at the interval of the checks. */
  public void repeat(Runnable other) {
    Future<?> unused =
        executor.scheduleWithFixedDelay(
            guarded(other), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Runs another request to the cluster, which may wait: on a thread of its own. Does nothing after
   * the stop.
   */
  public void execute(Runnable request) {
    try {
      requests.execute(guarded(request));
    } catch (RejectedExecutionException e) {
      LOG.debug("Request dropped after the stop", e);
    }
  }

  /** Ends the checks; a call under way fails when the connection is closed. Idempotent. */
  @Override
  public void close() {
    executor.shutdownNow();
    requests.shutdownNow();
  }
}
