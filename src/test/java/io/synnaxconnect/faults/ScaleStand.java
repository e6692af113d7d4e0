package io.synnaxconnect.faults;

import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Many index groups and a virtual channel on a simulator, and a thread that writes them without
 * end: a row of each group 50 times a second, the virtual channel a thousand times a second.
 */
final class ScaleStand implements AutoCloseable {

  /** The virtual channel: its values count up from 0. */
  static final String PULSE = "pulse";

  /** What {@code channels.include} has to be. */
  static final String CHANNELS = "g[0-9]+_.*, " + PULSE;

  private static final int GROUPS = 9;
  private static final long PERIOD_MILLIS = 20;
  private static final int PULSES_AT_ONCE = 20;

  /**
   * A point of the writing.
   *
   * @param nanos timestamp of the newest row
   * @param pulses written to the virtual channel
   */
  record Mark(long nanos, long pulses) {}

  private final SimulatorCluster cluster = new SimulatorCluster();
  private final Simulator simulator = cluster.simulator().orElseThrow();
  private final List<FaultGroup> groups = new ArrayList<>();
  private final long pulseKey = simulator.createVirtual(PULSE, "float64");
  private final SimulatedWriter pulseWriter = simulator.openWriter(pulseKey);
  private final EndlessWriter writer = new EndlessWriter("scale-writer", PERIOD_MILLIS, this::tick);
  private int channels;
  private long pulses;

  ScaleStand() {
    for (int i = 0; i < GROUPS; i++) {
      addGroup();
    }
    writer.begin();
  }

  /** Creates an index with one, two or three channels, which is written from now on. */
  synchronized FaultGroup addGroup() {
    int width = 1 + groups.size() % 3;
    FaultGroup group = new FaultGroup(cluster, "g" + groups.size(), 1 + channels, width);
    groups.add(group);
    channels += width;
    // The new group's writer begins at a timestamp that no row may have.
    var unused = writer.nextNanos();
    return group;
  }

  private synchronized void tick() {
    for (FaultGroup group : groups) {
      group.writeRow(writer.nextNanos());
    }
    for (int i = 0; i < PULSES_AT_ONCE; i++) {
      pulseWriter.writeRow((double) pulses);
      pulses++;
    }
  }

  /** Returns when rows were written for so long. */
  void writeFor(Duration time) throws InterruptedException {
    writer.writeFor(time);
  }

  SimulatorCluster cluster() {
    return cluster;
  }

  Simulator simulator() {
    return simulator;
  }

  synchronized List<FaultGroup> groups() {
    return List.copyOf(groups);
  }

  /** Where the writing is; what was written before can be read. */
  synchronized Mark mark() {
    groups.forEach(FaultGroup::commit);
    return new Mark(writer.newestNanos(), pulses);
  }

  /** What the cluster holds after one point and up to another, for each stored channel. */
  synchronized Map<String, NavigableMap<Long, Double>> stored(Mark after, Mark upTo) {
    Map<String, NavigableMap<Long, Double>> all = new LinkedHashMap<>();
    groups.forEach(group -> all.putAll(group.stored(after.nanos(), upTo.nanos())));
    return all;
  }

  /** What was written to the virtual channel; the value stands for the timestamp too. */
  static Map<String, NavigableMap<Long, Double>> pulses(Mark after, Mark upTo) {
    TreeMap<Long, Double> written = new TreeMap<>();
    for (long pulse = after.pulses(); pulse < upTo.pulses(); pulse++) {
      written.put(pulse, (double) pulse);
    }
    return Map.of(PULSE, written);
  }

  /** Keys of all channels that a connector has to read, the indexes too. */
  Set<Long> keys() {
    Set<Long> keys = new HashSet<>();
    simulator.channels().stream()
        .filter(channel -> channel.name().matches("(time_of_)?g[0-9]+(_.*)?|" + PULSE))
        .forEach(channel -> keys.add(channel.key()));
    return keys;
  }

  @Override
  public void close() {
    writer.close();
    cluster.close();
  }
}
