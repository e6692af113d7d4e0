package io.synnaxconnect;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Timestamps and numbers of what came, by channel key, which has to be the records' key. */
public final class ArrivedSamples {

  private final Map<Long, Set<Long>> timestamps = new ConcurrentHashMap<>();
  private final Map<Long, Long> greatestValues = new ConcurrentHashMap<>();

  public void add(List<SourceRecord> records) {
    for (SourceRecord record : records) {
      if (record.topic().equals("__synnax-heartbeat")) {
        continue;
      }
      Struct value = (Struct) record.value();
      long key = (long) record.key();
      timestamps
          .computeIfAbsent(key, channel -> ConcurrentHashMap.newKeySet())
          .add(value.getInt64("timestamp"));
      greatestValues.merge(key, ((Number) value.get("value")).longValue(), Math::max);
    }
  }

  /** Those of some timestamps that have not come. */
  public List<Long> missing(long channelKey, Collection<Long> expected) {
    Set<Long> arrived = timestamps.getOrDefault(channelKey, Set.of());
    return expected.stream().filter(timestamp -> !arrived.contains(timestamp)).toList();
  }

  /** Whether a sample with this or a greater value came. */
  public boolean hasValue(long channelKey, long least) {
    return greatestValues.getOrDefault(channelKey, 0L) >= least;
  }
}
