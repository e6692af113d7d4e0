package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.offset.CatalogueOffset;
import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one record per channel up to date. What was said last is known from the stored offsets, so
 * that a restart says only what has changed. Of the poll thread alone.
 */
final class Catalogue {

  private static final int FINGERPRINT_BYTES = 8;

  private final CatalogueRecords records;
  private final OffsetStorageReader stored;
  private final Map<GroupId, CatalogueOffset> states = new HashMap<>();

  /** The entries as they stand in the topic, where this task wrote or compared them. */
  private final Map<GroupId, Map<Long, Struct>> said = new HashMap<>();

  private final Deque<SourceRecord> waiting = new ArrayDeque<>();

  Catalogue(CatalogueRecords records, OffsetStorageReader stored) {
    this.records = records;
    this.stored = stored;
  }

  /**
   * Takes note of the channels of a group.
   *
   * @param deleted those that the cluster no longer has
   */
  void update(StreamSession session, IndexGroup group, List<Channel> deleted, long nowNanos) {
    GroupId id = new GroupId(session.clusterKey(), group.groupKey());
    CatalogueOffset before = stateOf(id, session);
    SortedMap<Long, Long> firstSeen = new TreeMap<>(before.firstSeenNanos());
    Map<Long, Struct> known = said.getOrDefault(id, Map.of());
    Map<Long, Struct> now = new TreeMap<>();
    List<Struct> changed = new ArrayList<>();
    for (Channel channel : deleted) {
      Long seen = firstSeen.remove(channel.key());
      if (seen != null) {
        changed.add(records.entry(id.clusterKey(), channel, group.index(), seen, true));
      }
    }
    for (Channel channel : group.channels()) {
      if (!deleted.contains(channel)) {
        long seen = firstSeen.computeIfAbsent(channel.key(), key -> nowNanos);
        Struct entry = records.entry(id.clusterKey(), channel, group.index(), seen, false);
        now.put(channel.key(), entry);
        if (!entry.equals(known.get(channel.key()))) {
          changed.add(entry);
        }
      }
    }
    CatalogueOffset after = new CatalogueOffset(fingerprint(now), firstSeen);
    said.put(id, now);
    states.put(id, after);
    if (!after.equals(before)) {
      send(id, changed, before, after, nowNanos);
    }
  }

  /** All records but the last carry the offset of before: a crash in between repeats them. */
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
      waiting.add(
          records.record(changed.get(i), partition, last ? offsetAfter : offsetBefore, nowNanos));
    }
  }

  private CatalogueOffset stateOf(GroupId id, StreamSession session) {
    if (!states.containsKey(id)) {
      load(session);
    }
    return states.getOrDefault(id, CatalogueOffset.NONE);
  }

  /** Reads all groups at once: Connect reads its topic to the end for each call. */
  private void load(StreamSession session) {
    Map<Map<String, String>, GroupId> fresh = new HashMap<>();
    for (IndexGroup group : session.groups()) {
      GroupId id = new GroupId(session.clusterKey(), group.groupKey());
      if (!states.containsKey(id)) {
        fresh.put(CatalogueOffset.partition(id.clusterKey(), id.groupKey()), id);
      }
    }
    stored
        .offsets(fresh.keySet())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                states.put(
                    Objects.requireNonNull(fresh.get(partition)), CatalogueOffset.fromMap(offset));
              }
            });
    fresh.values().forEach(id -> states.putIfAbsent(id, CatalogueOffset.NONE));
  }

  private static String fingerprint(Map<Long, Struct> entries) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      entries
          .values()
          .forEach(entry -> digest.update(entry.toString().getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest(), 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Moves what waits to the records of a poll, up to so many in all. */
  void drainTo(List<SourceRecord> polled, int most) {
    for (SourceRecord next = next(polled, most); next != null; next = next(polled, most)) {
      polled.add(next);
    }
  }

  private @Nullable SourceRecord next(List<SourceRecord> polled, int most) {
    return polled.size() < most ? waiting.poll() : null;
  }
}
