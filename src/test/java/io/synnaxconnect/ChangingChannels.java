package io.synnaxconnect;

import static org.awaitility.Awaitility.await;

import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The channels of a cluster that somebody changes and writes. Knows which are chosen by {@code
 * tank_.*} without {@code .*_debug}. Timestamps are of now, values count up over all channels.
 */
final class ChangingChannels {

  private static final List<DataType> TYPES =
      List.of(DataType.FLOAT64, DataType.INT64, DataType.INT32);

  private final Simulator simulator;
  private final SplittableRandom random;
  private final AtomicLong groupChanges = new AtomicLong();
  private final Map<Long, SimulatedWriter> writers = new HashMap<>();
  private final Map<String, Set<String>> typesOfNames = new HashMap<>();
  private long lastNanos;
  private int lastName;
  private long lastValue;

  ChangingChannels(Simulator simulator, SplittableRandom random) {
    this.simulator = simulator;
    this.random = random;
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
    long index = simulator.createIndex(name);
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      createIn(index);
    }
  }

  void createIn(long index) {
    String name = freshName();
    announce(with(data(name, index, false)));
    simulator.createChannel(name, type(), index);
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
    closeWriter(channel);
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

  /** Writes some rows to every group, at times without some of its channels. */
  void writeSome() {
    for (Channel channel : living()) {
      if (channel.isIndex() || !channel.isIndexed()) {
        write(channel, random.nextInt(1, 4));
      }
      if (random.nextInt(4) == 0) {
        closeWriter(channel);
      }
    }
  }

  /** Writes a row with all channels to every group, with new writers. */
  void writeAll() {
    closeWriters();
    for (Channel channel : living()) {
      if (channel.isIndex() || !channel.isIndexed()) {
        SimulatedWriter writer = simulator.openWriter(keys(channel, 100));
        writeRow(channel, writer);
        writer.close();
      }
    }
  }

  /** The value that comes next: what is written from now on has it, or greater ones. */
  long nextValue() {
    return lastValue + 1;
  }

  /** All writers have ended, as they do with their server. */
  void closeWriters() {
    writers.values().forEach(SimulatedWriter::close);
    writers.clear();
  }

  private void closeWriter(Channel channel) {
    SimulatedWriter writer =
        writers.remove(channel.isIndexed() ? channel.indexKey() : channel.key());
    if (writer != null) {
      writer.close();
    }
  }

  private void remember(Channel channel) {
    if (isChosen(channel)) {
      typesOfNames
          .computeIfAbsent(channel.name(), name -> new HashSet<>())
          .add(channel.dataTypeName());
    }
  }

  private void write(Channel indexOrVirtual, int rows) {
    SimulatedWriter writer =
        writers.computeIfAbsent(
            indexOrVirtual.key(), key -> simulator.openWriter(keys(indexOrVirtual, 75)));
    for (int row = 0; row < rows; row++) {
      writeRow(indexOrVirtual, writer);
    }
  }

  private void writeRow(Channel indexOrVirtual, SimulatedWriter writer) {
    Object[] samples = new Object[writer.channelCount()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = ++lastValue;
    }
    if (indexOrVirtual.isIndex()) {
      samples[0] = nextNanos();
    }
    writer.writeRow(samples);
  }

  private long nextNanos() {
    long now = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
    lastNanos = Math.max(lastNanos + 1_000, now);
    return lastNanos;
  }

  /** The index first. */
  private long[] keys(Channel indexOrVirtual, int percent) {
    List<Long> keys = new ArrayList<>(List.of(indexOrVirtual.key()));
    for (Channel channel : living()) {
      boolean inside = channel.indexKey() == indexOrVirtual.key() && !channel.isIndex();
      if (inside && random.nextInt(100) < percent) {
        keys.add(channel.key());
      }
    }
    return keys.stream().mapToLong(Long::longValue).toArray();
  }

  /** Timestamps of what history holds of a channel; none where it is not stored. */
  List<Long> stored(Channel channel) {
    return channel.isVirtual() ? List.of() : simulator.stored(channel.key()).timestampsNanos();
  }
}
