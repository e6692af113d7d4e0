package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The channels of the group that are chosen, which changes. */
final class ChosenChannels {

  /** Written from the beginning on, and chosen later. */
  static final long LATE_KEY = 5;

  private static final long CREATED_KEY = 6;

  private final TreeSet<Long> keys = new TreeSet<>(List.of(2L, 3L, SimulatedCluster.LONE_KEY));
  private final DeliveryOracle oracle;
  private final long sinceNanos;

  /**
   * What is chosen at first.
   *
   * @param sinceNanos where the connector begins, 0 for everything that is stored
   */
  ChosenChannels(DeliveryOracle oracle, long sinceNanos, boolean withIndex) {
    this.oracle = oracle;
    this.sinceNanos = sinceNanos;
    if (withIndex) {
      keys.add(SimulatedCluster.INDEX_KEY);
    }
    keys.forEach(key -> oracle.promise(key, sinceNanos));
  }

  IndexGroup group() {
    List<Channel> channels = keys.stream().map(SimulatedCluster::channel).toList();
    return new IndexGroup(SimulatedCluster.INDEX, channels);
  }

  SourceOffset firstOffset() {
    @Nullable TimeStamp position = sinceNanos == 0 ? null : new TimeStamp(sinceNanos - 1);
    TimeStamp since = new TimeStamp(sinceNanos);
    return new SourceOffset(position, since, ChannelKeyRanges.of(keys), List.of());
  }

  /** A channel is chosen; all its samples are to come. */
  void add(long key) {
    if (keys.add(key)) {
      oracle.promise(key, sinceNanos);
    }
  }

  /** A channel is created, deleted, or renamed into the choice or out of it. */
  void change(Dice dice, VirtualTime time, SimulatedWriters writers, SimulatedStream stream) {
    if (dice.percent(30)) {
      writers.create(CREATED_KEY);
      time.in(
          dice.between(0, 1500) * VirtualTime.MILLISECOND,
          () -> {
            add(CREATED_KEY);
            stream.relist(group());
          });
      return;
    }
    long key = List.of(3L, LATE_KEY, CREATED_KEY).get(dice.between(0, 2));
    if (keys.remove(key)) {
      oracle.release(key);
    } else {
      add(key);
    }
    stream.relist(group());
  }
}
