package io.synnaxconnect.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.synnaxconnect.cluster.SharedCluster;
import io.synnaxconnect.contract.Clusters;
import io.synnaxconnect.telem.TimeRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Rows that are stored before the position, or before the first row, on real processes: they arrive
 * whole, once with transactions, and without them repeated only after a worker was killed. {@code
 * -Pfaults} takes the cluster at {@code SYNNAX_ADDRESS}.
 */
@Timeout(900)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportsIT {

  private static final int ROWS = 1_000;
  private static final int TEXTS = 60_000;
  private static final int REGIONS = 60;
  private static final int DELETED_REGIONS = 20;
  private static final int TEXTS_PER_REGION = 100;
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final Map<String, String> EARLIEST = Map.of("start.from", "earliest");

  private final long nowNanos = System.currentTimeMillis() * 1_000_000L;
  private FaultCluster synnax;
  private ImportRun run;
  private ImportGroup tank;
  private List<Delivery> pair;

  @BeforeAll
  void start() throws Exception {
    synnax =
        Clusters.realCluster()
            .<FaultCluster>map(real -> new RealCluster(real, ""))
            .orElseGet(SimulatorCluster::new);
    run = new ImportRun(SharedCluster.get(), synnax);
    tank = new ImportGroup(synnax, "tank", 1, 2, FaultCluster::createChannel);
    Map<String, NavigableMap<Long, Double>> stored = tank.importRows(nowNanos - HOUR / 12, ROWS);
    pair = run.connect("imports", "tank|valve|mixer|mill", EARLIEST);
    run.during("stored before the start", pair, tank, () -> stored);
  }

  @AfterAll
  void end() {
    try {
      run.assertNothingElseRepeats();
    } finally {
      run.close();
      synnax.close();
    }
  }

  @Test
  void deliversAnImportAfterALiveSession() throws Exception {
    // Given
    try {
      run.during("session that streams", pair, tank, () -> tank.writeLive(ROWS));
    } finally {
      tank.endLive();
    }

    // When
    List<ImportRow> rows =
        run.during("import of an hour ago", pair, tank, () -> tank.importRows(ago(1), ROWS));

    // Then
    assertThat(rows).allMatch(row -> row.late() == row.stored());
  }

  @Test
  void deliversAnImportOfYesterday() throws Exception {
    List<ImportRow> rows =
        run.during("import of yesterday", pair, tank, () -> tank.importRows(ago(24), ROWS));

    assertThat(rows).allMatch(row -> row.late() == row.stored());
  }

  @Test
  void deliversAnImportIntoANewGroup() throws Exception {
    ImportGroup valve = new ImportGroup(synnax, "valve", 3, 1, FaultCluster::createChannel);

    run.during("import into a new group", pair, valve, () -> valve.importRows(ago(1), ROWS));
  }

  @Test
  void deliversAChannelThatIsWrittenAloneOverRowsThatWereDelivered() throws Exception {
    // Given
    ImportGroup mixer = new ImportGroup(synnax, "mixer", 7, 2, FaultCluster::createChannel);
    run.during("rows of a group", pair, mixer, () -> mixer.importRows(ago(3), ROWS));
    run.during("rows without a channel", pair, mixer, () -> mixer.importRowsOfFirst(ago(2), ROWS));

    // When
    List<ImportRow> rows =
        run.during(
            "this channel, written alone", pair, mixer, () -> mixer.importLastAlone(ago(2), ROWS));

    // Then
    assertThat(rows).allMatch(row -> row.late() == row.stored());
  }

  @Test
  void deliversAChannelThatIsWrittenAloneBeforeItsNewestSample() throws Exception {
    // Given
    ImportGroup mill = new ImportGroup(synnax, "mill", 10, 2, FaultCluster::createChannel);
    run.during("older rows of a group", pair, mill, () -> mill.importRows(ago(3), ROWS));
    run.during("rows without a channel", pair, mill, () -> mill.importRowsOfFirst(ago(2), ROWS));
    run.during("newer rows of a group", pair, mill, () -> mill.importRows(ago(1), ROWS));

    // When
    List<ImportRow> rows =
        run.during(
            "this channel, written alone between them",
            pair,
            mill,
            () -> mill.importLastAlone(ago(2), ROWS));

    // Then
    assertThat(rows).allMatch(row -> row.late() == row.stored());
  }

  @Test
  void deliversAnImportThoughTheUserMayNotReadControlChannels() throws Exception {
    // Given
    ImportGroup boiler = new ImportGroup(synnax, "boiler", 9, 1, FaultCluster::createChannel);
    Optional<Map<String, String>> user =
        synnax.narrowUser(boiler.indexKey(), boiler.channelKeys()[0]);
    assumeTrue(user.isPresent(), "Only a real cluster without TLS has users with other rights");
    Map<String, String> settings = new HashMap<>(EARLIEST);
    settings.putAll(user.orElseThrow());
    List<Delivery> blind = run.connect("blind", "boiler", settings);
    run.during("rows for a narrow user", blind, boiler, () -> boiler.writeLive(ROWS));
    boiler.endLive();

    // When
    List<ImportRow> rows =
        run.during("import found by rounds", blind, boiler, () -> boiler.importRows(ago(1), ROWS));

    // Then
    assertThat(rows).allMatch(row -> row.late() == row.stored());
    assertThat(blind)
        .allMatch(
            d -> d.workerLog().contains("The control channels of the cluster cannot be read"));
  }

  @Test
  void deliversAnImportWhileTheWorkerIsDown() throws Exception {
    List<ImportRow> rows =
        run.during(
            "import while the worker is down",
            pair,
            tank,
            () -> {
              run.killWorkers();
              var imported = tank.importRows(ago(2), ROWS);
              run.startWorkers();
              return imported;
            });

    assertThat(rows).allMatch(row -> row.late() == row.stored());
  }

  @Test
  void deliversWhatIsWrittenAfterAFirstStartThoughTheWorkerRestarts() throws Exception {
    // Given
    ImportGroup pump = new ImportGroup(synnax, "pump", 4, 1, FaultCluster::createChannel);
    List<Delivery> latest = run.connect("first-start", "pump", Map.of("start.from", "latest"));
    latest.forEach(delivery -> delivery.awaitOffset(pump.indexKey()));

    // When
    run.during(
        "first rows while the worker is down",
        latest,
        pump,
        () -> {
          run.killWorkers();
          var first = pump.writeLive(ROWS);
          pump.endLive();
          run.startWorkers();
          return first;
        });
  }

  @Test
  void deliversLongTextsThatWereStoredBeforeTheFirstStart() throws Exception {
    // Given
    requireTexts();
    ImportGroup notes = new ImportGroup(synnax, "notes", 5, 1, FaultCluster::createTextChannel);
    var stored = notes.importRows(ago(1), TEXTS);

    // When
    List<Delivery> texts = run.connect("texts", "notes", textSettings());

    // Then
    run.during("backfill of texts of 1.5 kB", texts, notes, () -> stored);
  }

  @Test
  void deliversLivingRowsThoughOlderRegionsAreDeletedMeanwhile() throws Exception {
    // Given
    assumeTrue(synnax.canDelete(), "The test deletes ranges of a real cluster without TLS only");
    requireTexts();
    ImportGroup logs = new ImportGroup(synnax, "logs", 6, 1, FaultCluster::createTextChannel);
    var stored = importRegions(logs);
    List<Delivery> texts = run.connect("deleted", "logs", textSettings());

    // When
    run.during(
        "backfill while old regions are deleted",
        texts,
        logs,
        () -> {
          for (int i = 0; i < DELETED_REGIONS; i++) {
            awaitRecords(texts, (i + 1L) * TEXTS_PER_REGION);
            delete(logs, regionStart(i));
          }
          return logs.stored(stored);
        });
  }

  private void requireTexts() {
    assumeTrue(synnax.canStoreTexts(), "Synnax stores texts from 0.55 on");
  }

  private Map<String, NavigableMap<Long, Double>> importRegions(ImportGroup group) {
    Map<String, NavigableMap<Long, Double>> all = new HashMap<>();
    for (int i = 0; i < REGIONS; i++) {
      group
          .importRows(regionStart(i), TEXTS_PER_REGION)
          .forEach(
              (name, samples) -> all.computeIfAbsent(name, n -> new TreeMap<>()).putAll(samples));
    }
    return all;
  }

  private long regionStart(int region) {
    return ago(1) + TimeUnit.SECONDS.toNanos(region);
  }

  private void delete(ImportGroup group, long startNanos) {
    TimeRange region =
        TimeRange.ofNanos(startNanos, startNanos + TEXTS_PER_REGION * ImportGroup.STEP_NANOS);
    synnax.delete(region, group.channelKeys()[0]);
    synnax.delete(region, group.indexKey());
  }

  private static void awaitRecords(List<Delivery> pair, long count) {
    for (Delivery delivery : pair) {
      while (delivery.receive().records() < count) {
        delivery.requireNoFailure();
      }
    }
  }

  /** Only this format has texts in a form that the test reads. */
  private static Map<String, String> textSettings() {
    Map<String, String> settings = new HashMap<>(EARLIEST);
    settings.put("record.format", "sample");
    return settings;
  }

  private long ago(int hours) {
    return nowNanos - hours * HOUR;
  }
}
