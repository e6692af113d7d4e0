package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.KafkaVersion;
import io.synnaxconnect.cluster.SharedCluster;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A password that a ConfigProvider holds, in a real worker that logs all that we say. */
@Timeout(600)
class SecretsIT {

  private static final String CANARY = "Canary6f7e8d9c0b1a";
  private static final String WRONG_CANARY = "Canary2b3c4d5e6f70";
  private static final String NAME = "secrets";
  private static final String TOKEN = "eyJ";

  private final ConnectWorker worker = SharedCluster.get().worker(KafkaVersion.V4_3);
  private final ConnectRest rest = worker.rest();

  @Test
  void aReferenceStaysAReferenceInEveryAnswerAndInTheLog(@TempDir Path folder) throws IOException {
    // Given
    Path secrets = folder.resolve("synnax.properties");
    Files.writeString(secrets, "good=" + CANARY + "\nwrong=" + WRONG_CANARY + "\n");
    try (Simulator simulator = Simulator.builder().password(CANARY).start()) {
      long time = simulator.createIndex("secrets_time");
      simulator.createChannel("secrets_value", DataType.FLOAT64, time);
      Map<String, String> good = config(simulator, "${file:" + secrets + ":good}");
      Map<String, String> wrong = config(simulator, "${file:" + secrets + ":wrong}");

      // When
      rest.putConnector(NAME, good);
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(rest.status(NAME).isRunning()).isTrue());

      // Then
      assertThat(answers(good)).allSatisfy(SecretsIT::assertKept);
      assertThat(rest.get("/connectors/" + NAME + "/config").path("synnax.password").asText())
          .isEqualTo("${file:" + secrets + ":good}");
      assertThatThrownBy(() -> rest.putConnector(NAME, wrong))
          .hasMessageContaining("synnax.password: user 'synnax': could not log in")
          .satisfies(refusal -> assertKept(String.valueOf(refusal.getMessage())));
      assertKept(rest.validate(SynnaxSourceConnector.class.getName(), wrong).toString());
    } finally {
      rest.deleteConnector(NAME);
    }
    assertThat(worker.log()).contains("io.synnaxconnect");
    assertKept(worker.log());
  }

  private List<String> answers(Map<String, String> config) {
    return List.of(
        rest.get("/connectors?expand=info&expand=status").toString(),
        rest.get("/connectors/" + NAME).toString(),
        rest.get("/connectors/" + NAME + "/tasks").toString(),
        rest.get("/connectors/" + NAME + "/status").toString(),
        rest.get("/connectors/" + NAME + "/offsets").toString(),
        rest.validate(SynnaxSourceConnector.class.getName(), config).toString());
  }

  /** Not by contains(): a failure must not print the log of a worker. */
  private static void assertKept(String text) {
    assertThat(text.contains(CANARY)).as("password").isFalse();
    assertThat(text.contains(WRONG_CANARY)).as("wrong password").isFalse();
    assertThat(text.contains(TOKEN)).as("token").isFalse();
  }

  private static Map<String, String> config(Simulator simulator, String password) {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", SynnaxSourceConnector.class.getName());
    config.put("tasks.max", "1");
    config.put("synnax.address", simulator.address());
    config.put("synnax.username", "synnax");
    config.put("synnax.password", password);
    config.put("synnax.tls.enabled", "false");
    config.put("channels.include", "secrets_.*");
    config.put("topic.creation.default.partitions", "1");
    config.put("topic.creation.default.replication.factor", "1");
    return config;
  }
}
