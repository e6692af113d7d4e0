package io.synnaxconnect.source;

import io.synnaxconnect.convert.ChannelKeyRanges;
import io.synnaxconnect.convert.SourceOffset;
import io.synnaxconnect.convert.SourcePartition;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** The progress of all groups of a task, begun from the offsets that Connect has stored. */
final class TaskProgress {

  private final OffsetStorageReader stored;
  private final int downsampleFactor;
  private final Map<GroupId, GroupProgress> groups = new HashMap<>();

  private record GroupId(String clusterKey, long groupKey) {}

  TaskProgress(OffsetStorageReader stored, int downsampleFactor) {
    this.stored = stored;
    this.downsampleFactor = downsampleFactor;
  }

  /** The progress of the group that an entry belongs to, aware of the entry's stream. */
  GroupProgress of(BufferEntry entry) {
    GroupId id = new GroupId(entry.session().clusterKey(), entry.group().groupKey());
    if (!groups.containsKey(id)) {
      restore(entry.session());
    }
    GroupProgress progress = Objects.requireNonNull(groups.get(id));
    progress.enter(entry.session(), entry.group());
    return progress;
  }

  /** Reads the offsets of all groups of a stream at once: Connect reads its topic for each call. */
  private void restore(StreamSession session) {
    List<SourcePartition> partitions =
        session.groups().stream().map(group -> partition(session, group)).distinct().toList();
    Map<SourcePartition, SourceOffset> offsets = read(partitions);
    TimeStamp since =
        offsets.values().stream()
            .map(SourceOffset::since)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .orElse(new TimeStamp(session.openedNanos()));
    SourceOffset beginning = SourceOffset.startingAt(since, ChannelKeyRanges.NONE);
    for (IndexGroup group : session.groups()) {
      SourcePartition partition = partition(session, group);
      groups.computeIfAbsent(
          new GroupId(session.clusterKey(), group.groupKey()),
          id ->
              new GroupProgress(
                  partition,
                  offsets.getOrDefault(partition, beginning).orSince(since),
                  downsampleFactor));
    }
  }

  private static SourcePartition partition(StreamSession session, IndexGroup group) {
    return new SourcePartition(session.clusterKey(), group.indexKey());
  }

  private Map<SourcePartition, SourceOffset> read(List<SourcePartition> partitions) {
    Map<Map<String, String>, Map<String, Object>> found =
        stored.offsets(partitions.stream().map(SourcePartition::toMap).toList());
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
