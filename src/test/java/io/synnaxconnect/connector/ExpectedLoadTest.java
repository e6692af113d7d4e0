package io.synnaxconnect.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connector tells at its start about the load that it will be. */
@Timeout(120)
class ExpectedLoadTest {

  private static final long NOW = TimeUnit.SECONDS.toNanos(1_700_000_000);
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("tank_pressure", DataType.FLOAT64, time);
  private final long level = simulator.createChannel("tank_level", DataType.FLOAT64, time);

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void addsUpWhatWasStoredLast() throws Exception {
    // Given
    writeRows(500, 20_000_000);
    long other = simulator.createIndex("tank_other_time");
    simulator.createChannel("tank_other", DataType.FLOAT64, other);

    // When / Then
    assertThat(told())
        .isEqualTo(
            "Expected load, about, from what was stored in the last 60 s: recordsPerSecond=100"
                + " rowsPerSecond=50 samplesPerSecond=100"
                + " indexGroups=2 measured=2 silent=1 notStored=0");
  }

  @Test
  void countsRecordsOfTheFormatThatIsSet() throws Exception {
    writeRows(500, 20_000_000);

    assertThat(told("record.format", "row"))
        .contains("recordsPerSecond=50 rowsPerSecond=50 samplesPerSecond=100 ");
    assertThat(told("record.format", "packed"))
        .contains("recordsPerSecond=one for each channel and frame rowsPerSecond=50");
  }

  @Test
  void looksAtTheNewestRowsOfAFastGroupOnly() throws Exception {
    writeRows(5_000, 100_000);

    assertThat(told()).contains("recordsPerSecond=20000 rowsPerSecond=10000");
  }

  @Test
  void saysThatWhatIsNotStoredComesOnTop() throws Exception {
    writeRows(500, 20_000_000);
    simulator.createVirtual("tank_state", "float64");

    assertThat(told())
        .startsWith("Expected load, at least, ")
        .endsWith(
            "recordsPerSecond=100 rowsPerSecond=50 samplesPerSecond=100"
                + " indexGroups=2 measured=1 silent=0 notStored=1");
  }

  @Test
  void saysWhenNothingIsWritten() throws Exception {
    writeRows(500, 20_000_000, NOW - TimeUnit.MINUTES.toNanos(5));

    assertThat(told())
        .isEqualTo(
            "The expected load is unknown: nothing was stored in the last 60 s:"
                + " indexGroups=1 measured=1 silent=1 notStored=0");
  }

  @Test
  void saysWhenNothingIsStored() throws Exception {
    simulator.createVirtual("tank_state", "float64");

    assertThat(told("channels.include", "tank_state"))
        .isEqualTo(
            "The expected load is unknown: no selected channel is stored:"
                + " indexGroups=1 measured=0 silent=0 notStored=1");
    assertThat(simulator.counters().iteratorsOpened()).isZero();
  }

  @Test
  void readsNoHistoryWhereNoneIsWanted() throws Exception {
    writeRows(500, 20_000_000);

    assertThat(told("delivery", "live"))
        .contains("does not read history")
        .contains("delivery=live");
    assertThat(simulator.counters().iteratorsOpened()).isZero();
  }

  @Test
  void bearsAClusterThatIsAway() throws Exception {
    SynnaxSourceConnectorConfig config = config();
    try (SynnaxCluster cluster = connection(config)) {
      List<IndexGroup> groups = config.selection().groups(cluster.retrieveChannels());
      simulator.stop();

      assertThat(new ExpectedLoad(config, cluster, CLOCK).describe(groups))
          .startsWith("The expected load is unknown: history could not be read: ");
    }
  }

  private String told(String... changes) throws InterruptedException {
    SynnaxSourceConnectorConfig config = config(changes);
    try (SynnaxCluster cluster = connection(config)) {
      List<IndexGroup> groups = config.selection().groups(cluster.retrieveChannels());
      return new ExpectedLoad(config, cluster, CLOCK).describe(groups);
    }
  }

  private static SynnaxCluster connection(SynnaxSourceConnectorConfig config) {
    return SynnaxClient.create(config.endpoints());
  }

  private SynnaxSourceConnectorConfig config(String... changes) {
    Map<String, String> properties = ConfigFixtures.good();
    properties.put("synnax.address", simulator.address());
    properties.put("synnax.username", "synnax");
    properties.put("synnax.password", "seldon");
    properties.put("synnax.tls.enabled", "false");
    properties.put("channels.include", "tank_.*");
    properties.put("channels.exclude", ".*_time");
    for (int i = 0; i < changes.length; i += 2) {
      properties.put(changes[i], changes[i + 1]);
    }
    return new SynnaxSourceConnectorConfig(properties);
  }

  private void writeRows(int count, long stepNanos) {
    writeRows(count, stepNanos, NOW);
  }

  private void writeRows(int count, long stepNanos, long lastNanos) {
    try (SimulatedWriter writer = simulator.openWriter(time, pressure, level)) {
      for (int row = 1; row <= count; row++) {
        writer.writeRow(lastNanos - (count - row) * stepNanos, 1.0 * row, 2.0 * row);
      }
    }
  }
}
