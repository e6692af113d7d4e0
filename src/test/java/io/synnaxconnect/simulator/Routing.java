package io.synnaxconnect.simulator;

import io.synnaxconnect.telem.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What of each frame a reader gets: its keys, cut by its options. Read by the relay. */
final class Routing {

  private final StreamOptions options;
  private volatile Set<Long> keys = Set.of();

  Routing(StreamOptions options) {
    this.options = options;
  }

  /** Replaces the keys and returns the ones before. */
  Set<Long> replace(List<Channel> channels) {
    Set<Long> before = keys;
    keys = channels.stream().map(Channel::key).collect(Collectors.toUnmodifiableSet());
    return before;
  }

  Set<Long> keys() {
    return keys;
  }

  boolean isThrottled() {
    return options.isThrottled();
  }

  /** The series for this reader; none where the frame is of no interest. */
  List<LiveSeries> cut(RelayFrame frame) {
    if (options.excludes(frame.group())) {
      return List.of();
    }
    Set<Long> wanted = keys;
    List<LiveSeries> mine = new ArrayList<>();
    for (LiveSeries series : frame.series()) {
      if (wanted.contains(series.channelKey())) {
        mine.add(series.everyNth(options.downsampleFactor()));
      }
    }
    return mine;
  }
}
