package io.synnaxconnect.source.group;

import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.TaskMetric;
import io.synnaxconnect.source.reader.RenewableStream;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.source.sidetopics.StatusEvent.Kind;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.telem.IndexGroup;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acts when history has rows that the stream does not bring. A cluster may lose one of its nodes
 * for a stream, and keep it lost after the node is back; or its relay is blocked, and brings
 * nothing at all. Of Connect's poll thread alone.
 *
 * <pre>
 * the stream brings                      what is done
 * other groups of the same node          nothing: the group is stored without being streamed
 * other nodes, but nothing of this one   the node's channels are taken out of the stream and in
 *                                        again; then each other address is tried once
 * nothing                                the stream is reopened, at the next address
 * </pre>
 *
 * <p>What did not help is done again after a minute, then after twice as long each time, up to an
 * hour.
 */
final class SilentNodes {

  private static final Logger LOG = LoggerFactory.getLogger(SilentNodes.class);

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long MAX_PAUSE_NANOS = TimeUnit.HOURS.toNanos(1);

  /** Stands for all nodes at once. */
  private static final int ALL = -1;

  /** A group whose rows only history has. */
  private record Finding(RenewableStream stream, IndexGroup group, long foundNanos) {

    private boolean isNodeSilent() {
      return stream.lastFrameNanos(group.leaseholder()) < foundNanos;
    }

    private int silent() {
      return stream.lastFrameNanos() < foundNanos ? ALL : group.leaseholder();
    }

    private long lastFrameNanos() {
      int node = silent();
      return node == ALL ? stream.lastFrameNanos() : stream.lastFrameNanos(node);
    }
  }

  /** What was done about a silence. */
  private static final class Attempts {
    private int count;
    private long lastNanos;
    private long pauseNanos = FIRST_PAUSE_NANOS;

    private boolean isDue(long nowNanos) {
      return count == 0 || nowNanos - lastNanos >= pauseNanos;
    }

    private void add(long nowNanos) {
      pauseNanos = count == 0 ? FIRST_PAUSE_NANOS : Math.min(MAX_PAUSE_NANOS, 2 * pauseNanos);
      count++;
      lastNanos = nowNanos;
    }
  }

  private final MetricSet metrics;
  private final StatusQueue status;
  private final Map<Long, Finding> findings = new HashMap<>();
  private final Map<Integer, Attempts> attempts = new HashMap<>();

  /** Groups of which it was logged that they are stored without being streamed. */
  private final Set<Long> logged = new HashSet<>();

  SilentNodes(Reporting reporting) {
    this.metrics = reporting.metrics();
    this.status = reporting.status();
  }

  /** History had newer rows of a group, and the stream has still not brought any. */
  void found(RenewableStream stream, IndexGroup group, long foundNanos) {
    findings.put(group.groupKey(), new Finding(stream, group, foundNanos));
  }

  /**
   * Does what is due.
   *
   * @param groups the groups that the stream carries
   */
  void act(List<TaskGroup> groups, long nowNanos) {
    if (findings.isEmpty() && logged.isEmpty()) {
      return;
    }
    Set<Integer> seen = new HashSet<>();
    for (Finding finding : findings.values()) {
      if (!finding.isNodeSilent()) {
        logUnstreamed(finding.group());
      } else if (seen.add(finding.silent())) {
        actOn(finding, groups, nowNanos);
      }
    }
    findings.clear();
    logged.retainAll(keys(groups, group -> group.delivery().isUnstreamed()));
  }

  private void logUnstreamed(IndexGroup group) {
    if (logged.add(group.groupKey())) {
      LOG.info(
          "Group is stored without being streamed, reading it from history: indexKey={}",
          group.indexKey());
    }
  }

  private void actOn(Finding finding, List<TaskGroup> groups, long nowNanos) {
    int node = finding.silent();
    Attempts before = attempts.get(node);
    if (before == null || finding.lastFrameNanos() > before.lastNanos) {
      before = new Attempts();
      attempts.put(node, before);
    }
    if (!before.isDue(nowNanos)) {
      return;
    }
    before.add(nowNanos);
    metrics.add(TaskMetric.STALLS_TOTAL, 1);
    boolean isRenewed =
        node != ALL && (before.count == 1 || before.count > finding.stream().addresses());
    report(finding, isRenewed, before.count, groups);
    if (isRenewed) {
      finding.stream().renew(node);
    } else {
      finding.stream().reopenElsewhere("History has newer rows than the live stream delivers.");
    }
  }

  private void report(Finding finding, boolean isRenewed, int attempt, List<TaskGroup> groups) {
    int node = finding.silent();
    Predicate<TaskGroup> ofNode = g -> node == ALL || g.group().leaseholder() == node;
    int unstreamed = keys(groups, ofNode.and(g -> g.delivery().isUnstreamed())).size();
    int virtual = keys(groups, ofNode.and(g -> !g.group().isStored())).size();
    long latest = finding.group().indexKey();
    if (isRenewed) {
      LOG.warn(
          "The live stream delivers nothing of a node, and history has newer rows, requesting the"
              + " channels of this node again: node={} groups={} groupsNotStored={} attempt={}"
              + " latestIndexKey={}",
          node,
          unstreamed,
          virtual,
          attempt,
          latest);
    } else {
      LOG.warn(
          "History has newer rows than the live stream delivers, reopening the stream: node={}"
              + " groups={} groupsNotStored={} attempt={} latestIndexKey={}",
          node == ALL ? "all" : node,
          unstreamed,
          virtual,
          attempt,
          latest);
    }
    String what =
        unstreamed
            + " groups get nothing live, and history has newer rows of at least one of them than"
            + " the live stream delivers";
    status.report(Kind.STREAM_STALLED, finding.group(), what);
  }

  private static Set<Long> keys(List<TaskGroup> groups, Predicate<TaskGroup> which) {
    Set<Long> keys = new HashSet<>();
    groups.stream().filter(which).forEach(group -> keys.add(group.group().groupKey()));
    return keys;
  }
}
