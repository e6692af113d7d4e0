package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest stored row of each of some groups. If a cluster has several nodes and one of them does
 * not answer, that concerns its own groups only.
 */
final class NewestRows {

  private static final Logger LOG = LoggerFactory.getLogger(NewestRows.class);

  /** How long all nodes together may take for one group each. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final SynnaxCluster cluster;
  private final ThreadFactory threads = TaskEnvironment.system().threads();

  NewestRows(SynnaxCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Asks.
   *
   * @return by group key; without the groups of nodes that do not answer
   * @throws SynnaxException if no node answers, or at once if one refuses for good
   */
  Map<Long, Optional<TimeStamp>> of(List<IndexGroup> groups) throws InterruptedException {
    Set<Integer> silent = silentNodes(groups);
    List<IndexGroup> asked =
        groups.stream().filter(group -> !silent.contains(group.leaseholder())).toList();
    List<Optional<TimeStamp>> answers = cluster.lastTimestamps(asked);
    Map<Long, Optional<TimeStamp>> newest = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      newest.put(asked.get(i).groupKey(), answers.get(i));
    }
    return newest;
  }

  /** Asks all nodes at the same time for one group each; none if there is only one node. */
  private Set<Integer> silentNodes(List<IndexGroup> groups) throws InterruptedException {
    Map<Integer, IndexGroup> oneOfEach = new TreeMap<>();
    groups.forEach(group -> oneOfEach.putIfAbsent(group.leaseholder(), group));
    if (oneOfEach.size() == 1) {
      return Set.of();
    }
    ExecutorService executor = Executors.newCachedThreadPool(this::thread);
    try {
      Map<Integer, Future<?>> asked = new TreeMap<>();
      oneOfEach.forEach(
          (node, group) -> asked.put(node, executor.submit(() -> cluster.lastTimestamp(group))));
      return awaitAll(asked);
    } finally {
      executor.shutdownNow();
    }
  }

  private Thread thread(Runnable work) {
    Thread thread = threads.newThread(work);
    thread.setName(Thread.currentThread().getName() + "-newest");
    return thread;
  }

  private static Set<Integer> awaitAll(Map<Integer, Future<?>> asked) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Set<Integer> silent = new HashSet<>();
    SynnaxException failure = null;
    for (Map.Entry<Integer, Future<?>> one : asked.entrySet()) {
      SynnaxException reason = await(one.getValue(), deadline);
      if (reason != null) {
        failure = reason;
        silent.add(one.getKey());
      }
    }
    if (failure != null && silent.size() == asked.size()) {
      throw failure;
    }
    if (failure != null) {
      LOG.warn(
          "Nodes of the cluster do not answer, so their groups start with what is written from now"
              + " on by their timestamps: nodes={} reason={}",
          silent,
          failure.getMessage());
    }
    return silent;
  }

  /** Why it failed; null if it did not. */
  private static @Nullable SynnaxException await(Future<?> answer, long deadline)
      throws InterruptedException {
    try {
      answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      return null;
    } catch (TimeoutException e) {
      return new SynnaxException(
          SynnaxException.Code.TIMED_OUT, "no answer within " + PATIENCE.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SynnaxException reason) {
        if (reason.retriable()) {
          return reason;
        }
        throw reason;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
