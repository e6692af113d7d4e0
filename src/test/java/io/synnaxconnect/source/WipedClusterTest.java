package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.CapturedLog;
import io.synnaxconnect.FakeConnect;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cluster that comes back wiped while a connector and its tasks follow its channels: the same
 * names have other keys there, and the same keys are other channels.
 */
@Timeout(180)
class WipedClusterTest {

  private static final int ROWS = 20;
  private static final double NEW = 1_000;

  private final Simulator simulator = Simulator.builder().start();
  private final List<SourceRecord> records = new CopyOnWriteArrayList<>();
  private final CapturedLog log = new CapturedLog();
  private long nextNanos = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
  private long tank;
  private long other;
  private long state;

  private final FakeConnect.Surroundings surroundings =
      new FakeConnect.Surroundings() {
        @Override
        public void records(List<SourceRecord> arrived) {
          arrived.stream()
              .filter(record -> !record.topic().equals("__synnax-heartbeat"))
              .forEach(records::add);
        }

        @Override
        public void stopped() {
          eventually(() -> assertThat(simulator.counters().openTelemetryStreams()).isZero());
        }

        @Override
        public long groupChanges() {
          return 0;
        }
      };

  @AfterEach
  void stop() {
    simulator.close();
    log.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"connector", "task"})
  void namesAreResolvedAgainAndNothingIsMixed(String assignment) {
    try (FakeConnect connect = new FakeConnect(properties(assignment), surroundings)) {
      // Given
      createTank();
      createOther();
      state = simulator.createVirtual("tank_state", "float64");
      String before = simulator.clusterKey();
      connect.configure(2);
      awaitStreams();
      awaitState(0);
      write(0);
      awaitRows(0);

      // When
      simulator.restart(RestartKind.WIPED);
      simulator.createVirtual("spare", "float64");
      createOther();
      createTank();
      state = simulator.createVirtual("tank_state", "float64");
      write(NEW);

      // Then
      awaitRows(NEW);
      awaitState(NEW);
      String after = simulator.clusterKey();
      assertThat(clusters(records.stream().filter(r -> value(r) < NEW).toList()))
          .containsExactly(before);
      assertThat(clusters(records.stream().filter(r -> value(r) >= NEW).toList()))
          .containsExactly(after);
      String told = "cluster=" + after + " previousCluster=" + before;
      eventually(() -> assertThat(log.lines("WARN", "selecting channels again", told)).hasSize(1));
      if (assignment.equals("task")) {
        // In the other mode tasks may have been replaced by ones that never saw the cluster before.
        assertThat(log.lines("WARN", "starting with new offsets", told)).isNotEmpty();
      }
      assertThat(connect.failures()).isEmpty();
    }
  }

  private void createTank() {
    tank = simulator.createIndex("tank_time");
    simulator.createChannel("tank_pressure", DataType.FLOAT64, tank);
  }

  private void createOther() {
    other = simulator.createIndex("other_time");
    simulator.createChannel("tank_level", DataType.FLOAT64, other);
  }

  /** The channel of a group has the key after that of its index. */
  private void write(double firstValue) {
    for (long index : List.of(tank, other)) {
      try (SimulatedWriter writer = simulator.openWriter(index, index + 1)) {
        for (int row = 0; row < ROWS; row++) {
          nextNanos = Math.max(nextNanos + 1, System.currentTimeMillis() * 1_000_000);
          writer.writeRow(nextNanos, firstValue + row);
        }
      }
    }
  }

  private void awaitStreams() {
    eventually(
        () ->
            assertThat(simulator.streamedKeys().stream().flatMap(Set::stream))
                .contains(tank, other, state));
  }

  private void awaitRows(double firstValue) {
    List<Double> written = IntStream.range(0, ROWS).mapToObj(row -> firstValue + row).toList();
    eventually(
        () -> {
          for (String channel : List.of("tank_pressure", "tank_level")) {
            assertThat(values(channel).stream().filter(value -> value >= firstValue))
                .containsExactlyElementsOf(written);
          }
        });
  }

  /** What is stored nowhere comes from the moment on in which a stream has it. */
  private void awaitState(double value) {
    eventually(
        () -> {
          try (SimulatedWriter writer = simulator.openWriter(state)) {
            writer.writeRow(value);
          }
          assertThat(values("tank_state")).contains(value);
        });
  }

  private List<Double> values(String channel) {
    return records.stream()
        .filter(record -> channel.equals(record.key()))
        .map(WipedClusterTest::value)
        .toList();
  }

  private static double value(SourceRecord record) {
    return ((Struct) record.value()).getFloat64("value");
  }

  private static Set<Object> clusters(List<SourceRecord> some) {
    return some.stream()
        .map(record -> (Object) record.sourcePartition().get("cluster_key"))
        .collect(Collectors.toSet());
  }

  private Map<String, String> properties(String assignment) {
    Map<String, String> properties =
        ConfigFixtures.with(
            "synnax.username", "synnax",
            "synnax.password", "seldon",
            "synnax.tls.enabled", "false",
            "channels.include", "tank_pressure, tank_level, tank_state",
            "channels.assignment", assignment,
            "channels.refresh.debounce.ms", "50",
            "channels.refresh.interval.ms", "1000",
            "probe.interval.ms", "1000",
            "poll.timeout.ms", "50");
    properties.put("synnax.address", simulator.address());
    return properties;
  }

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofMinutes(1))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(assertion);
  }
}
