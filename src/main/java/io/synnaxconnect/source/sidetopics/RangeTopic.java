package io.synnaxconnect.source.sidetopics;

import io.synnaxconnect.offset.RangesOffset;
import io.synnaxconnect.source.plan.PollBudget;
import io.synnaxconnect.source.ranges.RangeList;
import io.synnaxconnect.telem.RangeDetails;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one record per range current, and sends a tombstone for a deleted one. The stored offsets
 * remember what was sent, so that only changes are sent after a restart. For the poll thread only,
 * but for {@link #onRanges}.
 */
final class RangeTopic {

  private static final int SHARES = 256;

  private final String topic;
  private final OffsetStorageReader stored;
  private final LongSupplier wallNanos;
  private final AtomicReference<@Nullable Entries> newest = new AtomicReference<>();
  private final Map<Map<String, String>, RangesOffset> states = new HashMap<>();
  private final Deque<SourceRecord> pending = new ArrayDeque<>();

  RangeTopic(String topic, OffsetStorageReader stored, LongSupplier wallNanos) {
    this.topic = topic;
    this.stored = stored;
    this.wallNanos = wallNanos;
  }

  private record Entry(Struct value, String fingerprint) {}

  /** The entries of all ranges of a cluster, by share and range key. */
  private record Entries(String clusterKey, Map<String, SortedMap<String, Entry>> byShare) {}

  /** All ranges of the cluster, whether anything has changed or not. On any thread. */
  void onRanges(RangeList list) {
    Map<String, SortedMap<String, Entry>> byShare = new HashMap<>();
    for (RangeDetails details : list.ranges()) {
      String key = details.range().key();
      Struct value = RangeRecords.entry(list.clusterKey(), details);
      byShare
          .computeIfAbsent(RangesOffset.shareOf(key), share -> new TreeMap<>())
          .put(key, new Entry(value, Fingerprint.of(List.of(value))));
    }
    newest.set(new Entries(list.clusterKey(), byShare));
  }

  /** Moves pending records to those of a poll, while there is room. */
  void drainTo(PollBudget budget) {
    Entries entries = newest.getAndSet(null);
    if (entries != null) {
      load(entries.clusterKey());
      for (String share : shares()) {
        send(
            RangesOffset.partition(entries.clusterKey(), share),
            entries.byShare().getOrDefault(share, Collections.emptySortedMap()));
      }
    }
    while (budget.remainingRecords() > 0 && !pending.isEmpty()) {
      budget.add(pending.remove());
    }
  }

  /** Sends what has changed. All records but the last have the old offset: a crash repeats them. */
  private void send(Map<String, String> partition, SortedMap<String, Entry> entries) {
    RangesOffset before = states.getOrDefault(partition, RangesOffset.NONE);
    SortedMap<String, String> fingerprints = new TreeMap<>();
    entries.forEach((key, entry) -> fingerprints.put(key, entry.fingerprint()));
    RangesOffset after = new RangesOffset(fingerprints);
    TreeSet<String> keys = new TreeSet<>(before.fingerprints().keySet());
    keys.addAll(fingerprints.keySet());
    keys.removeIf(key -> Objects.equals(before.fingerprints().get(key), fingerprints.get(key)));
    states.put(partition, after);
    long nowNanos = wallNanos.getAsLong();
    for (String key : keys) {
      RangesOffset offset = key.equals(keys.last()) ? after : before;
      Entry entry = entries.get(key);
      Struct value = entry == null ? null : entry.value();
      pending.add(RangeRecords.record(topic, key, value, partition, offset.toMap(), nowNanos));
    }
  }

  /** Reads all shares in one call, because Connect reads its topic to the end for each call. */
  private void load(String clusterKey) {
    List<Map<String, String>> unknown = new ArrayList<>();
    for (String share : shares()) {
      Map<String, String> partition = RangesOffset.partition(clusterKey, share);
      if (!states.containsKey(partition)) {
        unknown.add(partition);
      }
    }
    if (!unknown.isEmpty()) {
      Map<Map<String, String>, Map<String, Object>> offsets = stored.offsets(unknown);
      for (Map<String, String> partition : unknown) {
        Map<String, Object> offset = offsets.get(partition);
        states.put(partition, offset == null ? RangesOffset.NONE : RangesOffset.fromMap(offset));
      }
    }
  }

  private static List<String> shares() {
    List<String> shares = new ArrayList<>();
    for (int share = 0; share < SHARES; share++) {
      shares.add("%02x".formatted(share));
    }
    return shares;
  }
}
