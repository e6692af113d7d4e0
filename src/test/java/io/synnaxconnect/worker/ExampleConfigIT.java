package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.KafkaVersion;
import io.synnaxconnect.cluster.SharedCluster;
import io.synnaxconnect.docs.ExampleConfigs;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.SimulatorBuilder;
import io.synnaxconnect.simulator.SimulatorTls;
import io.synnaxconnect.simulator.TestCertificates;
import io.synnaxconnect.telem.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real worker finds nothing wrong with the example configurations. */
@Timeout(600)
class ExampleConfigIT {

  private static final String PASSWORD = "from-the-file";

  @TempDir private static Path folder;
  private static TestCertificates authority;
  private static SimulatorTls shown;

  /** Made once: each certificate is a process of its own. */
  @BeforeAll
  static void certify() {
    authority = TestCertificates.create(folder);
    shown = authority.leaf("dns:localhost", "ip:127.0.0.1");
  }

  static List<Path> examples() throws IOException {
    return ExampleConfigs.files();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void workerFindsNothingWrong(Path example) throws IOException {
    // Given
    ConnectRest rest = SharedCluster.get().worker(KafkaVersion.V4_3).rest();
    Map<String, String> config = ExampleConfigs.config(example);
    config.put("name", ExampleConfigs.document(example).get("name").asText());

    try (Simulator simulator = clusterOf(config)) {
      // When
      JsonNode answer = rest.validate("SynnaxSourceConnector", config);

      // Then
      assertThat(problems(answer)).isEqualTo(allowed(config));
      assertThat(simulator.counters().logins()).isPositive();
    }
  }

  /** A cluster as the example expects it, reached where it really is. */
  private Simulator clusterOf(Map<String, String> config) throws IOException {
    boolean secure = !config.getOrDefault("synnax.tls.enabled", "true").equals("false");
    SimulatorBuilder builder =
        Simulator.builder()
            .username(config.getOrDefault("synnax.username", ""))
            .password(secure ? PASSWORD : config.getOrDefault("synnax.password", ""));
    if (secure) {
      builder.tls(shown);
      config.put("synnax.tls.ca", authority.authorityFile().toString());
      Path secrets = Files.writeString(folder.resolve("synnax.properties"), "password=" + PASSWORD);
      config.computeIfPresent(
          "synnax.password",
          (key, reference) ->
              reference.replace("/etc/kafka/synnax.properties", secrets.toString()));
    }
    Simulator simulator = builder.start();
    long index = simulator.createIndex("tank_time");
    simulator.createChannel("tank_pressure", DataType.FLOAT64, index);
    simulator.createChannel("chamber_pressure", DataType.FLOAT32, index);
    config.put("synnax.address", simulator.address());
    return simulator;
  }

  /** This worker is set up for at-least-once, and says so; that of {@code FaultsIT} is not. */
  private static List<String> allowed(Map<String, String> config) {
    return config.containsKey("exactly.once.support")
        ? List.of(
            "exactly.once.support: This worker does not have exactly-once source support enabled.")
        : List.of();
  }

  private static List<String> problems(JsonNode answer) {
    List<String> problems = new ArrayList<>();
    for (JsonNode config : answer.path("configs")) {
      JsonNode value = config.path("value");
      value
          .path("errors")
          .forEach(error -> problems.add(value.path("name").asText() + ": " + error.asText()));
    }
    return problems;
  }
}
