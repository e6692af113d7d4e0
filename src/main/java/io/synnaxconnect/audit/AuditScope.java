package io.synnaxconnect.audit;

import io.synnaxconnect.convert.RecordFormat.Content;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.convert.RecordOptions.RecordTimestamp;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which samples are compared: those of some groups, each in a range of time.
 *
 * @param clusterKey UUID of the cluster as text
 * @param groups stored groups with their delivered channels
 * @param ranges the range of each of them, by group key
 */
record AuditScope(String clusterKey, List<IndexGroup> groups, Map<Long, TimeRange> ranges) {

  /** Copies both. */
  AuditScope {
    groups = List.copyOf(groups);
    ranges = Map.copyOf(ranges);
  }

  TimeRange rangeOf(IndexGroup group) {
    return ranges.getOrDefault(group.groupKey(), TimeRange.ZERO);
  }

  /**
   * Before which record timestamp no record has a sample of a range, nanoseconds since the Unix
   * epoch. A run has the timestamp of its first sample, so that nothing is known of runs.
   */
  long firstRecordNanos(RecordOptions options) {
    boolean isKnown =
        options.recordTimestamp() == RecordTimestamp.SAMPLE
            && options.timestampMaxAgeMillis() == Long.MAX_VALUE
            && options.format().content() != Content.RUN;
    return isKnown
        ? groups.stream()
            .map(this::rangeOf)
            .filter(range -> !range.isEmpty())
            .mapToLong(range -> range.start().nanos())
            .min()
            .orElse(Long.MIN_VALUE)
        : Long.MIN_VALUE;
  }

  /** The range of each channel, by channel key. */
  Map<Long, TimeRange> rangesOfChannels() {
    Map<Long, TimeRange> found = new HashMap<>();
    for (IndexGroup group : groups) {
      group.channels().forEach(channel -> found.put(channel.key(), rangeOf(group)));
    }
    return found;
  }

  /** The same for some of the channels. */
  AuditScope of(Map<Long, ?> channelKeys) {
    List<IndexGroup> some = new ArrayList<>();
    for (IndexGroup group : groups) {
      List<Channel> channels =
          group.channels().stream()
              .filter(channel -> channelKeys.containsKey(channel.key()))
              .toList();
      if (!channels.isEmpty()) {
        some.add(new IndexGroup(group.index(), channels));
      }
    }
    Map<Long, TimeRange> same = new HashMap<>();
    some.forEach(group -> same.put(group.groupKey(), rangeOf(group)));
    return new AuditScope(clusterKey, some, same);
  }
}
