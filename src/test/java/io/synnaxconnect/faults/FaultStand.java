package io.synnaxconnect.faults;

import io.synnaxconnect.simulator.RestartKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * A narrow and a wide index group on a cluster, and a thread that writes both without end, 100 rows
 * a second, but while the cluster restarts.
 */
final class FaultStand implements AutoCloseable {

  static final int ROWS_PER_SECOND = 100;

  private static final int TANK_CHANNELS = 3;
  private static final int ENGINE_CHANNELS = 20;
  private static final long PERIOD_MILLIS = 1000 / ROWS_PER_SECOND;

  /**
   * A point of the writing.
   *
   * @param nanos timestamp of the newest row
   * @param samples that were written up to there, without those of indexes
   */
  record Mark(long nanos, long samples) {}

  private final FaultCluster cluster;
  private final FaultGroup tank;
  private final FaultGroup engine;
  private final EndlessWriter writer = new EndlessWriter("fault-writer", PERIOD_MILLIS, this::tick);
  private int tankRowsAtOnce = 1;

  /** Ends the cluster at its own end. */
  FaultStand(FaultCluster cluster) {
    this.cluster = cluster;
    this.tank = new FaultGroup(cluster, "tank", 1, TANK_CHANNELS);
    this.engine = new FaultGroup(cluster, "engine", 1 + TANK_CHANNELS, ENGINE_CHANNELS);
    writer.begin();
  }

  FaultCluster cluster() {
    return cluster;
  }

  List<FaultGroup> groups() {
    return List.of(tank, engine);
  }

  private synchronized void tick() {
    for (int i = 0; i < tankRowsAtOnce; i++) {
      tank.writeRow(writer.nextNanos());
    }
    engine.writeRow(writer.nextNanos());
  }

  /** Returns when rows were written for so long. */
  void writeFor(Duration time) throws InterruptedException {
    writer.writeFor(time);
  }

  /** How many rows of the narrow group are written at once, a frame each. */
  synchronized void setTankRowsAtOnce(int rows) {
    tankRowsAtOnce = rows;
  }

  /** From now on the wide group is written with this many of its channels. */
  synchronized void writeOnlyEngineChannels(int channels) {
    engine.writeOnly(channels);
  }

  void writeAllEngineChannels() {
    writeOnlyEngineChannels(ENGINE_CHANNELS);
  }

  /** The server process ends and the next one starts; the writer connects again. */
  synchronized void restart(RestartKind kind) {
    if (kind == RestartKind.CLEAN) {
      groups().forEach(FaultGroup::commit);
    }
    cluster.restart(kind);
    groups().forEach(FaultGroup::reopenWriter);
  }

  /** Timestamp of the newest row. */
  synchronized long newestNanos() {
    return writer.newestNanos();
  }

  /** Where the writing is; what was written before can be read. */
  synchronized Mark mark() {
    groups().forEach(FaultGroup::commit);
    return new Mark(writer.newestNanos(), tank.samples() + engine.samples());
  }

  List<String> channelNames() {
    return groups().stream().flatMap(group -> group.channelNames().stream()).toList();
  }

  /** What the cluster holds after one timestamp and up to another, for each channel. */
  synchronized Map<String, NavigableMap<Long, Double>> stored(long afterNanos, long upToNanos) {
    Map<String, NavigableMap<Long, Double>> all = new LinkedHashMap<>();
    groups().forEach(group -> all.putAll(group.stored(afterNanos, upToNanos)));
    return all;
  }

  /** How many samples the cluster holds after one timestamp and up to a position for each index. */
  synchronized long countStored(long afterNanos, Map<Long, Long> positions) {
    return groups().stream()
        .flatMap(
            group ->
                group
                    .stored(afterNanos, positions.getOrDefault(group.indexKey(), afterNanos))
                    .values()
                    .stream())
        .mapToLong(Map::size)
        .sum();
  }

  @Override
  public void close() {
    writer.close();
    cluster.close();
  }
}
