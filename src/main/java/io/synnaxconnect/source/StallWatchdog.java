package io.synnaxconnect.source;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.delivery.DeliveryOptions;
import io.synnaxconnect.delivery.StallDetector;
import io.synnaxconnect.delivery.StallDetector.Step;
import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.group.TaskGroup;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.TaskMetric;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.source.sidetopics.StatusEvent.Kind;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ensures that no task is RUNNING and silent. It watches the stored groups. If the cluster stores
 * rows of a group that nothing delivers, it reopens the stream, and if that does not help, it makes
 * the task fail. Of Connect's poll thread alone; other threads run one query for each node at a
 * time.
 *
 * <p>Each tick goes through these steps. Only their outcome reaches a group's detector:
 *
 * <pre>
 * what is seen                   detector
 * no stream is open              nothing: its clock does not run
 * a round is due                 moved, if a group has moved or is excused ({@link WatchedGroup})
 * a query found no newer rows    looked(false)
 * a query found newer rows       looked(true), which may order to probe, reopen or fail
 * a query was not answered       lookFailed
 * a query may start              look, for the stalest due group; suspected ones first
 * </pre>
 */
final class StallWatchdog {

  private static final Logger LOG = LoggerFactory.getLogger(StallWatchdog.class);

  /** How many rounds through all groups fit into the time limit. */
  private static final int ROUNDS = 50;

  /** Else many idle groups would hide one that is stalled. */
  private static final Comparator<StallDetector> SUSPECTED_THEN_STALEST =
      Comparator.comparing(StallDetector::isSuspected)
          .reversed()
          .thenComparingLong(StallDetector::queriedNanos);

  /** Queries of idle groups must not load the cluster. */
  private static final long QUERY_PAUSE_NANOS = 500_000_000L;

  /**
   * What the watchdog looks at.
   *
   * @param groups the groups that the newest stream carries
   * @param current that stream, null if it is not open
   * @param movesInLine how often history has answered a request while others waited
   * @param attendedNanos how much time the poll thread has spent in this task, and not with Kafka
   * @param nowNanos nanoseconds since the Unix epoch
   */
  record Moment(
      List<TaskGroup> groups,
      @Nullable StreamSession current,
      long movesInLine,
      long attendedNanos,
      long nowNanos) {}

  private final SynnaxCluster cluster;
  private final Executor executor;
  private final Consumer<String> reopen;
  private final MetricSet metrics;
  private final StatusQueue status;
  private final DeliveryOptions options;
  private final Map<GroupId, WatchedGroup> watched = new HashMap<>();
  private final Deque<TaskGroup> dueGroups = new ArrayDeque<>();

  /** The queries under way: one for each node, since one node may not answer for a while. */
  private final Map<Integer, StallQuery> queries = new HashMap<>();

  private long lastQueryNanos;

  /** Time in which groups could move. */
  private long clockNanos;

  private long attendedBefore;
  private long lastRoundNanos;
  private long movesInLineBefore;

  /**
   * Watches nothing yet.
   *
   * @param executor runs queries, which wait for the cluster
   * @param reopen reopens the stream, for a reason
   */
  StallWatchdog(
      SynnaxCluster cluster,
      Executor executor,
      Consumer<String> reopen,
      Reporting reporting,
      DeliveryOptions options) {
    this.cluster = cluster;
    this.executor = executor;
    this.reopen = reopen;
    this.metrics = reporting.metrics();
    this.status = reporting.status();
    this.options = options;
  }

  /**
   * Runs the steps that are due.
   *
   * @throws ConnectException if a group is stalled and nothing has helped
   */
  void tick(Moment now) {
    StreamSession current = now.current();
    if (current != null) {
      clockNanos += now.attendedNanos() - attendedBefore;
    }
    attendedBefore = now.attendedNanos();
    if (current == null) {
      return;
    }
    applyAnswers(now.nowNanos());
    if (clockNanos - lastRoundNanos >= options.stallTimeoutNanos() / ROUNDS) {
      lastRoundNanos = clockNanos;
      observeAll(now, current);
      updateMetrics();
    }
    startNextQuery(current);
  }

  private void observeAll(Moment now, StreamSession current) {
    boolean historyServes = now.movesInLine() != movesInLineBefore;
    movesInLineBefore = now.movesInLine();
    Set<GroupId> present = new HashSet<>();
    List<TaskGroup> due = new ArrayList<>();
    for (TaskGroup group : now.groups()) {
      present.add(group.id());
      WatchedGroup seen =
          watched.computeIfAbsent(
              group.id(), id -> new WatchedGroup(options.stallTimeoutNanos(), current, clockNanos));
      seen.observe(group, current, historyServes, clockNanos);
      if (seen.detector().isQueryDue(clockNanos)) {
        due.add(group);
      }
    }
    watched.keySet().retainAll(present);
    due.sort(Comparator.comparing(group -> detector(group), SUSPECTED_THEN_STALEST));
    dueGroups.clear();
    dueGroups.addAll(due);
  }

  private StallDetector detector(TaskGroup group) {
    return Objects.requireNonNull(watched.get(group.id())).detector();
  }

  private void applyAnswers(long nowNanos) {
    List<StallQuery> answered =
        queries.values().stream()
            .filter(query -> query.answer() != StallQuery.Answer.UNDER_WAY)
            .toList();
    queries.values().removeAll(answered);
    answered.forEach(query -> applyAnswer(query, nowNanos));
  }

  private void applyAnswer(StallQuery done, long nowNanos) {
    WatchedGroup seen = watched.get(done.group().id());
    if (seen == null) {
      return;
    }
    switch (stepAfter(done.answer(), seen.detector())) {
      case NONE -> {
        // Nothing to do, or not yet.
      }
      case PROBE -> done.group().delivery().probe(nowNanos);
      case REOPEN -> reopen(done.group().group(), seen);
      case FAIL -> throw failure(done.group().group(), seen);
    }
  }

  private Step stepAfter(StallQuery.Answer answer, StallDetector detector) {
    return switch (answer) {
      case NEWER_ROWS -> detector.onQueryAnswered(true, clockNanos);
      case NOTHING_NEWER -> detector.onQueryAnswered(false, clockNanos);
      case NONE, UNDER_WAY -> {
        detector.onQueryFailed(clockNanos);
        yield Step.NONE;
      }
    };
  }

  private void reopen(IndexGroup group, WatchedGroup seen) {
    metrics.add(TaskMetric.STALLS_TOTAL, 1);
    LOG.warn(
        "Group stalled, reopening the stream: the cluster stores rows that were not delivered for"
            + " longer than stall.timeout.ms={}; if reopening does not help in the same time, the"
            + " task fails: indexKey={} stalledSeconds={}",
        millis(options.stallTimeoutNanos()),
        group.indexKey(),
        TimeUnit.NANOSECONDS.toSeconds(seen.detector().stalledNanos(clockNanos)));
    status.report(
        Kind.STREAM_STALLED,
        group,
        "The cluster stores rows that were not delivered for longer than stall.timeout.ms, so the"
            + " stream is reopened");
    reopen.accept("The cluster stores rows that were not delivered.");
  }

  private ConnectException failure(IndexGroup group, WatchedGroup seen) {
    return new ConnectException(
        "stall.timeout.ms: the cluster stores newer rows of index group '"
            + Objects.requireNonNull(group.index()).shownName()
            + "' ("
            + group.indexKey()
            + ") than were delivered, up to "
            + (seen.positionNanos() == Long.MIN_VALUE
                ? "none"
                : new TimeStamp(seen.positionNanos()))
            + ", and reopening the stream has not helped for another "
            + millis(options.stallTimeoutNanos())
            + " ms; restart the task, which resumes from there, and report it with the worker's"
            + " log if it happens again");
  }

  private void startNextQuery(StreamSession current) {
    if (clockNanos - lastQueryNanos < queryPauseNanos()) {
      return;
    }
    TaskGroup group = nextDue();
    WatchedGroup seen = group == null ? null : watched.get(group.id());
    if (group != null && seen != null && seen.detector().isQueryDue(clockNanos)) {
      startQuery(group, seen, current);
    }
  }

  /** The next group that is due, of a node that answers no other query now. */
  private @Nullable TaskGroup nextDue() {
    for (TaskGroup group : dueGroups) {
      if (!queries.containsKey(group.group().leaseholder())) {
        dueGroups.remove(group);
        return group;
      }
    }
    return null;
  }

  /** Each group has its turn before the others are due again, as far as the ticks allow it. */
  private long queryPauseNanos() {
    long fairNanos = options.stallTimeoutNanos() / 2 / Math.max(1, watched.size());
    return Math.min(QUERY_PAUSE_NANOS, fairNanos);
  }

  private void startQuery(TaskGroup group, WatchedGroup seen, StreamSession current) {
    lastQueryNanos = clockNanos;
    long position = group.delivery().positionNanos();
    long from = position == Long.MIN_VALUE || position == Long.MAX_VALUE ? position : position + 1;
    if (from >= options.endNanos()) {
      seen.detector().onProgress(clockNanos);
      return;
    }
    seen.detector().startQuery();
    TimeRange range = TimeRange.ofNanos(from, options.endNanos());
    StallQuery query = new StallQuery(cluster, current, group, range);
    queries.put(group.group().leaseholder(), query);
    executor.execute(query);
  }

  private void updateMetrics() {
    long stalled = 0;
    long longestNanos = 0;
    for (WatchedGroup seen : watched.values()) {
      if (seen.detector().isStalled()) {
        stalled++;
        longestNanos = Math.max(longestNanos, seen.detector().stalledNanos(clockNanos));
      }
    }
    metrics.set(TaskMetric.GROUPS_STALLED, stalled);
    metrics.set(TaskMetric.STALLED_MS, millis(longestNanos));
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
