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
 * Follows the list of a cluster's channels on a thread of its own. The signals that the cluster
 * gives when channels are created, renamed or deleted are a hint to list them again: they can get
 * lost, so that the list is asked for at intervals and after every reconnect, too. While it cannot
 * be had, nobody is told anything: the last list stays.
 */
public final class ChannelMonitor implements AutoCloseable {

  /** Gets what came out, on the thread of the monitor. */
  public interface Listener {

    /** All channels of the cluster, whether anything has changed or not. */
    void listed(ChannelList list);

    /** Whether a list is wanted although no channel is known to have changed. */
    boolean wantsList();

    /** There is no list yet, and trying again would not help. The monitor has ended. */
    void failed(RuntimeException failure);
  }

  private static final Logger LOG = LoggerFactory.getLogger(ChannelMonitor.class);
  private static final long SLICE_NANOS = 500_000_000L;
  private static final Duration QUIET = Duration.ofMillis(100);
  private static final Duration LONGEST_BURST = Duration.ofMillis(500);
  private static final int FAILURES_TO_TELL = 2;

  /** A cluster spends at most this part of its time on lists for us. */
  private static final int SPARING = 10;

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
  private boolean listed;
  private boolean withoutSignals;
  private int failures;

  /**
   * Prepares a monitor.
   *
   * @param refreshInterval how often channels are listed without a reason
   * @param policy how long it waits after a failure
   * @param cluster stays the caller's, who closes it between {@link #stop} and {@link #close}
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

  /** Begins to list, and fails where the first list cannot be had. */
  public void start() {
    thread.start();
  }

  /** Begins to list again: somebody else lists first, and meets what fails. */
  public void startAfterFirstList() {
    listed = true;
    thread.start();
  }

  private void run() {
    try {
      while (!thread.isStopped()) {
        followUntilLost();
      }
    } catch (InterruptedException e) {
      LOG.debug("Following of channels was interrupted");
    } catch (RuntimeException e) {
      if (!thread.isStopped()) {
        listener.failed(e);
      }
    }
  }

  private void followUntilLost() throws InterruptedException {
    try {
      follow();
    } catch (SynnaxException e) {
      if (thread.isStopped()) {
        return;
      }
      if (!e.retriable() && !listed) {
        throw e;
      }
      failures++;
      logFailure(e);
      thread.pause(policy.delay(failures, environment.random().getAsDouble()));
    }
  }

  private void follow() throws InterruptedException {
    cluster.reconnect();
    if (!listed) {
      // A first list must not wait for the signals.
      list();
    }
    try (Streamer open = openSignals()) {
      signals = open;
      while (!thread.isStopped()) {
        list();
        if (awaitDue(open) && open != null) {
          settle(open);
        }
      }
    } finally {
      signals = null;
    }
  }

  /** Waits until the next list is due, or wanted; true when a signal came before. */
  private boolean awaitDue(@Nullable Streamer open) throws InterruptedException {
    long due = lastListEndNanos + refreshInterval.toNanos();
    boolean signalled = false;
    while (!signalled && !thread.isStopped() && !listener.wantsList() && System.nanoTime() < due) {
      long nanos = Math.max(0, Math.min(due - System.nanoTime(), SLICE_NANOS));
      if (open == null) {
        thread.pause(Duration.ofNanos(nanos));
      } else {
        signalled = open.read(Duration.ofNanos(nanos)) != null;
      }
    }
    return signalled;
  }

  /** The stream of signals; null where the cluster has none, or none for this user. */
  private @Nullable Streamer openSignals() {
    try {
      return cluster.openChangeSignals();
    } catch (SynnaxException e) {
      if (thread.isStopped() || (e.retriable() && e.code() != Code.NOT_FOUND)) {
        throw e;
      }
      if (!withoutSignals) {
        LOG.warn(
            "The cluster's signals of changed channels cannot be read, so channels are listed every"
                + " channels.refresh.interval.ms={} only: {}",
            refreshInterval.toMillis(),
            e.getMessage());
      }
      withoutSignals = true;
      return null;
    }
  }

  /** Waits until a burst of signals is over, and no longer than a while. */
  private void settle(Streamer open) throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST_BURST.toNanos();
    while (open.read(QUIET) != null && System.nanoTime() < deadline) {
      LOG.trace("More channels have changed");
    }
    long next = lastListEndNanos + lastListNanos * SPARING;
    thread.pause(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
  }

  private void list() {
    long began = System.nanoTime();
    ChannelList list = lister.list();
    lastListEndNanos = System.nanoTime();
    lastListNanos = lastListEndNanos - began;
    if (failures > 0 || !listed) {
      LOG.info(
          "Listed the cluster's channels: channels={} failures={}",
          list.channels().size(),
          failures);
    }
    listed = true;
    failures = 0;
    listener.listed(list);
  }

  /** One line when it lasts: who streams tells of a short outage, and a long one can take days. */
  private void logFailure(SynnaxException failure) {
    if (failures == FAILURES_TO_TELL) {
      LOG.warn(
          "The cluster's channels cannot be listed, trying until they can; {}: {}",
          listed ? "the last list stays" : "there is none yet",
          failure.getMessage());
    } else {
      LOG.debug("No list of channels: attempt={} reason={}", failures, failure.getMessage());
    }
  }

  /**
   * Ends what is under way; nothing is told to the listener any more, save what is being told. A
   * call that hangs ends when the connection is closed. Does not wait. Idempotent.
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
