package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the cluster at intervals whether it is still there, on the stream's own connection, because
 * a silent stream and a dead peer look the same. Has a thread of its own, so that the reader never
 * waits for the answer.
 */
public final class ConnectivityCheck implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectivityCheck.class);

  private final SynnaxCluster cluster;
  private final FrameReader reader;
  private final Duration interval;
  private final ScheduledThreadPoolExecutor executor;

  public ConnectivityCheck(
      SynnaxCluster cluster, FrameReader reader, TaskPlan plan, TaskEnvironment environment) {
    this.cluster = cluster;
    this.reader = reader;
    this.interval = plan.options().connectivityCheckInterval();
    this.executor = environment.scheduler(plan.name().threadName("connectivity"));
  }

  /** Begins to ask. */
  public void start() {
    // The check keeps its own exceptions, so nobody has to look at its future.
    Future<?> unused =
        executor.scheduleWithFixedDelay(
            this::check, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void check() {
    OpenStream stream = reader.currentStream();
    if (stream == null) {
      return;
    }
    try {
      cluster.checkConnectivity();
    } catch (SynnaxException e) {
      if (!executor.isShutdown()) {
        stream.abandon(
            new SynnaxException(
                Code.UNREACHABLE, "The cluster no longer answers: " + e.getMessage(), e));
      }
    } catch (RuntimeException e) {
      // Thrown on, it would end all later checks without a trace.
      LOG.warn("The connectivity check failed in itself", e);
    }
  }

  /** Asks the cluster something else, in between; nothing after the stop. */
  public void execute(Runnable question) {
    try {
      executor.execute(question);
    } catch (RejectedExecutionException e) {
      LOG.debug("Nothing is asked any more", e);
    }
  }

  /** Stops asking; the call under way fails when the connection is closed. Idempotent. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
