package io.synnaxconnect.source.reader;

import static java.util.Objects.requireNonNull;

import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.offset.SourcePartition;
import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.source.buffer.GroupStart;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.plan.SourceTaskOptions;
import io.synnaxconnect.source.plan.StartFrom;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where groups begin: at the offset that Connect has stored, or where {@code start.from} says. Of
 * the reader thread alone, which asks before it opens a stream: the newest stored row must be known
 * before live rows can come.
 */
public final class StartOffsets {

  private static final Logger LOG = LoggerFactory.getLogger(StartOffsets.class);

  private final NewestRows newestRows;
  private final OffsetStorageReader stored;
  private final StartFrom startFrom;
  private final boolean lossless;
  private final boolean isForgotten;
  private boolean warned;
  private final Map<String, TimeStamp> sinceOfCluster = new HashMap<>();
  private final Set<String> clustersBegun = new HashSet<>();
  private final Set<String> clustersOpened = new HashSet<>();
  private final Set<GroupId> openedGroups = new HashSet<>();

  /** Found for a stream that is not open yet: if its opening fails, the next one begins there. */
  private final Map<SourcePartition, GroupStart> pending = new HashMap<>();

  private @Nullable TimeStamp lastContact;

  public StartOffsets(
      SynnaxCluster cluster, OffsetStorageReader stored, SourceTaskOptions options) {
    this.newestRows = new NewestRows(cluster);
    this.stored = stored;
    this.startFrom = options.startFrom();
    this.lossless = options.lossless();
    this.isForgotten = options.sideTopics().heartbeatTopic().isEmpty();
  }

  /**
   * Where those groups of a stream begin that no earlier stream of this task carried.
   *
   * @param allGroups all selected groups of the cluster, of other tasks too; asked only if none of
   *     this task's groups has an offset
   * @return a start for each group
   */
  Map<Long, GroupStart> of(StreamSession session, Supplier<List<IndexGroup>> allGroups)
      throws InterruptedException {
    List<IndexGroup> newGroups =
        session.groups().stream()
            .filter(group -> !openedGroups.contains(id(session, group)))
            .toList();
    Map<Long, GroupStart> starts = new HashMap<>();
    if (!newGroups.isEmpty()) {
      findPending(session, newGroups, allGroups);
      for (IndexGroup group : newGroups) {
        starts.put(group.groupKey(), requireNonNull(pending.get(partition(session, group))));
      }
    }
    return starts;
  }

  /** Finds where groups begin, unless it was found for a stream whose opening failed. */
  private void findPending(
      StreamSession session, List<IndexGroup> newGroups, Supplier<List<IndexGroup>> allGroups)
      throws InterruptedException {
    boolean first = !clustersOpened.contains(session.clusterKey());
    Map<SourcePartition, SourceOffset> offsets = read(partitions(session, newGroups));
    TimeStamp since = since(session, offsets, allGroups);
    boolean firstEver = first && clustersBegun.contains(session.clusterKey());
    List<IndexGroup> atNewest = new ArrayList<>();
    for (IndexGroup group : newGroups) {
      SourcePartition partition = partition(session, group);
      SourceOffset offset = offsets.get(partition);
      if (pending.containsKey(partition)) {
        continue;
      }
      if (offset != null) {
        pending.put(partition, new GroupStart(offset.orSince(since), false, false));
      } else if (firstEver && startFrom.isLatest() && isPositioned(group, true)) {
        atNewest.add(group);
      } else {
        TimeStamp position = isPositioned(group, first) ? before(since) : null;
        pending.put(partition, new GroupStart(beginning(group, since, position), true, false));
      }
    }
    findNewest(session, atNewest, since);
  }

  /** A group that appears while the task runs begins at its first row. */
  private boolean isPositioned(IndexGroup group, boolean first) {
    boolean isNew = !first || startFrom.newGroups().contains(group.groupKey());
    return lossless && group.isStored() && !isNew;
  }

  /** The newest rows, but none from {@code since} on: rows are written while this looks. */
  private void findNewest(StreamSession session, List<IndexGroup> groups, TimeStamp since)
      throws InterruptedException {
    if (groups.isEmpty()) {
      return;
    }
    warnIfForgotten();
    Map<Long, Optional<TimeStamp>> newest = newestRows.of(groups);
    TimeStamp limit = before(since);
    for (IndexGroup group : groups) {
      Optional<TimeStamp> found = newest.get(group.groupKey());
      TimeStamp last = found == null ? limit : found.orElse(null);
      boolean isLater =
          found == null || (last != null && limit != null && last.compareTo(limit) > 0);
      SourceOffset offset = beginning(group, since, isLater ? limit : last);
      pending.put(partition(session, group), new GroupStart(offset, true, !isLater));
    }
  }

  /** The task has no group there: one that comes later has appeared while the task ran. */
  void onNothingToRead(StreamSession session) {
    clustersOpened.add(session.clusterKey());
  }

  /** The stream is open, and the buffer has the offsets at which its groups begin. */
  void onOpened(StreamSession session) {
    clustersOpened.add(session.clusterKey());
    for (IndexGroup group : session.groups()) {
      openedGroups.add(id(session, group));
      pending.remove(partition(session, group));
    }
  }

  /**
   * The stream has ended: if another cluster replaces this one, the task reads it from then on.
   *
   * @param contactNanos when the cluster was last known to answer, nanoseconds since the Unix epoch
   */
  void onStreamEnd(long contactNanos) {
    lastContact = new TimeStamp(contactNanos);
    // By the next opening newer rows may be stored.
    pending.replaceAll((key, start) -> new GroupStart(start.offset(), start.isFirst(), false));
  }

  private static SourceOffset beginning(
      IndexGroup group, TimeStamp since, @Nullable TimeStamp position) {
    return position == null
        ? SourceOffset.startingAt(since, ChannelKeyRanges.NONE)
        : new SourceOffset(position, since, covered(group), List.of());
  }

  private void warnIfForgotten() {
    if (isForgotten && !warned) {
      warned = true;
      LOG.warn(
          "heartbeat.topic is empty, so Connect stores where the connector first started only with"
              + " the first rows: if the task restarts before, rows that are written meanwhile are"
              + " omitted; name a heartbeat.topic");
    }
  }

  private static @Nullable TimeStamp before(TimeStamp since) {
    return since.equals(TimeStamp.MIN) ? null : new TimeStamp(since.nanos() - 1);
  }

  private static ChannelKeyRanges covered(IndexGroup group) {
    return ChannelKeyRanges.of(group.channels().stream().map(Channel::key).toList());
  }

  /** The instant from which everything is delivered: when the connector first started. */
  private TimeStamp since(
      StreamSession session,
      Map<SourcePartition, SourceOffset> offsets,
      Supplier<List<IndexGroup>> allGroups) {
    TimeStamp known = sinceOfCluster.get(session.clusterKey());
    if (known == null) {
      known = earliest(offsets);
      if (known == null) {
        known = earliest(read(partitions(session, allGroups.get())));
      }
      if (known == null) {
        // If another cluster replaced the one before, nothing in between is omitted.
        TimeStamp last = startFrom.replacements().getOrDefault(session.clusterKey(), lastContact);
        known = startFrom.resolve(last == null ? session.openedNanos() : last.nanos());
        if (last == null) {
          clustersBegun.add(session.clusterKey());
        }
      }
      sinceOfCluster.put(session.clusterKey(), known);
    }
    return known;
  }

  private static @Nullable TimeStamp earliest(Map<SourcePartition, SourceOffset> offsets) {
    return offsets.values().stream()
        .map(SourceOffset::since)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private static List<SourcePartition> partitions(
      StreamSession session, Collection<IndexGroup> groups) {
    return groups.stream().map(group -> partition(session, group)).distinct().toList();
  }

  /** Virtual channels without index share a partition, but they are separate groups. */
  private static GroupId id(StreamSession session, IndexGroup group) {
    return new GroupId(session.clusterKey(), group.groupKey());
  }

  public static SourcePartition partition(StreamSession session, IndexGroup group) {
    return new SourcePartition(session.clusterKey(), group.indexKey());
  }

  /** Reads all at once: Connect reads its topic to the end for each call. */
  private Map<SourcePartition, SourceOffset> read(Collection<SourcePartition> partitions) {
    List<Map<String, String>> maps = new ArrayList<>();
    partitions.forEach(partition -> maps.add(partition.toMap()));
    Map<Map<String, String>, Map<String, Object>> found = stored.offsets(maps);
    Map<SourcePartition, SourceOffset> offsets = new HashMap<>();
    for (SourcePartition partition : partitions) {
      Map<String, Object> offset = found.get(partition.toMap());
      if (offset != null) {
        offsets.put(partition, parse(partition, offset));
      }
    }
    return offsets;
  }

  private static SourceOffset parse(SourcePartition partition, Map<String, Object> offset) {
    try {
      return SourceOffset.fromMap(offset);
    } catch (ConnectException e) {
      throw new ConnectException(
          "The stored offset of index group "
              + partition.indexKey()
              + " cannot be used. "
              + e.getMessage(),
          e);
    }
  }
}
