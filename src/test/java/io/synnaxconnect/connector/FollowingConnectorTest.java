package io.synnaxconnect.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.RecordingContext;
import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connector asks of Connect when channels are created, renamed and deleted. */
@Timeout(120)
class FollowingConnectorTest {

  private final Simulator simulator = Simulator.builder().start();
  private final RecordingContext context = new RecordingContext();
  private final SynnaxSourceConnector connector = new SynnaxSourceConnector();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("tank_pressure", DataType.FLOAT64, time);

  @BeforeEach
  void initialize() {
    connector.initialize(context);
  }

  @AfterEach
  void stop() {
    connector.stop();
    simulator.close();
  }

  @Test
  void aNewGroupAfterACalmTimeIsRequestedAtOnceAndTheNextOneLater() {
    // Given
    start("channels.refresh.debounce.ms", "600000");
    assertThat(connector.taskConfigs(4)).hasSize(1);
    simulator.createVirtual("tank_1", "float64");
    eventually(() -> assertThat(context.reconfigurations).hasValue(1));

    // When
    simulator.createVirtual("tank_2", "float64");

    // Then
    eventually(() -> assertThat(groupKeys(connector.taskConfigs(4))).hasSize(3));
    assertThat(context.reconfigurations).hasValue(1);
  }

  @Test
  void aThousandNewGroupsAreTwoReconfigurationsAtMost() {
    // Given
    start("channels.refresh.debounce.ms", "3000");
    assertThat(connector.taskConfigs(4)).hasSize(1);

    // When
    for (int i = 0; i < 1_000; i++) {
      simulator.createVirtual("tank_" + i, "float64");
    }

    // Then
    eventually(
        () -> {
          assertThat(groupKeys(connector.taskConfigs(4))).hasSize(1_001);
          assertThat(context.reconfigurations).hasPositiveValue();
        });
    assertThat(context.reconfigurations).hasValueLessThanOrEqualTo(2);
  }

  @Test
  void aChannelThatJoinsAGroupIsNoneOfItsBusiness() {
    // Given
    start("channels.refresh.debounce.ms", "0");
    List<Map<String, String>> configs = connector.taskConfigs(4);

    // When
    simulator.createChannel("tank_level", DataType.FLOAT64, time);
    simulator.renameChannel(pressure, "tank_force");
    long marker = simulator.createVirtual("tank_marker", "float64");

    // Then
    eventually(() -> assertThat(context.reconfigurations).hasValue(1));
    assertThat(groupKeys(configs)).containsExactly(time);
    assertThat(groupKeys(connector.taskConfigs(4))).containsExactlyInAnyOrder(time, marker);
  }

  @Test
  void aVanishedGroupIsOneReconfiguration() {
    // Given
    long state = simulator.createVirtual("tank_state", "float64");
    start("channels.refresh.debounce.ms", "0");
    assertThat(groupKeys(connector.taskConfigs(1))).containsExactlyInAnyOrder(time, state);

    // When
    simulator.deleteChannel(state);

    // Then
    eventually(() -> assertThat(context.reconfigurations).hasValue(1));
    assertThat(groupKeys(connector.taskConfigs(1))).containsExactly(time);
  }

  @Test
  void tasksThatFindTheirGroupsThemselvesAreLeftAlone() {
    // Given
    start("channels.assignment", "task", "channels.refresh.debounce.ms", "0");
    List<Map<String, String>> configs = connector.taskConfigs(3);
    assertThat(configs)
        .extracting(config -> config.get("task.id") + "/" + config.get("task.count"))
        .containsExactly("0/3", "1/3", "2/3");
    assertThat(configs).allSatisfy(config -> assertThat(config).doesNotContainKey("task.groups"));
    long calls = lists();

    // When
    simulator.createVirtual("tank_state", "float64");

    // Then
    eventually(() -> assertThat(lists()).isGreaterThan(calls));
    assertThat(connector.taskConfigs(3)).isEqualTo(configs);
    assertThat(context.reconfigurations).hasValue(0);
  }

  @Test
  void aClusterThatIsAwayTakesNoGroupAway() {
    // Given
    start("channels.refresh.debounce.ms", "0", "channels.refresh.interval.ms", "1000");
    List<Map<String, String>> configs = connector.taskConfigs(4);
    long logins = simulator.counters().logins();

    // When
    simulator.restart(RestartKind.CLEAN);

    // Then
    eventually(() -> assertThat(simulator.counters().logins()).isGreaterThan(logins));
    assertThat(connector.taskConfigs(4)).isEqualTo(configs);
    assertThat(context.reconfigurations).hasValue(0);
    assertThat(context.errors).isEmpty();
  }

  @Test
  void whatItRefusedItsTasksAreToldUntilThereIsRoom() {
    // Given
    long state = simulator.createVirtual("tank_state", "float64");
    start("channels.max", "1", "channels.refresh.debounce.ms", "0");
    assertThat(connector.taskConfigs(1).get(0))
        .containsEntry("task.groups", Long.toString(time))
        .containsEntry("task.channels.refused", Long.toString(state));

    // When
    simulator.deleteChannel(pressure);

    // Then
    eventually(() -> assertThat(context.reconfigurations).hasPositiveValue());
    eventually(
        () ->
            assertThat(connector.taskConfigs(1).get(0))
                .containsEntry("task.groups", Long.toString(state))
                .doesNotContainKey("task.channels.refused"));
  }

  @Test
  void aTypeThatNoLongerFitsItsTopicFailsTheConnector() {
    // Given
    start("topic", "t.${channel}");
    connector.taskConfigs(1);

    // When
    simulator.deleteChannel(pressure);
    simulator.createChannel("tank_pressure", DataType.UINT8, time);

    // Then
    eventually(() -> assertThat(context.errors).isNotEmpty());
    assertThat(context.errors.get(0))
        .hasMessageStartingWith("channels.type.change: 'fail', and topic 't.tank_pressure'");
  }

  @Test
  void aFailureIsReportedOnce() {
    // Given
    start("topic", "t.${channel}", "channels.refresh.interval.ms", "1000");
    connector.taskConfigs(1);
    simulator.deleteChannel(pressure);
    simulator.createChannel("tank_pressure", DataType.UINT8, time);
    eventually(() -> assertThat(context.errors).isNotEmpty());

    // When: two more lists say the same
    long before = simulator.counters().retrievals();
    eventually(
        () -> assertThat(simulator.counters().retrievals()).isGreaterThanOrEqualTo(before + 3));

    // Then
    assertThat(context.errors).hasSize(1);
  }

  @Test
  void aTypeThatNoLongerFitsIsLeftOutWhereTheSettingSaysSo() {
    // Given
    simulator.createChannel("tank_level", DataType.FLOAT64, time);
    start(
        "topic", "t.${channel}",
        "channels.type.change", "skip",
        "channels.refresh.debounce.ms", "0");
    connector.taskConfigs(1);

    // When
    simulator.deleteChannel(pressure);
    simulator.createChannel("tank_pressure", DataType.UINT8, simulator.createIndex("other_time"));
    long marker = simulator.createVirtual("tank_marker", "float64");

    // Then
    eventually(() -> assertThat(context.reconfigurations).hasPositiveValue());
    eventually(
        () ->
            assertThat(groupKeys(connector.taskConfigs(1)))
                .containsExactlyInAnyOrder(time, marker));
    assertThat(context.errors).isEmpty();
  }

  private long lists() {
    return simulator.counters().calls("grpc.channel.ChannelRetrieveService");
  }

  private void start(String... changes) {
    Map<String, String> properties = ConfigFixtures.with(changes);
    properties.put("synnax.address", simulator.address());
    properties.put("synnax.username", "synnax");
    properties.put("synnax.password", "seldon");
    properties.put("synnax.tls.enabled", "false");
    properties.put("channels.include", "tank_.*");
    connector.start(properties);
  }

  private static Set<Long> groupKeys(List<Map<String, String>> configs) {
    Set<Long> keys = new TreeSet<>();
    configs.forEach(
        config ->
            keys.addAll(ChannelKeyRanges.parse(config.getOrDefault("task.groups", "")).keys()));
    return keys;
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(Duration.ofMinutes(1)).untilAsserted(assertion);
  }
}
