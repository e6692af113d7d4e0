package io.synnaxconnect.faults;

import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.simulator.Simulator;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A simulator with a narrow and a wide index group and a thread that writes both without end, 100
 * rows a second, whatever happens to the network.
 */
final class FaultStand implements AutoCloseable {

  static final int ROWS_PER_SECOND = 100;

  private static final int TANK_CHANNELS = 3;
  private static final int ENGINE_CHANNELS = 20;
  private static final long PERIOD_MILLIS = 1000 / ROWS_PER_SECOND;

  private final Simulator simulator = Simulator.builder().start();
  private final FaultGroup tank = new FaultGroup(simulator, "tank", 1, TANK_CHANNELS);
  private final FaultGroup engine =
      new FaultGroup(simulator, "engine", 1 + TANK_CHANNELS, ENGINE_CHANNELS);
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "fault-writer"));
  private long newestNanos;
  private int tankRowsAtOnce = 1;
  private CountDownLatch ticks = new CountDownLatch(0);
  private volatile @Nullable RuntimeException failure;

  FaultStand() {
    var unused =
        thread.scheduleAtFixedRate(this::tick, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  Simulator simulator() {
    return simulator;
  }

  List<FaultGroup> groups() {
    return List.of(tank, engine);
  }

  private synchronized void tick() {
    try {
      for (int i = 0; i < tankRowsAtOnce; i++) {
        tank.writeRow(nextNanos());
      }
      engine.writeRow(nextNanos());
      ticks.countDown();
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  /** Ascends whatever the clock does. */
  private long nextNanos() {
    newestNanos = Math.max(newestNanos + 1, System.currentTimeMillis() * 1_000_000L);
    return newestNanos;
  }

  /** Returns when rows were written for so long. */
  void writeFor(Duration time) throws InterruptedException {
    CountDownLatch written = new CountDownLatch((int) (time.toMillis() / PERIOD_MILLIS));
    synchronized (this) {
      ticks = written;
    }
    while (!written.await(1, TimeUnit.SECONDS)) {
      RuntimeException ended = failure;
      if (ended != null) {
        throw ended;
      }
    }
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
    simulator.restart(kind);
    groups().forEach(FaultGroup::reopenWriter);
  }

  /** Timestamp of the newest row. */
  synchronized long newestNanos() {
    return newestNanos;
  }

  List<String> channelNames() {
    return groups().stream().flatMap(group -> group.channelNames().stream()).toList();
  }

  /** What the cluster holds: value by timestamp, for each channel. */
  synchronized Map<String, NavigableMap<Long, Double>> stored() {
    Map<String, NavigableMap<Long, Double>> all = new LinkedHashMap<>();
    groups().forEach(group -> all.putAll(group.stored()));
    return all;
  }

  /** How many samples the cluster holds after one timestamp and up to a position for each index. */
  synchronized long countStored(long afterNanos, Map<Long, Long> positions) {
    return groups().stream()
        .flatMap(
            group ->
                group.stored().values().stream()
                    .map(
                        samples ->
                            samples.subMap(
                                afterNanos,
                                false,
                                positions.getOrDefault(group.indexKey(), afterNanos),
                                true)))
        .mapToLong(Map::size)
        .sum();
  }

  @Override
  public void close() {
    thread.shutdownNow();
    simulator.close();
  }
}
