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
 * Sees to it that no task is RUNNING and silent: watches the stored groups, and when the cluster
 * keeps rows of one that nothing delivers, opens the stream anew, and at last makes the task fail.
 * Of Connect's poll thread alone; one look into the cluster at a time is done by another.
 */
final class StallWatchdog {

  private static final Logger LOG = LoggerFactory.getLogger(StallWatchdog.class);

  /** How often all groups are gone through in the time limit. */
  private static final int ROUNDS = 50;

  /** A cluster with many idle groups shall not feel that they are looked at. */
  private static final long LOOK_PAUSE_NANOS = 500_000_000L;

  /**
   * How things stand.
   *
   * @param served the groups that the newest stream carries
   * @param standing that stream, null if it is no longer there
   * @param movesInLine how often history has answered while others waited for their turn
   * @param attendedNanos how much time the poll thread has spent with us, and not with Kafka
   * @param nowNanos nanoseconds since the Unix epoch
   */
  record Moment(
      List<TaskGroup> served,
      @Nullable StreamSession standing,
      long movesInLine,
      long attendedNanos,
      long nowNanos) {}

  /** A group, and how far it was when it was last seen. */
  private static final class Watched {
    private final StallDetector detector;
    private long sessionNumber;
    private long positionNanos;
    private long batches;

    private Watched(StallDetector detector, long sessionNumber) {
      this.detector = detector;
      this.sessionNumber = sessionNumber;
    }
  }

  private final SynnaxCluster cluster;
  private final Executor looker;
  private final Consumer<String> reopen;
  private final MetricSet metrics;
  private final StatusQueue status;
  private final DeliveryOptions options;
  private final Map<GroupId, Watched> watched = new HashMap<>();
  private final Deque<TaskGroup> due = new ArrayDeque<>();
  private @Nullable StallQuery query;
  private long lastLookNanos;

  /** Time in which groups could move. */
  private long clockNanos;

  private long attendedBefore;
  private long lastRoundNanos;
  private long movesInLineBefore;

  /**
   * Watches nothing yet.
   *
   * @param looker runs what may take as long as a request to the cluster
   * @param reopen opens the stream anew, for a reason
   */
  StallWatchdog(
      SynnaxCluster cluster,
      Executor looker,
      Consumer<String> reopen,
      Reporting reporting,
      DeliveryOptions options) {
    this.cluster = cluster;
    this.looker = looker;
    this.reopen = reopen;
    this.metrics = reporting.metrics();
    this.status = reporting.status();
    this.options = options;
  }

  /**
   * Looks after the groups.
   *
   * @throws ConnectException when a group stands still and nothing helps
   */
  void tick(Moment now) {
    StreamSession standing = now.standing();
    if (standing != null) {
      clockNanos += now.attendedNanos() - attendedBefore;
    }
    attendedBefore = now.attendedNanos();
    if (standing == null) {
      return;
    }
    takeAnswer(now.nowNanos());
    if (clockNanos - lastRoundNanos >= options.stallTimeoutNanos() / ROUNDS) {
      lastRoundNanos = clockNanos;
      followAll(now, standing);
      show();
    }
    lookAtNext(standing);
  }

  private void followAll(Moment now, StreamSession standing) {
    boolean lineMoves = now.movesInLine() != movesInLineBefore;
    movesInLineBefore = now.movesInLine();
    Set<GroupId> present = new HashSet<>();
    due.clear();
    for (TaskGroup group : now.served()) {
      present.add(group.id());
      Watched seen = follow(group, standing, lineMoves);
      if (seen.detector.isQueryDue(clockNanos)) {
        due.add(group);
      }
    }
    watched.keySet().retainAll(present);
  }

  private Watched follow(TaskGroup group, StreamSession standing, boolean lineMoves) {
    Watched seen =
        watched.computeIfAbsent(
            group.id(),
            id ->
                new Watched(
                    new StallDetector(options.stallTimeoutNanos(), clockNanos), standing.number()));
    if (seen.sessionNumber != standing.number()) {
      seen.sessionNumber = standing.number();
      seen.detector.onStreamOpened(clockNanos);
    }
    long position = group.delivery().positionNanos();
    boolean moved = seen.positionNanos != position || seen.batches != group.batches();
    seen.positionNanos = position;
    seen.batches = group.batches();
    // What waits for Kafka, or in line for history, has no reason to move by itself.
    if (moved || lineMoves || group.isQueued() || !group.delivery().isToMove()) {
      seen.detector.onProgress(clockNanos);
    }
    return seen;
  }

  private void takeAnswer(long nowNanos) {
    StallQuery done = query;
    if (done == null || done.answer() == StallQuery.Answer.UNDER_WAY) {
      return;
    }
    query = null;
    Watched seen = watched.get(done.group().id());
    if (seen == null) {
      return;
    }
    if (done.answer() == StallQuery.Answer.NONE) {
      seen.detector.onQueryFailed(clockNanos);
      return;
    }
    boolean newer = done.answer() == StallQuery.Answer.NEWER_ROWS;
    act(seen.detector.onQueryAnswered(newer, clockNanos), done.group(), seen, nowNanos);
  }

  private void act(Step step, TaskGroup group, Watched seen, long nowNanos) {
    switch (step) {
      case NONE -> {
        // Nothing to do, or not yet.
      }
      case PROBE -> group.delivery().probe(nowNanos);
      case REOPEN -> {
        metrics.add(TaskMetric.STALLS_TOTAL, 1);
        LOG.warn(
            "The cluster stores rows that were not delivered for longer than stall.timeout.ms={},"
                + " so the stream is opened anew; if that does not help in the same time, the task"
                + " fails: indexKey={} stillSeconds={}",
            millis(options.stallTimeoutNanos()),
            group.group().indexKey(),
            TimeUnit.NANOSECONDS.toSeconds(seen.detector.stalledNanos(clockNanos)));
        status.report(
            Kind.STREAM_STALLED,
            group.group(),
            "The cluster stores rows that were not delivered for longer than stall.timeout.ms, so"
                + " the stream is opened anew");
        reopen.accept("The cluster stores rows that were not delivered.");
      }
      case FAIL -> throw failure(group.group(), seen);
    }
  }

  private ConnectException failure(IndexGroup group, Watched seen) {
    return new ConnectException(
        "stall.timeout.ms: the cluster stores newer rows of index group '"
            + Objects.requireNonNull(group.index()).name()
            + "' ("
            + group.indexKey()
            + ") than were delivered, up to "
            + (seen.positionNanos == Long.MIN_VALUE ? "none" : new TimeStamp(seen.positionNanos))
            + ", and opening the stream anew has not helped for another "
            + millis(options.stallTimeoutNanos())
            + " ms; restart the task, which goes on from there, and report it with the worker's"
            + " log if it happens again");
  }

  private void lookAtNext(StreamSession standing) {
    if (query != null || clockNanos - lastLookNanos < LOOK_PAUSE_NANOS) {
      return;
    }
    TaskGroup group = due.poll();
    Watched seen = group == null ? null : watched.get(group.id());
    if (group != null && seen != null && seen.detector.isQueryDue(clockNanos)) {
      lookAt(group, seen, standing);
    }
  }

  private void lookAt(TaskGroup group, Watched seen, StreamSession standing) {
    lastLookNanos = clockNanos;
    long position = group.delivery().positionNanos();
    long from = position == Long.MIN_VALUE || position == Long.MAX_VALUE ? position : position + 1;
    if (from >= options.endNanos()) {
      seen.detector.onProgress(clockNanos);
      return;
    }
    seen.detector.startQuery();
    query = new StallQuery(cluster, standing, group, TimeRange.ofNanos(from, options.endNanos()));
    looker.execute(query);
  }

  private void show() {
    long stalled = 0;
    long longestNanos = 0;
    for (Watched seen : watched.values()) {
      if (seen.detector.isStalled()) {
        stalled++;
        longestNanos = Math.max(longestNanos, seen.detector.stalledNanos(clockNanos));
      }
    }
    metrics.set(TaskMetric.GROUPS_STALLED, stalled);
    metrics.set(TaskMetric.STALLED_MS, millis(longestNanos));
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
