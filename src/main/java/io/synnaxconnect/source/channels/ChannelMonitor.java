package io.synnaxconnect.source.channels;

import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.source.runtime.ReconnectPolicy;
import io.synnaxconnect.source.runtime.StoppableThread;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a list of the cluster's channels current, on its own thread. The cluster sends signals when
 * channels are created, renamed or deleted. Signals can get lost, so channels are also listed at
 * intervals and after every reconnect. While the list cannot be read, the listener gets no call:
 * the last list stays valid.
 */
public final class ChannelMonitor implements AutoCloseable {

  /** Called on the thread of the monitor. */
  public interface Listener {

    /** Gets all channels of the cluster, whether anything has changed or not. */
    void onChannels(ChannelList list);

    /** Whether the listener wants a list although no signal came. */
    boolean wantsList();

    /**
     * The monitor has ended: there is no first list, and trying again would not help, or an error
     * has ended its thread.
     */
    void onFailure(Throwable failure);
  }

  private static final Logger LOG = LoggerFactory.getLogger(ChannelMonitor.class);
  private static final long SLICE_NANOS = 500_000_000L;
  private static final Duration QUIET = Duration.ofMillis(100);
  private static final Duration LONGEST_BURST = Duration.ofMillis(500);
  private static final int FAILURES_TO_LOG = 2;

  /** A cluster spends at most one part in so many of its time on our lists. */
  private static final int MAX_SHARE = 10;

  private final SynnaxCluster cluster;
  private final ChannelLister lister;
  private final Duration refreshInterval;
  private final ReconnectPolicy policy;
  private final TaskEnvironment environment;
  private final Listener listener;
  private final StoppableThread thread;
  private volatile @Nullable Streamer signals;
  private long lastListNanos;
  private long lastListEndNanos;
  private boolean hasList;
  private boolean withoutSignals;
  private int failures;

  /**
   * Prepares a monitor.
   *
   * @param refreshInterval time after which channels are listed without a signal
   * @param policy how long to wait after a failure
   * @param cluster the caller closes it between {@link #stop} and {@link #close}
   */
  public ChannelMonitor(
      String threadName,
      Duration refreshInterval,
      ReconnectPolicy policy,
      ChannelLister lister,
      SynnaxCluster cluster,
      TaskEnvironment environment,
      Listener listener) {
    this.refreshInterval = refreshInterval;
    this.policy = policy;
    this.lister = lister;
    this.cluster = cluster;
    this.environment = environment;
    this.listener = listener;
    this.thread = new StoppableThread(environment, threadName, this::run);
  }

  /** Starts to list channels. Fails if the first list can never be read. */
  public void start() {
    thread.start();
  }

  /** Starts to list channels. Never fails: the caller makes the first list, and fails itself. */
  public void startAfterFirstList() {
    hasList = true;
    thread.start();
  }

  private void run() {
    thread.repeat(this::watchUntilLost, listener::onFailure);
  }

  private void watchUntilLost() throws InterruptedException {
    try {
      watch();
    } catch (SynnaxException e) {
      if (thread.isStopped()) {
        return;
      }
      if (!e.retriable() && !hasList) {
        throw e;
      }
      failures++;
      logFailure(e);
      thread.pause(policy.delay(failures, environment.random().getAsDouble()));
    }
  }

  private void watch() throws InterruptedException {
    cluster.reconnect();
    if (!hasList) {
      // A first list must not wait for the signals.
      list();
    }
    try (Streamer open = openSignals()) {
      signals = open;
      while (!thread.isStopped()) {
        list();
        if (awaitNextList(open) && open != null) {
          awaitEndOfBurst(open);
        }
      }
    } finally {
      signals = null;
    }
  }

  /** Waits until it is time for the next list, or somebody wants one; true if a signal came. */
  private boolean awaitNextList(@Nullable Streamer open) throws InterruptedException {
    long deadline = lastListEndNanos + refreshInterval.toNanos();
    boolean signalled = false;
    while (!signalled
        && !thread.isStopped()
        && !listener.wantsList()
        && System.nanoTime() < deadline) {
      long nanos = Math.max(0, Math.min(deadline - System.nanoTime(), SLICE_NANOS));
      if (open == null) {
        thread.pause(Duration.ofNanos(nanos));
      } else {
        signalled = open.read(Duration.ofNanos(nanos)) != null;
      }
    }
    return signalled;
  }

  /** The stream of signals; null if the cluster has none, or the user may not read them. */
  private @Nullable Streamer openSignals() {
    try {
      return cluster.openChangeSignals();
    } catch (SynnaxException e) {
      if (thread.isStopped() || (e.retriable() && e.code() != Code.NOT_FOUND)) {
        throw e;
      }
      if (!withoutSignals) {
        LOG.warn(
            "Signals of changed channels cannot be read, listing channels every"
                + " channels.refresh.interval.ms={} only: {}",
            refreshInterval.toMillis(),
            e.getMessage());
      }
      withoutSignals = true;
      return null;
    }
  }

  /** Waits until no more signals come, but not for long. */
  private void awaitEndOfBurst(Streamer open) throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST_BURST.toNanos();
    while (open.read(QUIET) != null && System.nanoTime() < deadline) {
      LOG.trace("More channels have changed");
    }
    long next = lastListEndNanos + lastListNanos * MAX_SHARE;
    thread.pause(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
  }

  private void list() {
    long began = System.nanoTime();
    ChannelList list = lister.list();
    lastListEndNanos = System.nanoTime();
    lastListNanos = lastListEndNanos - began;
    if (failures > 0 || !hasList) {
      LOG.info("Listed channels: channels={} failures={}", list.channels().size(), failures);
    }
    hasList = true;
    failures = 0;
    listener.onChannels(list);
  }

  /** One line per outage that lasts: the reader of frames logs a short one. */
  private void logFailure(SynnaxException failure) {
    if (failures == FAILURES_TO_LOG) {
      LOG.warn(
          "Channels cannot be listed, trying again; {}: {}",
          hasList ? "the last list stays valid" : "there is no list yet",
          failure.getMessage());
    } else {
      LOG.debug("Channels cannot be listed: attempt={} reason={}", failures, failure.getMessage());
    }
  }

  /**
   * Signals the stop, and does not wait. The listener gets no further call once the current one has
   * returned. A request that hangs ends when the connection is closed. Idempotent.
   */
  public void stop() {
    thread.stop();
    Streamer open = signals;
    if (open != null) {
      open.close();
    }
  }

  /** Stops; returns when the thread has ended, or after a limit below one second. Idempotent. */
  @Override
  public void close() {
    stop();
    thread.close();
  }
}
