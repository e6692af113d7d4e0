package io.synnaxconnect.source;

import io.synnaxconnect.client.ClusterInfo;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what the next stream reads, from a fresh list of channels, and tells what differs from
 * the stream before. Of the reader thread alone.
 */
final class SessionPlanner {

  private static final Logger LOG = LoggerFactory.getLogger(SessionPlanner.class);

  private final TaskPlan plan;
  private @Nullable StreamSession previous;
  private Set<Long> missingGroups = Set.of();

  SessionPlanner(TaskPlan plan) {
    this.plan = plan;
  }

  /**
   * The next stream.
   *
   * @param channels all channels of the cluster
   * @param nowNanos nanoseconds since the Unix epoch
   */
  StreamSession plan(ClusterInfo cluster, List<Channel> channels, long nowNanos) {
    List<IndexGroup> groups = plan.ownGroups(channels);
    StreamSession before = previous;
    long number = before == null ? 0 : before.number() + 1;
    StreamSession session = new StreamSession(number, cluster.clusterKey(), nowNanos, groups);
    warnOfMissingGroups(groups);
    if (before != null && before.clusterKey().equals(session.clusterKey())) {
      warnOfVanishedChannels(before, session);
    } else if (before != null) {
      LOG.warn(
          "Another cluster answers, so its offsets begin anew: cluster={} previousCluster={}",
          session.clusterKey(),
          before.clusterKey());
    }
    previous = session;
    return session;
  }

  private void warnOfMissingGroups(List<IndexGroup> groups) {
    Set<Long> missing = new TreeSet<>(plan.groupKeys());
    groups.forEach(group -> missing.remove(group.groupKey()));
    if (!missing.isEmpty() && !missing.equals(missingGroups)) {
      LOG.warn(
          "No chosen channel is left of these groups, looking again at the next opening:"
              + " indexKeys={}",
          missing);
    }
    missingGroups = missing;
  }

  private static void warnOfVanishedChannels(StreamSession before, StreamSession session) {
    String vanished =
        before.channels().stream()
            .filter(channel -> session.channel(channel.key()) == null)
            .map(channel -> Long.toString(channel.key()))
            .collect(Collectors.joining(", "));
    if (!vanished.isEmpty()) {
      LOG.warn("Channels have vanished and are left out: channelKeys={}", vanished);
    }
  }
}
