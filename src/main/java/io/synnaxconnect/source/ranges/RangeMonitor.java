package io.synnaxconnect.source.ranges;

import io.synnaxconnect.client.RangeSignals;
import io.synnaxconnect.client.Streamer;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.source.runtime.Closing;
import io.synnaxconnect.source.runtime.ReconnectPolicy;
import io.synnaxconnect.source.runtime.StoppableThread;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Range;
import io.synnaxconnect.telem.RangeDetails;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ranges thread: keeps a list of the cluster's ranges current. It lists them after each signal
 * and at intervals. If the listener wants them, it reads the properties and aliases of new ranges,
 * of those that a signal names, and of all when signals may have been missed.
 */
public final class RangeMonitor implements AutoCloseable {

  /** Called on the thread of the monitor. */
  public interface Listener {

    /** Whether the lists need properties and aliases, which cost two requests for each range. */
    boolean wantsDetails();

    /** Gets all ranges of the cluster, whether anything has changed or not. */
    void onRanges(RangeList list);

    /** The cluster refuses to list ranges, for the first time; the monitor goes on to ask. */
    void onRefused(String reason);

    /** An error has ended the thread. */
    void onFailure(Throwable failure);
  }

  private static final Logger LOG = LoggerFactory.getLogger(RangeMonitor.class);

  /** How long it waits when the cluster refuses. */
  private static final Duration REFUSED_PAUSE = Duration.ofSeconds(60);

  private static final Duration SLICE = Duration.ofMillis(500);

  /** A script that makes many ranges sends many signals. */
  private static final Duration BURST = Duration.ofMillis(200);

  /** A cluster spends at most one part in so many of its time on our lists. */
  private static final int MAX_SHARE = 10;

  private final SynnaxCluster cluster;
  private final Listener listener;
  private final Duration refreshInterval;
  private final ReconnectPolicy policy;
  private final TaskEnvironment environment;
  private final StoppableThread thread;
  private final Map<String, RangeDetails> known = new HashMap<>();
  private volatile @Nullable Streamer current;
  private long lastListNanos;
  private long lastListEndNanos;
  private int failures;
  private boolean refusalReported;
  private boolean withoutSignals;

  /**
   * Prepares a monitor.
   *
   * @param refreshInterval time after which ranges are listed without a signal
   * @param policy how long to wait after a failure
   */
  public RangeMonitor(
      String threadName,
      Duration refreshInterval,
      ReconnectPolicy policy,
      SynnaxCluster cluster,
      TaskEnvironment environment,
      Listener listener) {
    this.cluster = cluster;
    this.listener = listener;
    this.refreshInterval = refreshInterval;
    this.policy = policy;
    this.environment = environment;
    this.thread = new StoppableThread(environment, threadName, this::run);
  }

  public void start() {
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
      failures++;
      thread.pause(pauseAfter(e));
    }
  }

  private Duration pauseAfter(SynnaxException e) {
    if (e.retriable()) {
      LOG.debug("Ranges cannot be listed: attempt={} reason={}", failures, e.getMessage());
      return policy.delay(failures, environment.random().getAsDouble());
    }
    if (!refusalReported) {
      refusalReported = true;
      listener.onRefused(String.valueOf(e.getMessage()));
    }
    return REFUSED_PAUSE;
  }

  private void watch() throws InterruptedException {
    try (Streamer open = openSignals()) {
      current = open;
      // Signals may have been missed before.
      known.clear();
      long dropped = 0;
      Set<String> changed = Set.of();
      while (!thread.isStopped()) {
        list(changed);
        changed = open == null ? awaitRefresh() : awaitSignals(open);
        if (open != null && open.droppedFrames() > dropped) {
          dropped = open.droppedFrames();
          known.clear();
        }
      }
    } finally {
      current = null;
    }
  }

  /** The stream of signals; null if the cluster has none that we can read. */
  private @Nullable Streamer openSignals() {
    try {
      return cluster.openRangeSignals();
    } catch (SynnaxException e) {
      if (thread.isStopped() || (e.retriable() && e.code() != Code.NOT_FOUND)) {
        throw e;
      }
      if (!withoutSignals) {
        LOG.warn(
            "Signals of changed ranges cannot be read, listing ranges every"
                + " channels.refresh.interval.ms={} only: {}",
            refreshInterval.toMillis(),
            e.getMessage());
      }
      withoutSignals = true;
      return null;
    }
  }

  /** Without signals all properties and aliases may have changed. */
  private Set<String> awaitRefresh() throws InterruptedException {
    thread.pause(refreshInterval);
    pauseForShare();
    return new HashSet<>(known.keySet());
  }

  /** Waits for a signal, but not longer than until the next list; the ranges that it names. */
  private Set<String> awaitSignals(Streamer open) throws InterruptedException {
    long deadline = System.nanoTime() + refreshInterval.toNanos();
    Set<String> changed = new HashSet<>();
    boolean signalled = false;
    while (!signalled && !thread.isStopped() && System.nanoTime() < deadline) {
      signalled = read(open, SLICE, changed);
    }
    long endOfBurst = System.nanoTime() + BURST.toNanos();
    while (signalled && System.nanoTime() < endOfBurst) {
      signalled = read(open, BURST, changed);
    }
    pauseForShare();
    return changed;
  }

  private void pauseForShare() throws InterruptedException {
    long next = lastListEndNanos + lastListNanos * MAX_SHARE;
    thread.pause(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
  }

  private static boolean read(Streamer open, Duration wait, Set<String> changed)
      throws InterruptedException {
    Frame frame = open.read(wait);
    if (frame != null) {
      changed.addAll(RangeSignals.changedKeys(frame));
    }
    return frame != null;
  }

  private void list(Collection<String> changed) {
    long began = System.nanoTime();
    String clusterKey = cluster.checkConnectivity().clusterKey();
    known.keySet().removeAll(changed);
    List<RangeDetails> listed = new ArrayList<>();
    for (Range range : cluster.ranges().all()) {
      listed.add(details(range));
    }
    String answering = cluster.checkConnectivity().clusterKey();
    if (!answering.equals(clusterKey)) {
      throw new SynnaxException(
          Code.UNREACHABLE, "Another cluster replaced " + clusterKey + " meanwhile: " + answering);
    }
    known.clear();
    listed.forEach(details -> known.put(details.range().key(), details));
    failures = 0;
    lastListEndNanos = System.nanoTime();
    lastListNanos = lastListEndNanos - began;
    listener.onRanges(new RangeList(clusterKey, listed));
  }

  private RangeDetails details(Range range) {
    RangeDetails before = known.get(range.key());
    if (before != null) {
      return new RangeDetails(range, before.properties(), before.aliases());
    }
    if (!listener.wantsDetails()) {
      return new RangeDetails(range, Collections.emptySortedMap(), Collections.emptySortedMap());
    }
    return new RangeDetails(
        range,
        new TreeMap<>(cluster.ranges().properties(range.key())),
        new TreeMap<>(cluster.ranges().aliases(range.key())));
  }

  /** Signals the stop, and does not wait. The listener may call it. Idempotent. */
  public void stop() {
    thread.stop();
  }

  /** Ends the thread; returns when it has ended, or after a limit below one second. Idempotent. */
  @Override
  public void close() {
    thread.stop();
    Closing.all(current, thread);
  }
}
