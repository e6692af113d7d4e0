package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calculated channels that somebody streams: each gets a frame of its own after that of its source
 * (streamer_calculated.json). Thread-safe.
 */
final class Calculations {

  private final Channels channels;
  private final Map<Long, Running> running = new HashMap<>();

  /** One calculation while at least one reader wants it. */
  private static final class Running {
    private int readers;
  }

  Calculations(Channels channels) {
    this.channels = channels;
  }

  /** A reader's keys changed. */
  synchronized void replace(Set<Long> before, Set<Long> after) {
    for (long key : after) {
      if (!before.contains(key) && isCalculated(key)) {
        running.computeIfAbsent(key, k -> new Running()).readers++;
      }
    }
    for (long key : before) {
      Running one = running.get(key);
      if (!after.contains(key) && one != null && --one.readers == 0) {
        running.remove(key);
      }
    }
  }

  private boolean isCalculated(long key) {
    Channel channel = channels.find(key);
    return channel != null && channel.isCalculated();
  }

  /** The frames that follow from a frame of sources. */
  synchronized List<RelayFrame> follow(RelayFrame sources) {
    List<RelayFrame> results = new ArrayList<>();
    running.forEach(
        (key, one) -> {
          Channel channel = channels.find(key);
          RelayFrame result = channel == null ? null : calculate(channel, sources);
          if (result != null) {
            results.add(result);
          }
        });
    return results;
  }

  private @Nullable RelayFrame calculate(Channel channel, RelayFrame sources) {
    Expression expression;
    try {
      expression = Expression.parse(channel.expression(), channels.all());
    } catch (CoreError e) {
      return null; // The source was renamed or deleted: the calculation stands still.
    }
    LiveSeries source = find(sources, expression.source().key());
    LiveSeries index = find(sources, expression.source().indexKey());
    if (source == null || index == null) {
      return null;
    }
    long at = source.alignment();
    byte[] data = expression.apply(source.type(), source.data());
    return new RelayFrame(
        List.of(
            new LiveSeries(channel.key(), source.type(), data, source.samples(), at, 0, 0),
            new LiveSeries(
                channel.indexKey(), DataType.TIMESTAMP, index.data(), index.samples(), at, 0, 0)),
        sources.group());
  }

  private static @Nullable LiveSeries find(RelayFrame frame, long key) {
    return frame.series().stream().filter(s -> s.channelKey() == key).findFirst().orElse(null);
  }
}
