package io.synnaxconnect.connector;

import static org.awaitility.Awaitility.await;

import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The channels of a cluster that somebody changes. Knows which are chosen by {@code tank_.*}
 * without {@code .*_debug}.
 */
final class ChangingChannels {

  private static final List<DataType> TYPES =
      List.of(DataType.FLOAT64, DataType.INT64, DataType.INT32);

  private final Simulator simulator;
  private final SplittableRandom random;
  private final AtomicLong groupChanges = new AtomicLong();
  private final ChannelWriters writers;
  private final Map<String, Set<String>> typesOfNames = new HashMap<>();
  private int lastName;

  ChangingChannels(Simulator simulator, SplittableRandom random) {
    this.simulator = simulator;
    this.random = random;
    this.writers = new ChannelWriters(simulator, this::living, random.split());
  }

  /** Who writes them. */
  ChannelWriters writers() {
    return writers;
  }

  /** How often the set of groups with chosen channels was changed; counted before it is. */
  long groupChanges() {
    return groupChanges.get();
  }

  static boolean isChosen(Channel channel) {
    return channel.name().startsWith("tank_") && !channel.name().endsWith("_debug");
  }

  /** Channels that belong to nobody but the test, in order of key. */
  List<Channel> living() {
    return simulator.channels().stream().filter(ChangingChannels::isOurs).toList();
  }

  private static boolean isOurs(Channel channel) {
    return !channel.isInternal() && !channel.name().startsWith("sy_");
  }

  List<Channel> chosen() {
    return living().stream().filter(ChangingChannels::isChosen).toList();
  }

  /** What streams have to carry: chosen channels and their indexes. */
  Set<Long> chosenWithIndexes() {
    Set<Long> keys = new TreeSet<>();
    for (Channel channel : chosen()) {
      keys.add(channel.key());
      keys.add(channel.isIndexed() ? channel.indexKey() : channel.key());
    }
    return keys;
  }

  /** Whether chosen channels with this name had different types. */
  boolean hadOtherTypes(Channel channel) {
    remember(channel);
    return typesOfNames.getOrDefault(channel.name(), Set.of()).size() > 1;
  }

  /** An index with some data channels. */
  void createGroup() {
    String name = freshName();
    announce(with(data(name, -1, true)));
    Channel index = withKey(simulator.createIndex(name));
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      createIn(index);
    }
  }

  void createIn(Channel index) {
    String name = freshName();
    announce(with(data(name, index.key(), false)));
    simulator.createChannel(name, type(), index.key());
  }

  private Channel withKey(long key) {
    return living().stream().filter(channel -> channel.key() == key).findFirst().orElseThrow();
  }

  void createVirtual() {
    String name = freshName();
    announce(with(data(name, 0, false)));
    simulator.createVirtual(name, type().wireName());
  }

  /** Mostly chosen. */
  private String freshName() {
    lastName++;
    return switch (random.nextInt(8)) {
      case 0 -> "spare_" + lastName;
      case 1 -> "tank_" + lastName + "_debug";
      default -> "tank_" + lastName;
    };
  }

  private DataType type() {
    return TYPES.get(random.nextInt(TYPES.size()));
  }

  private static Channel data(String name, long index, boolean isIndex) {
    return new Channel(-1, name, "", index, isIndex, index == 0, false, "");
  }

  /** Gives another name, often one that is chosen where the other is not. */
  void rename(Channel channel) {
    String name = freshName();
    Channel renamed =
        new Channel(
            channel.key(),
            name,
            channel.dataTypeName(),
            channel.indexKey(),
            channel.isIndex(),
            channel.isVirtual(),
            false,
            "");
    announce(Stream.concat(without(channel.key()), Stream.of(renamed)));
    simulator.renameChannel(channel.key(), name);
  }

  /** Deletes a channel; one that is an index goes with its group. */
  void delete(Channel channel) {
    writers.close(channel);
    if (channel.isIndex()) {
      living().stream()
          .filter(c -> c.indexKey() == channel.key() && !c.isIndex())
          .forEach(this::deleteOne);
    }
    deleteOne(channel);
  }

  /** The cluster refuses while history is being read. */
  private void deleteOne(Channel channel) {
    announce(without(channel.key()));
    await()
        .atMost(Duration.ofMinutes(1))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .ignoreExceptions()
        .until(
            () -> {
              simulator.deleteChannel(channel.key());
              return true;
            });
  }

  /** Deletes a channel that is no index and makes another of its name with another type. */
  void retype(Channel channel) {
    delete(channel);
    DataType type = TYPES.get((TYPES.indexOf(channel.dataType()) + 1) % TYPES.size());
    announce(with(data(channel.name(), channel.indexKey(), false)));
    if (channel.isVirtual()) {
      simulator.createVirtual(channel.name(), type.wireName());
    } else {
      simulator.createChannel(channel.name(), type, channel.indexKey());
    }
  }

  private Stream<Channel> with(Channel channel) {
    return Stream.concat(living().stream(), Stream.of(channel));
  }

  private Stream<Channel> without(long key) {
    return living().stream().filter(channel -> channel.key() != key);
  }

  private void announce(Stream<Channel> next) {
    living().forEach(this::remember);
    if (!groups(next).equals(groups(living().stream()))) {
      groupChanges.incrementAndGet();
    }
  }

  private static Set<Long> groups(Stream<Channel> channels) {
    Set<Long> keys = new HashSet<>();
    channels
        .filter(ChangingChannels::isChosen)
        .forEach(channel -> keys.add(channel.isIndexed() ? channel.indexKey() : channel.key()));
    return keys;
  }

  private void remember(Channel channel) {
    if (isChosen(channel)) {
      typesOfNames
          .computeIfAbsent(channel.name(), name -> new HashSet<>())
          .add(channel.dataTypeName());
    }
  }

  /** Timestamps of what history holds of a channel; none where it is not stored. */
  List<Long> stored(Channel channel) {
    return channel.isVirtual() ? List.of() : simulator.stored(channel.key()).timestampsNanos();
  }
}
