package io.synnaxconnect.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.CapturedLog;
import io.synnaxconnect.RecordingContext;
import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connector with channels.denied=omit asks of Connect as rights come and go. */
@Timeout(120)
class DeniedChannelsConnectorTest {

  private static final String NAME = "denied";

  private final Simulator simulator = Simulator.builder().start();
  private final RecordingContext context = new RecordingContext();
  private final SynnaxSourceConnector connector = new SynnaxSourceConnector();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("tank_pressure", DataType.FLOAT64, time);
  private final long level = simulator.createChannel("tank_level", DataType.FLOAT64, time);
  private final long otherTime = simulator.createIndex("other_time");
  private final long other = simulator.createChannel("tank_other", DataType.FLOAT64, otherTime);

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
  void whatIsDeniedIsNamedCountedAndKeptFromTheTasks() throws Exception {
    // Given
    simulator.denyReading(channel -> channel.key() == level);
    try (CapturedLog log = new CapturedLog()) {
      // When
      start();
      long before = simulator.counters().retrievals();
      eventually(
          () -> assertThat(simulator.counters().retrievals()).isGreaterThanOrEqualTo(before + 3));

      // Then: once
      assertThat(log.lines("Channel 'tank_level' is omitted: channels.denied=omit, and the user"))
          .hasSize(1);
    }
    assertThat(connector.taskConfigs(1).get(0))
        .containsEntry("task.channels.refused", Long.toString(level));
    assertThat(metric("synnax-connector-channels")).isEqualTo(2);
    assertThat(metric("synnax-connector-channels-refused")).isEqualTo(1);
    assertThat(metric("synnax-connector-channels-denied")).isEqualTo(1);
    assertThat(context.errors).isEmpty();
  }

  @Test
  void whatIsGrantedLaterRestartsTheTasksWithIt() throws Exception {
    // Given
    simulator.denyReading(channel -> channel.key() == level);
    start();
    connector.taskConfigs(1);

    // When
    simulator.denyReading(channel -> false);

    // Then
    eventually(() -> assertThat(context.reconfigurations).hasPositiveValue());
    assertThat(connector.taskConfigs(1).get(0)).doesNotContainKey("task.channels.refused");
    assertThat(metric("synnax-connector-channels-denied")).isZero();
  }

  @Test
  void aGroupWhoseIndexIsDeniedIsOmittedUntilItIsGranted() throws Exception {
    // Given
    simulator.denyReading(channel -> channel.key() == time);
    start();
    assertThat(connector.taskConfigs(1).get(0))
        .containsEntry("task.groups", Long.toString(otherTime))
        .containsEntry("task.channels.refused", pressure + "-" + level);
    assertThat(metric("synnax-connector-channels-denied")).isEqualTo(2);

    // When
    simulator.denyReading(channel -> false);

    // Then
    eventually(() -> assertThat(context.reconfigurations).hasPositiveValue());
    assertThat(connector.taskConfigs(1).get(0)).doesNotContainKey("task.channels.refused");
  }

  @Test
  void whatIsDeniedLaterIsLeftToTheTasksUnlessItsGroupVanishes() throws Exception {
    // Given
    start("stall.timeout.ms", "1000");
    connector.taskConfigs(1);

    // When
    simulator.denyReading(channel -> channel.key() == level);
    eventually(() -> assertThat(metric("synnax-connector-channels-denied")).isEqualTo(1));

    // Then
    assertThat(context.reconfigurations).hasValue(0);

    // When
    simulator.denyReading(channel -> channel.key() == level || channel.key() == other);

    // Then
    eventually(() -> assertThat(context.reconfigurations).hasPositiveValue());
    assertThat(connector.taskConfigs(1).get(0)).containsEntry("task.groups", Long.toString(time));
  }

  @Test
  void whileAllAreDeniedItWaits() {
    // Given
    simulator.denyReading(channel -> true);
    start();
    assertThat(connector.taskConfigs(1)).isEmpty();

    // When
    simulator.denyReading(channel -> false);

    // Then
    eventually(() -> assertThat(context.reconfigurations).hasPositiveValue());
    assertThat(connector.taskConfigs(1)).hasSize(1);
    assertThat(context.errors).isEmpty();
  }

  @Test
  void tasksThatFindTheirGroupsThemselvesAreLeftAlone() throws Exception {
    // Given
    simulator.denyReading(channel -> channel.key() == level);
    start("channels.assignment", "task");
    assertThat(connector.taskConfigs(1).get(0)).doesNotContainKey("task.channels.refused");
    assertThat(metric("synnax-connector-channels-denied")).isEqualTo(1);

    // When
    simulator.denyReading(channel -> false);

    // Then
    eventually(() -> assertThat(metric("synnax-connector-channels-denied")).isZero());
    assertThat(context.reconfigurations).hasValue(0);
  }

  private void start(String... changes) {
    Map<String, String> properties = ConfigFixtures.with(changes);
    properties.put("name", NAME);
    properties.put("synnax.address", simulator.address());
    properties.put("synnax.username", "synnax");
    properties.put("synnax.password", "seldon");
    properties.put("synnax.tls.enabled", "false");
    properties.put("channels.include", "tank_.*");
    properties.put("channels.denied", "omit");
    properties.put("channels.refresh.interval.ms", "1000");
    properties.put("channels.refresh.debounce.ms", "0");
    connector.start(properties);
  }

  private static long metric(String attribute) throws JMException {
    Object value =
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(
                new ObjectName("kafka.connect:type=plugins,connector=" + NAME), attribute);
    return ((Number) value).longValue();
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(Duration.ofMinutes(1)).untilAsserted(assertion);
  }
}
