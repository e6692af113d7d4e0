package io.synnaxconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.client.SynnaxClient;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.offset.CatalogueOffset;
import io.synnaxconnect.offset.InstantOffset;
import io.synnaxconnect.offset.RangesOffset;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SynnaxSourceConnectorTest {

  private static final String CLUSTER = "01234567-89ab-cdef-0123-456789abcdef";
  private static final Map<String, String> STATUS_OF_TASK =
      Map.of("stream", "status", "task_id", "0");

  private final Simulator simulator = Simulator.builder().start();
  private final RecordingContext context = new RecordingContext();
  private final SynnaxSourceConnector connector = new SynnaxSourceConnector();
  private final List<SynnaxSourceConnector> connectors = new ArrayList<>(List.of(connector));
  private final Set<String> groupKeys = new TreeSet<>();

  @BeforeEach
  void createChannels() {
    for (int group = 0; group < 5; group++) {
      long time = simulator.createIndex("time_" + group);
      simulator.createChannel("value_" + group, DataType.FLOAT64, time);
      groupKeys.add(Long.toString(time));
    }
    connector.initialize(context);
  }

  @AfterEach
  void stop() {
    connectors.forEach(SynnaxSourceConnector::stop);
    simulator.close();
  }

  @Test
  void givesEveryGroupToOneOfAtMostMaxTasks() {
    // Given
    Map<String, String> properties = properties("channels.include", "value_.*");
    connector.start(properties);

    // When
    List<Map<String, String>> configs = connector.taskConfigs(2);

    // Then
    assertThat(configs).hasSize(2);
    assertThat(configs).extracting(config -> config.get("task.id")).containsExactly("0", "1");
    assertThat(configs).allSatisfy(config -> assertThat(config).containsAllEntriesOf(properties));
    assertThat(configs)
        .flatExtracting(config -> List.of(config.getOrDefault("task.groups", "").split(",", -1)))
        .containsExactlyInAnyOrderElementsOf(groupKeys);
    assertThat(connector.taskConfigs(2)).isEqualTo(configs);
    assertThat(context.reconfigurations).hasValue(0);
  }

  @Test
  void makesNoMoreTasksThanGroups() {
    // Given
    connector.start(properties("channels.include", "value_[12]"));

    // When / Then
    assertThat(connector.taskConfigs(50)).hasSize(2);
  }

  @Test
  void refusesToAnswerUntilTheClusterIsThereAndAsksForTasksThen() {
    // Given
    simulator.stop();
    SynnaxSourceConnector connector = impatient();
    connector.start(properties());

    // When / Then
    assertThatThrownBy(() -> connector.taskConfigs(2))
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining(simulator.address());

    // When
    simulator.start();

    // Then
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(context.reconfigurations).hasValue(1));
    assertThat(connector.taskConfigs(2)).hasSize(2);
    assertThat(context.errors).isEmpty();
  }

  @Test
  void aWrongPasswordFailsTheStart() {
    assertThatThrownBy(() -> connector.start(properties("synnax.password", "wrong")))
        .isInstanceOf(ConnectException.class)
        .hasMessageStartingWith("synnax.password: user 'synnax': could not log in");
  }

  @Test
  void aFailureThatShowsLaterFailsTheConnector() {
    // Given
    simulator.stop();
    SynnaxSourceConnector connector = impatient();
    connector.start(properties("synnax.password", "wrong"));

    // When
    simulator.start();

    // Then
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(context.errors).hasSize(1));
    assertThat(context.errors.get(0)).hasMessageStartingWith("synnax.password: ");
    assertThatThrownBy(() -> connector.taskConfigs(1)).hasMessageStartingWith("synnax.password: ");
  }

  @Test
  void aSelectionThatChoosesNothingWaitsForChannels() {
    // Given
    connector.start(properties("channels.include", "nope.*", "channels.refresh.debounce.ms", "0"));
    assertThat(connector.taskConfigs(5)).isEmpty();

    // When
    simulator.createChannel("nope_1", DataType.FLOAT64, simulator.createIndex("late_time"));

    // Then
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(context.reconfigurations).hasValue(1));
    assertThat(connector.taskConfigs(5)).hasSize(1);
  }

  @Test
  void aNameThatIsGoneDoesNotStopTheOthers() {
    // Given
    connector.start(properties("channels.include", "gone, value_1"));

    // When / Then
    assertThat(connector.taskConfigs(5)).hasSize(1);
  }

  @Test
  void aConfigurationThatIsNoLongerGoodFailsTheStart() {
    assertThatThrownBy(() -> connector.start(properties("poll.timeout.ms", "0", "delivery", "x")))
        .hasMessageContaining("poll.timeout.ms: ")
        .hasMessageContaining("delivery: ");
  }

  @Test
  void stopEndsTheSearchForAClusterThatIsDown() {
    // Given
    simulator.stop();
    SynnaxSourceConnector connector = impatient();
    connector.start(properties("name", "stopped"));

    // When
    connector.stop();

    // Then
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("synnax-channels-stopped");
    assertThat(context.reconfigurations).hasValue(0);
    assertThat(context.errors).isEmpty();
  }

  @Test
  void saysWhatItIsAndWhatItCannot() {
    assertThat(connector.version()).isEqualTo(System.getProperty("project.version"));
    assertThat(connector.taskClass()).isEqualTo(SynnaxSourceTask.class);
    assertThat(connector.exactlyOnceSupport(properties()))
        .isEqualTo(ExactlyOnceSupport.UNSUPPORTED);
    assertThat(connector.canDefineTransactionBoundaries(properties()))
        .isEqualTo(ConnectorTransactionBoundaries.UNSUPPORTED);
  }

  @Test
  void supportsExactlyOnceWhereEverythingIsStored() {
    // Given
    Map<String, String> stored = new HashMap<>(properties());
    stored.put("channels.virtual", "exclude");
    Map<String, String> live = new HashMap<>(stored);
    live.put("delivery", "live");

    // When / Then
    assertThat(connector.exactlyOnceSupport(stored)).isEqualTo(ExactlyOnceSupport.SUPPORTED);
    assertThat(connector.exactlyOnceSupport(live)).isEqualTo(ExactlyOnceSupport.UNSUPPORTED);
    assertThat(connector.exactlyOnceSupport(Map.of())).isEqualTo(ExactlyOnceSupport.UNSUPPORTED);
  }

  @Test
  void acceptsOffsetsOfItsOwnFormAndTombstones() {
    assertThat(alter(CLUSTER, "7", Map.of("v", "1", "position", "1700000000000000000"))).isTrue();
    assertThat(alter(CLUSTER, "7", Map.of("v", "1", "position", "2026-01-01T00:00:00Z"))).isTrue();
    assertThat(alter(CLUSTER, "7", null)).isTrue();
    assertThat(alter("whatever", 7L, null)).isTrue();
    assertThat(
            connector.alterOffsets(
                properties(),
                Map.of(
                    STATUS_OF_TASK,
                    Map.of("v", "1", "groups", "7-9"),
                    CatalogueOffset.partition(CLUSTER, 7),
                    CatalogueOffset.NONE.toMap(),
                    InstantOffset.partition(CLUSTER, "stop.at=range:Hotfire 12"),
                    Map.of("v", "1", "instant", "2026-01-01T00:00:00Z"),
                    RangesOffset.partition(CLUSTER, "0a"),
                    RangesOffset.NONE.toMap())))
        .isTrue();
  }

  @Test
  void refusesOffsetsOfAnotherForm() {
    assertThatThrownBy(() -> alter(CLUSTER, 7L, Map.of("v", "1")))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("both as text");
    assertThatThrownBy(
            () ->
                connector.alterOffsets(
                    properties(), Map.of(CatalogueOffset.partition(CLUSTER, 7), Map.of("v", "1"))))
        .hasMessageContaining("of the catalogue does not belong to this connector");
    assertThatThrownBy(
            () ->
                connector.alterOffsets(
                    properties(), Map.of(STATUS_OF_TASK, Map.of("v", "1", "share", "one of two"))))
        .hasMessageContaining("of status records does not belong to this connector");
    assertThatThrownBy(
            () ->
                connector.alterOffsets(
                    properties(),
                    Map.of(
                        InstantOffset.partition(CLUSTER, "stop.at=range:Hotfire 12"),
                        Map.of("v", "1", "instant", "soon"))))
        .hasMessageContaining("of a setting does not belong to this connector");
    assertThatThrownBy(
            () ->
                connector.alterOffsets(
                    properties(),
                    Map.of(
                        InstantOffset.partition(CLUSTER, "stop.at=range:Hotfire 12"),
                        Map.of("v", "1", "instant", "2026-01-01T00:00:00Z", "range", "1"))))
        .hasMessageContaining("of a setting does not belong to this connector");
    assertThatThrownBy(
            () ->
                connector.alterOffsets(
                    properties(),
                    Map.of(RangesOffset.partition(CLUSTER, "0a"), Map.of("v", "1", "ranges", "x"))))
        .hasMessageContaining("of ranges does not belong to this connector");
    assertThatThrownBy(() -> alter("a", "7", Map.of("v", "1")))
        .hasMessageContaining("\"cluster_key\" with a UUID");
    assertThatThrownBy(() -> alter(CLUSTER, "7", Map.of("v", "99")))
        .isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> alter(CLUSTER, "7", Map.of("v", "1", "position", "soon")))
        .isInstanceOf(ConnectException.class);
  }

  /** Does not wait long for a cluster that is down. */
  private SynnaxSourceConnector impatient() {
    SynnaxSourceConnector impatient =
        new SynnaxSourceConnector(SynnaxClient::create, Duration.ofMillis(200));
    impatient.initialize(context);
    connectors.add(impatient);
    return impatient;
  }

  private boolean alter(String cluster, Object indexKey, @Nullable Map<String, ?> offset) {
    Map<Map<String, ?>, Map<String, ?>> offsets = new HashMap<>();
    offsets.put(Map.of("cluster_key", cluster, "index_key", indexKey), offset);
    return connector.alterOffsets(properties(), offsets);
  }

  private Map<String, String> properties(String... changes) {
    Map<String, String> properties = ConfigFixtures.with(changes);
    properties.put("synnax.address", simulator.address());
    properties.put("synnax.username", "synnax");
    if ("s3cret".equals(properties.get("synnax.password"))) {
      properties.put("synnax.password", "seldon");
    }
    properties.put("synnax.tls.enabled", "false");
    return properties;
  }
}
