package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.TestStand;
import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.KafkaVersion;
import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.cluster.ReceivedSample;
import io.synnaxconnect.cluster.SharedCluster;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.simulator.SimulatorCounters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged connector on a real worker: from the stream of a simulator to Avro in Kafka. */
@Timeout(600)
class ConnectorIT {

  private final LocalCluster cluster = SharedCluster.get();
  private final ConnectWorker worker = cluster.worker(KafkaVersion.V4_3);
  private final TestStand stand = new TestStand();
  private String name = "";
  private LiveConnector connector;

  @BeforeEach
  void connect(TestInfo test) {
    name = test.getTestMethod().orElseThrow().getName();
    connector = new LiveConnector(cluster, worker, stand, name);
  }

  @AfterEach
  void end() {
    connector.close();
    stand.close();
  }

  @Test
  void everySampleArrivesOnceAndInOrder() {
    // Given
    connector.create(config());
    connector.awaitFlow();

    // When
    stand.writeRows(500);
    connector.awaitNewestRow();

    // Then
    assertThat(connector.compare().differences()).isEmpty();
    assertThat(connector.compare().samples()).isGreaterThanOrEqualTo(1500);
  }

  @Test
  void metricsOfConnectorAndTasksAreTheWorkersOwn() {
    // Given
    connector.create(config());

    // When
    connector.awaitFlow();

    // Then
    ShownMetrics.check(worker, name);
  }

  @Test
  void recordNamesItsChannelAndItsTime() {
    // Given
    Map<String, String> config = config();
    config.put("status.topic", name + "-status");
    config.put("catalogue.topic", name + "-catalogue");
    connector.create(config);

    // When
    connector.awaitFlow();

    // Then
    assertThat(connector.received())
        .allSatisfy(
            sample -> {
              assertThat(sample.recordKey()).isEqualTo(sample.channel());
              assertThat(sample.recordTimestampMillis())
                  .isEqualTo(Math.floorDiv(sample.timestampNanos(), 1_000_000L));
            });
    assertThat(connector.received())
        .map(ReceivedSample::topic)
        .contains(name + ".float64", name + ".uint8", name + ".string");
    assertThat(schemaOf(".float64")).isEqualTo("io.synnaxconnect.Float64Sample");
    assertThat(schemaOf("-status")).isEqualTo("io.synnaxconnect.Status");
    assertThat(schemaOf("-catalogue")).isEqualTo("io.synnaxconnect.CatalogueEntry");
  }

  private String schemaOf(String topicSuffix) {
    return cluster
        .registry()
        .valueSchemaOf(name + topicSuffix)
        .map(version -> cluster.registry().schema(version.schemaId()).getFullName())
        .orElse("none");
  }

  @Test
  void pausedConnectorHoldsSamplesBackAndDeliversThemWhenResumed() {
    // Given
    connector.create(config());
    connector.awaitFlow();
    connector.awaitNewestRow();
    connector.pause();
    int before = connector.received().size();

    // When
    stand.writeRows(10);
    await()
        .during(Duration.ofSeconds(1))
        .atMost(LIMIT)
        .until(
            () -> {
              connector.receive();
              return connector.received().size() == before;
            });
    connector.resume();
    connector.awaitNewestRow();

    // Then
    assertThat(connector.compare().differences()).isEmpty();
  }

  @Test
  void restartedTaskFlowsAgain() {
    // Given
    connector.create(config());
    connector.awaitFlow();

    // When
    SimulatorCounters counters = stand.simulator().counters();
    long connections = counters.connectionsAccepted();
    connector.restartWithTasks();
    // The connector and its task connect again; until then it is the task before that flows.
    await().atMost(LIMIT).until(() -> counters.connectionsAccepted() >= connections + 2);
    connector.awaitFlow();

    // Then
    connector.awaitState("RUNNING");
  }

  @Test
  void deletedConnectorLeavesNothingOnTheCluster() {
    // Given
    connector.create(config());
    connector.awaitFlow();

    // When
    connector.delete();

    // Then
    await().atMost(LIMIT).until(() -> stand.simulator().counters().openStreams() == 0);
  }

  @Test
  void restartOfTheClusterIsSurvived() {
    // Given
    connector.create(config());
    connector.awaitFlow();

    // When
    stand.simulator().restart(RestartKind.CLEAN);
    stand.reopenWriter();
    connector.awaitFlow();

    // Then
    assertThat(connector.status().isRunning()).isTrue();
  }

  @Test
  void passwordFromAFileStaysAReferenceAndInNoLog(@TempDir Path folder) throws Exception {
    // Given
    Path file = Files.writeString(folder.resolve("secret"), "password=" + TestStand.PASSWORD);
    Map<String, String> config = config();
    String reference = "${file:" + file + ":password}";
    config.put("synnax.password", reference);

    // When
    connector.create(config);
    connector.awaitFlow();

    // Then
    ConnectRest rest = worker.rest();
    String answers =
        rest.get("/connectors?expand=info&expand=status").toString()
            + rest.get("/connectors/" + name)
            + rest.get("/connectors/" + name + "/config")
            + rest.get("/connectors/" + name + "/tasks")
            + rest.get("/connectors/" + name + "/offsets")
            + rest.validate(SynnaxSourceConnector.class.getName(), config);
    assertThat(answers).contains(reference).doesNotContain(TestStand.PASSWORD);
    assertThat(worker.log())
        .contains("io.synnaxconnect")
        .doesNotContain(TestStand.PASSWORD)
        .doesNotContain("Bearer ");
  }

  @Test
  void wrongPasswordFailsAtOnceWithASentence() {
    // Given
    Map<String, String> config = config();
    config.put("synnax.password", "wrong");
    config.put("validate.live", "false");

    // When
    worker.rest().putConnector(name, config);

    // Then
    await().atMost(LIMIT).until(() -> connector.status().connector().equals("FAILED"));
    assertThat(worker.rest().get("/connectors/" + name + "/status").toString())
        .contains("synnax.password")
        .doesNotContain("wrong\"");
  }

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Map<String, String> config() {
    return LiveConnector.config(stand, name);
  }
}
