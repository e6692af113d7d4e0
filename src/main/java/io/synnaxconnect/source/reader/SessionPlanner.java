package io.synnaxconnect.source.reader;

import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.channels.CalculationRules;
import io.synnaxconnect.source.channels.ChannelList;
import io.synnaxconnect.source.channels.SelectionResult;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.TaskMetric;
import io.synnaxconnect.source.plan.TaskPlan;
import io.synnaxconnect.source.sidetopics.Reporting;
import io.synnaxconnect.source.sidetopics.StatusEvent.Kind;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.telem.Calculation;
import io.synnaxconnect.telem.IndexGroup;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides from a list of channels what a stream carries, and reports what differs from before. Of
 * the reader thread alone.
 */
final class SessionPlanner {

  private static final Logger LOG = LoggerFactory.getLogger(SessionPlanner.class);

  private final TaskPlan plan;
  private final MetricSet metrics;
  private final StatusQueue status;
  private @Nullable StreamSession previous;
  private SelectionResult selected = new SelectionResult(List.of(), List.of(), 0);
  private Set<Long> missingGroups = Set.of();

  SessionPlanner(TaskPlan plan, Reporting reporting) {
    this.plan = plan;
    this.metrics = reporting.metrics();
    this.status = reporting.status();
  }

  /**
   * The next stream.
   *
   * @param nowNanos nanoseconds since the Unix epoch
   * @throws ConnectException if channels were selected by key and another cluster answers
   */
  StreamSession plan(ChannelList list, long nowNanos) {
    StreamSession before = previous;
    long number = before == null ? 0 : before.number() + 1;
    if (before != null && !before.clusterKey().equals(list.clusterKey())) {
      refuseIfBound(before, list);
      LOG.warn(
          "Another cluster answers, starting with new offsets: cluster={} previousCluster={}",
          list.clusterKey(),
          before.clusterKey());
      status.report(
          Kind.CLUSTER_CHANGED,
          "Another cluster answers, and the task starts there with new offsets: "
              + list.clusterKey());
    }
    // What is delivered from now on is decided by the clock that gives rows their timestamps.
    long openedNanos = list.clusterNanos() == 0 ? nowNanos : list.clusterNanos();
    return remember(session(number, openedNanos, list));
  }

  /** The open stream with the channels of a newer list of the same cluster. */
  StreamSession replan(StreamSession current, ChannelList list) {
    return remember(session(current.number(), current.openedNanos(), list));
  }

  private StreamSession session(long number, long openedNanos, ChannelList list) {
    List<IndexGroup> groups = groups(list);
    Map<Long, Calculation> calculations = CalculationRules.of(groups, list.channels());
    return new StreamSession(number, list.clusterKey(), openedNanos, groups, calculations);
  }

  /** How a session differs from the one before; not at all if that was of another cluster. */
  SessionChange change(@Nullable StreamSession before, StreamSession now, ChannelList list) {
    StreamSession comparable =
        before == null || !before.clusterKey().equals(now.clusterKey()) ? now : before;
    SessionChange change = SessionChange.between(comparable, now, list.channels());
    change.report(comparable, status);
    return change;
  }

  /** All selected groups of the newest list, of other tasks too. */
  List<IndexGroup> allGroups() {
    return selected.groups();
  }

  private List<IndexGroup> groups(ChannelList list) {
    selected = plan.selection().apply(list);
    List<IndexGroup> groups = plan.ownGroups(selected);
    warnOfMissingGroups(plan.ownership().missing(groups));
    return groups;
  }

  private StreamSession remember(StreamSession session) {
    previous = session;
    metrics.set(TaskMetric.CHANNELS, session.channels().size());
    metrics.set(TaskMetric.CHANNELS_REFUSED, selected.refused().size());
    return session;
  }

  private void refuseIfBound(StreamSession before, ChannelList list) {
    if (plan.boundToCluster()) {
      throw new ConnectException(
          "channels.keys: another cluster ("
              + list.clusterKey()
              + ") answers than the one that the keys were written for ("
              + before.clusterKey()
              + "), and the same numbers mean other channels there; correct the keys, or choose"
              + " channels by name with channels.include, and restart the connector");
    }
  }

  private void warnOfMissingGroups(Set<Long> missing) {
    if (!missing.isEmpty() && !missing.equals(missingGroups)) {
      LOG.warn(
          "No selected channel exists in these groups, checking again with every list of channels:"
              + " groupKeys={}",
          missing);
    }
    missingGroups = missing;
  }
}
