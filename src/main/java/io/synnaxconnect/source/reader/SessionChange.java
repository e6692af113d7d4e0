package io.synnaxconnect.source.reader;

import io.synnaxconnect.source.buffer.ChannelsChanged;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.sidetopics.StatusEvent.Kind;
import io.synnaxconnect.source.sidetopics.StatusQueue;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the session of a task differs from the one before, in the same cluster.
 *
 * @param newGroups groups that were not read before
 * @param changed groups with other channels than before, and groups that are no longer read
 * @param renamed channels with another name than before
 * @param added channels that were not read before
 * @param deleted channels that the cluster no longer has
 * @param deselected channels that are no longer selected
 */
record SessionChange(
    List<IndexGroup> newGroups,
    List<ChannelsChanged> changed,
    List<Channel> renamed,
    List<Channel> added,
    List<Channel> deleted,
    List<Channel> deselected) {

  private static final Logger LOG = LoggerFactory.getLogger(SessionChange.class);
  private static final int NAMES_IN_LOG = 20;

  /**
   * Compares.
   *
   * @param all the channels of the cluster
   */
  static SessionChange between(StreamSession before, StreamSession now, List<Channel> all) {
    Set<Long> living = all.stream().map(Channel::key).collect(Collectors.toSet());
    Map<Long, IndexGroup> groupsBefore = byKey(before.groups());
    Map<Long, IndexGroup> groupsNow = byKey(now.groups());
    List<IndexGroup> newGroups =
        now.groups().stream().filter(g -> !groupsBefore.containsKey(g.groupKey())).toList();
    List<ChannelsChanged> changed = new ArrayList<>();
    for (IndexGroup group : before.groups()) {
      IndexGroup next = groupsNow.getOrDefault(group.groupKey(), group);
      List<Channel> deleted =
          group.channels().stream().filter(c -> !living.contains(c.key())).toList();
      if (!next.equals(group) || !deleted.isEmpty()) {
        changed.add(new ChannelsChanged(now, next, deleted));
      }
    }
    return ofChannels(before, now, living, newGroups, changed);
  }

  private static SessionChange ofChannels(
      StreamSession before,
      StreamSession now,
      Set<Long> living,
      List<IndexGroup> newGroups,
      List<ChannelsChanged> changed) {
    List<Channel> renamed = new ArrayList<>();
    List<Channel> added = new ArrayList<>();
    for (Channel channel : now.channels()) {
      Channel old = before.channel(channel.key());
      if (old == null) {
        added.add(channel);
      } else if (!old.name().equals(channel.name())) {
        renamed.add(channel);
      }
    }
    List<Channel> deleted = new ArrayList<>();
    List<Channel> deselected = new ArrayList<>();
    for (Channel channel : before.channels()) {
      if (now.channel(channel.key()) == null) {
        (living.contains(channel.key()) ? deselected : deleted).add(channel);
      }
    }
    return new SessionChange(newGroups, changed, renamed, added, deleted, deselected);
  }

  private static Map<Long, IndexGroup> byKey(List<IndexGroup> groups) {
    Map<Long, IndexGroup> byKey = new HashMap<>();
    groups.forEach(group -> byKey.put(group.groupKey(), group));
    return byKey;
  }

  /** Whether everything is as it was. */
  boolean isEmpty() {
    return newGroups.isEmpty() && changed.isEmpty() && !changesStream();
  }

  /** Whether the stream has to carry other channels. */
  boolean changesStream() {
    return !added.isEmpty() || !deleted.isEmpty() || !deselected.isEmpty();
  }

  /** Keys of groups whose channels changed. */
  Set<Long> changedGroupKeys() {
    Set<Long> keys = new HashSet<>();
    changed.forEach(change -> keys.add(change.group().groupKey()));
    return keys;
  }

  /** Reports what users have to know. */
  void report(StreamSession before, StatusQueue status) {
    reportRenamed(before, status);
    if (!deleted.isEmpty()) {
      LOG.warn("Channels deleted: {}", names(deleted));
      status.report(Kind.CHANNELS_DELETED, "Channels were deleted: " + names(deleted));
    }
    if (!deselected.isEmpty()) {
      LOG.warn("Channels are no longer selected: {}", names(deselected));
      status.report(Kind.CHANNELS_LEFT, "Channels are no longer selected: " + names(deselected));
    }
    if (!added.isEmpty()) {
      LOG.info("Channels joined: {}", names(added));
      status.report(Kind.CHANNELS_JOINED, "Channels joined: " + names(added));
    }
  }

  private void reportRenamed(StreamSession before, StatusQueue status) {
    for (Channel channel : renamed.subList(0, Math.min(renamed.size(), NAMES_IN_LOG))) {
      Channel old = before.channel(channel.key());
      String oldName = old == null ? "" : old.shownName();
      LOG.warn(
          "Channel renamed, its records get the new name: channelKey={} from={} to={}",
          channel.key(),
          oldName,
          channel.shownName());
      status.report(
          Kind.CHANNELS_RENAMED,
          "A channel was renamed from " + oldName + " to " + channel.shownName());
    }
  }

  private static String names(List<Channel> channels) {
    String names =
        channels.stream()
            .limit(NAMES_IN_LOG)
            .map(Channel::toString)
            .collect(Collectors.joining(", "));
    int more = channels.size() - NAMES_IN_LOG;
    return more > 0 ? names + " and " + more + " more" : names;
  }
}
