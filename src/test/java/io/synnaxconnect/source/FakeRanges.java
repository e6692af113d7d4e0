package io.synnaxconnect.source;

import io.synnaxconnect.client.Ranges;
import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Range;
import io.synnaxconnect.telem.TimeRange;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The ranges of a {@link FakeCluster}, which a test puts there. */
public final class FakeRanges implements Ranges {

  private final Map<String, Range> byKey = new TreeMap<>();
  private final Map<String, Map<String, String>> properties = new TreeMap<>();
  private final Map<String, Map<Long, String>> aliases = new TreeMap<>();
  private @Nullable SynnaxException failure;
  private int lists;
  private int propertyRequests;

  /** Creates a range and returns its key. */
  public synchronized String create(String name, long startNanos, long endNanos) {
    String key = new UUID(0x1234L << 48, byKey.size() + 1).toString();
    put(new Range(key, name, TimeRange.ofNanos(startNanos, endNanos), ""));
    return key;
  }

  public synchronized void put(Range range) {
    byKey.put(range.key(), range);
  }

  public synchronized void delete(String rangeKey) {
    byKey.remove(rangeKey);
  }

  public synchronized void setProperty(String rangeKey, String key, String value) {
    properties.computeIfAbsent(rangeKey, k -> new TreeMap<>()).put(key, value);
  }

  public synchronized void setAlias(String rangeKey, long channelKey, String alias) {
    aliases.computeIfAbsent(rangeKey, k -> new TreeMap<>()).put(channelKey, alias);
  }

  /** All requests fail from now on; null ends it. */
  public synchronized void fail(@Nullable SynnaxException reason) {
    failure = reason;
  }

  public synchronized int lists() {
    return lists;
  }

  public synchronized int propertyRequests() {
    return propertyRequests;
  }

  private void failIfWanted() {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public synchronized List<Range> all() {
    lists++;
    failIfWanted();
    return byKey.values().stream()
        .sorted(Comparator.comparing(range -> range.timeRange().start()))
        .toList();
  }

  @Override
  public synchronized List<Range> byNames(Collection<String> names) {
    return all().stream().filter(range -> names.contains(range.name())).toList();
  }

  @Override
  public synchronized List<Range> byKeys(Collection<String> rangeKeys) {
    if (!byKey.keySet().containsAll(rangeKeys)) {
      throw new SynnaxException(Code.NOT_FOUND, "no such range");
    }
    return all().stream().filter(range -> rangeKeys.contains(range.key())).toList();
  }

  @Override
  public synchronized Map<String, String> properties(String rangeKey) {
    propertyRequests++;
    failIfWanted();
    return Map.copyOf(properties.getOrDefault(rangeKey, Map.of()));
  }

  @Override
  public synchronized Map<Long, String> aliases(String rangeKey) {
    failIfWanted();
    return Map.copyOf(aliases.getOrDefault(rangeKey, Map.of()));
  }
}
