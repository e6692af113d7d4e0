package io.synnaxconnect.faults;

import io.synnaxconnect.contract.CuttableRoute;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A simulator behind a way that can break, and what is written there in one life: groups that are
 * written without end, rows that are imported, large frames, and channels that come and go.
 */
final class ChaosStand implements AutoCloseable {

  /** Channels of which the audit expects everything. */
  static final String AUDITED = "tank_.*, engine_.*, g[0-9]+_.*, import_.*, bulk_.*";

  /** Channels that are deleted, renamed and retyped, and rows that are deleted. */
  static final String PASSING = "extra_.*, archive_.*";

  /** What a channel's name would begin a line of the log with, if it could. */
  static final String INJECTED = "injected by a name";

  private static final long PERIOD_MILLIS = 10;
  private static final Duration IMPORTED_SINCE = Duration.ofHours(2);
  private static final int SLOT_COUNT = 300;
  private static final Duration SLOT = Duration.ofSeconds(10);
  private static final int ROWS_OF_IMPORT = 100;
  private static final int LARGE_ROWS = 20_000;
  private static final int ARCHIVED = 20;

  private final AtomicLong clockShiftNanos = new AtomicLong();
  private final Simulator simulator =
      Simulator.builder()
          .password(SecretSearch.PASSWORD)
          .clock(() -> nowNanos() + clockShiftNanos.get())
          .start();
  private final SimulatorCluster cluster = new SimulatorCluster(simulator);
  private final CuttableRoute route = new CuttableRoute("127.0.0.1", simulator.port());
  private final EndlessWriter writer = new EndlessWriter("chaos-writer", PERIOD_MILLIS, this::tick);
  private final long startNanos = nowNanos();
  private final List<FaultGroup> groups = new ArrayList<>();
  private final ImportGroup imports;
  private final ImportGroup archive;
  private final List<Integer> freeSlots;
  private final long bulkIndex;
  private final long bulk;
  private final long extraIndex;
  private final List<Long> extras = new ArrayList<>();
  private int deletedRegions;
  private int extraNames;

  /**
   * Writes nothing before {@link #begin}.
   *
   * @param random where rows are imported to depends on it
   */
  ChaosStand(Random random) {
    freeSlots = new ArrayList<>(IntStream.range(0, SLOT_COUNT).boxed().toList());
    Collections.shuffle(freeSlots, random);
    groups.add(new FaultGroup(cluster, "tank", 1_000, 3));
    groups.add(new FaultGroup(cluster, "engine", 2_000, 20));
    imports = new ImportGroup(cluster, "import", 100_000, 3, FaultCluster::createChannel);
    archive = new ImportGroup(cluster, "archive", 200_000, 2, FaultCluster::createChannel);
    bulkIndex = cluster.createIndex("time_of_bulk");
    bulk = cluster.createChannel("bulk_0", bulkIndex);
    extraIndex = cluster.createIndex("time_of_extra");
    for (int i = 0; i < 4; i++) {
      extras.add(createExtra("extra_" + i, DataType.FLOAT64));
    }
    for (int i = 0; i < ARCHIVED; i++) {
      var unused = archive.importRows(archivedNanos(i), ROWS_OF_IMPORT);
    }
  }

  private static long nowNanos() {
    return TimeStamp.of(Instant.now()).nanos();
  }

  void begin() {
    writer.begin();
  }

  private synchronized void tick() {
    for (FaultGroup group : groups) {
      group.writeRow(writer.nextNanos());
    }
  }

  /** Returns when rows were written for so long. */
  void writeFor(Duration time) throws InterruptedException {
    writer.writeFor(time);
  }

  /** Returns when the last row was written and can be read. */
  void end() {
    writer.close();
    synchronized (this) {
      groups.forEach(FaultGroup::commit);
      imports.endLive();
    }
  }

  Simulator simulator() {
    return simulator;
  }

  /** The way on which connectors reach the simulator. */
  CuttableRoute route() {
    return route;
  }

  /** Settings with which a connector reads it on that way. */
  Map<String, String> connectorSettings() {
    Map<String, String> settings = new HashMap<>(cluster.connectorSettings());
    settings.put("synnax.address", "127.0.0.1:" + route.port());
    return settings;
  }

  /** Settings with which the audit reads it, on a way that does not break. */
  Map<String, String> auditSettings() {
    return cluster.connectorSettings();
  }

  /** From when on everything of the audited channels is stored for good. */
  Instant auditedSince() {
    return Instant.ofEpochSecond(0, startNanos).minus(IMPORTED_SINCE);
  }

  /** The server process ends and the next one starts; the writers connect again. */
  synchronized void restart(RestartKind kind) {
    if (kind == RestartKind.CLEAN) {
      groups.forEach(FaultGroup::commit);
    }
    imports.endLive();
    cluster.restart(kind);
    groups.forEach(FaultGroup::reopenWriter);
  }

  /** Sets the clock of the cluster, which writers do not use. */
  void shiftClock(Duration shift) {
    clockShiftNanos.set(shift.toNanos());
  }

  /** A group appears, and is written without end. */
  synchronized void addGroup() {
    int number = groups.size();
    groups.add(new FaultGroup(cluster, "g" + number, 1_000 + number * 1_000, 1 + number % 3));
  }

  /** A group gets one more channel. */
  synchronized void addChannel(Random random) {
    groups.get(random.nextInt(groups.size())).addChannel();
  }

  /** Old rows are imported into a group that is written, and into one that is not. */
  synchronized void importRows() {
    long[] keys = groups.get(0).keys();
    long first = slotNanos();
    simulator.importRows(keys, first, rows(keys.length, first));
    var unused = imports.importRows(slotNanos(), ROWS_OF_IMPORT);
  }

  private static Object[][] rows(int width, long firstNanos) {
    Object[][] rows = new Object[ROWS_OF_IMPORT][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new Object[width];
      rows[i][0] = firstNanos + i * ImportGroup.STEP_NANOS;
      for (int channel = 1; channel < width; channel++) {
        rows[i][channel] = (double) (channel + i);
      }
    }
    return rows;
  }

  /** Rows without a channel are imported, and then the samples of that channel. */
  synchronized void importAlone() {
    long first = slotNanos();
    var unused = imports.importRowsOfFirst(first, ROWS_OF_IMPORT);
    unused = imports.importLastAlone(first, ROWS_OF_IMPORT);
  }

  /** A session streams some rows and stays open until the next one. */
  synchronized void writeSession() {
    imports.endLive();
    var unused = imports.writeLive(ROWS_OF_IMPORT);
  }

  private long slotNanos() {
    int slot = freeSlots.remove(0);
    return startNanos - IMPORTED_SINCE.toNanos() + slot * SLOT.toNanos();
  }

  /** One frame holds very many rows. */
  synchronized void writeLargeFrame() {
    long first = writer.nextNanos();
    long[] stamps = LongStream.range(0, LARGE_ROWS).map(i -> first + i).toArray();
    double[] values = LongStream.range(0, LARGE_ROWS).mapToDouble(i -> i).toArray();
    try (SimulatedWriter large = simulator.openWriter(bulkIndex, bulk)) {
      large.write(SeriesData.timestamps(stamps), SeriesData.float64(values));
    }
  }

  /** The oldest stored region of rows that nobody audits is deleted. */
  synchronized void deleteRegion() {
    long from = archivedNanos(deletedRegions);
    deletedRegions++;
    TimeRange region = new TimeRange(new TimeStamp(from), new TimeStamp(from + SLOT.toNanos()));
    simulator.deleteRegions(region, archive.indexKey());
    simulator.deleteRegions(region, archive.channelKeys());
  }

  private long archivedNanos(int region) {
    return startNanos - Duration.ofDays(2).toNanos() + region * SLOT.toNanos();
  }

  private long createExtra(String name, DataType type) {
    return simulator.createChannel(name, type, extraIndex);
  }

  private void writeExtra(long key, Object sample) {
    try (SimulatedWriter extra = simulator.openWriter(extraIndex, key)) {
      extra.writeRow(writer.nextNanos(), sample);
    }
  }

  /** A channel that nobody audits gets another name between two samples. */
  synchronized void renameExtra() {
    long key = extras.get(0);
    writeExtra(key, 1.0);
    extraNames++;
    simulator.renameChannel(key, "extra_renamed_" + extraNames);
    writeExtra(key, 2.0);
  }

  /** A channel that nobody audits is deleted after a sample, and another one comes. */
  synchronized void deleteExtra() {
    long key = extras.remove(1);
    writeExtra(key, 1.0);
    simulator.deleteChannel(key);
    extraNames++;
    extras.add(createExtra("extra_new_" + extraNames, DataType.FLOAT64));
  }

  /** A channel that nobody audits has a name that older clusters accept, to whatever end. */
  synchronized void createHostileName() {
    extraNames++;
    long key = extraIndex + 100_000 + extraNames;
    String name = "extra_\r" + INJECTED + "\u0000${file:/etc/passwd:x}\u202e" + extraNames;
    simulator.putChannel(
        new Channel(key, name, DataType.FLOAT64.wireName(), extraIndex, false, false, false, ""));
    writeExtra(key, 1.0);
  }

  /** A channel that nobody audits is deleted, and another one gets its name with another type. */
  synchronized void retypeExtra() {
    extraNames++;
    long before = createExtra("extra_typed_" + extraNames, DataType.FLOAT64);
    writeExtra(before, 1.0);
    simulator.deleteChannel(before);
    writeExtra(createExtra("extra_typed_" + extraNames, DataType.INT32), 2);
  }

  @Override
  public void close() {
    writer.close();
    route.close();
    cluster.close();
  }
}
