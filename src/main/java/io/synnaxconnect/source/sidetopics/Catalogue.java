package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.offset.CatalogueOffset;
import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.plan.PollBudget;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * Keeps one record per channel current. The stored offsets remember what was sent, so that only
 * changes are sent after a restart. For the poll thread only.
 */
final class Catalogue {

  private final CatalogueRecords records;
  private final OffsetStorageReader stored;
  private final Map<GroupId, CatalogueOffset> states = new HashMap<>();

  /** The current entries of the topic, as far as this task sent or compared them. */
  private final Map<GroupId, Map<Long, Struct>> sent = new HashMap<>();

  private final Deque<SourceRecord> pending = new ArrayDeque<>();

  Catalogue(CatalogueRecords records, OffsetStorageReader stored) {
    this.records = records;
    this.stored = stored;
  }

  /**
   * Sends records for the channels of a group that have changed.
   *
   * @param deleted channels that the cluster no longer has
   */
  void update(StreamSession session, IndexGroup group, List<Channel> deleted, long nowNanos) {
    GroupId id = new GroupId(session.clusterKey(), group.groupKey());
    CatalogueOffset before = stateOf(id, session);
    SortedMap<Long, Long> firstSeen = new TreeMap<>(before.firstSeenNanos());
    List<Struct> changed = new ArrayList<>();
    for (Channel channel : deleted) {
      Long seen = firstSeen.remove(channel.key());
      if (seen != null) {
        changed.add(records.entry(id.clusterKey(), channel, group.index(), seen, true));
      }
    }
    for (Channel channel : group.channels()) {
      if (!deleted.contains(channel)) {
        firstSeen.putIfAbsent(channel.key(), nowNanos);
      }
    }
    Map<Long, Struct> entries = entries(id, group, firstSeen);
    changed.addAll(changed(sent.getOrDefault(id, Map.of()), entries));
    CatalogueOffset after = new CatalogueOffset(Fingerprint.of(entries.values()), firstSeen);
    sent.put(id, entries);
    states.put(id, after);
    if (!after.equals(before)) {
      send(id, changed, before, after, nowNanos);
    }
  }

  /** An entry for each channel of the group that was seen and is not deleted. */
  private Map<Long, Struct> entries(GroupId id, IndexGroup group, Map<Long, Long> firstSeen) {
    Map<Long, Struct> entries = new TreeMap<>();
    for (Channel channel : group.channels()) {
      Long seen = firstSeen.get(channel.key());
      if (seen != null) {
        entries.put(
            channel.key(), records.entry(id.clusterKey(), channel, group.index(), seen, false));
      }
    }
    return entries;
  }

  private static List<Struct> changed(Map<Long, Struct> before, Map<Long, Struct> now) {
    return now.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** All records but the last have the old offset, so that a crash in between repeats them. */
  private void send(
      GroupId id,
      List<Struct> changed,
      CatalogueOffset before,
      CatalogueOffset after,
      long nowNanos) {
    Map<String, String> partition = CatalogueOffset.partition(id.clusterKey(), id.groupKey());
    Map<String, String> offsetBefore = before.toMap();
    Map<String, String> offsetAfter = after.toMap();
    for (int i = 0; i < changed.size(); i++) {
      boolean last = i == changed.size() - 1;
      pending.add(
          records.record(changed.get(i), partition, last ? offsetAfter : offsetBefore, nowNanos));
    }
  }

  private CatalogueOffset stateOf(GroupId id, StreamSession session) {
    if (!states.containsKey(id)) {
      load(session);
    }
    return states.getOrDefault(id, CatalogueOffset.NONE);
  }

  /** Reads all groups in one call, because Connect reads its topic to the end for each call. */
  private void load(StreamSession session) {
    Map<Map<String, String>, GroupId> unknown = new HashMap<>();
    for (IndexGroup group : session.groups()) {
      GroupId id = new GroupId(session.clusterKey(), group.groupKey());
      if (!states.containsKey(id)) {
        unknown.put(CatalogueOffset.partition(id.clusterKey(), id.groupKey()), id);
      }
    }
    stored
        .offsets(unknown.keySet())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                states.put(
                    Objects.requireNonNull(unknown.get(partition)),
                    CatalogueOffset.fromMap(offset));
              }
            });
    unknown.values().forEach(id -> states.putIfAbsent(id, CatalogueOffset.NONE));
  }

  /** Moves pending records to those of a poll, while there is room. */
  void drainTo(PollBudget budget) {
    while (budget.remainingRecords() > 0 && !pending.isEmpty()) {
      budget.add(pending.remove());
    }
  }
}
