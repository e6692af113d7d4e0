package io.synnaxconnect.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.TestStand;
import io.synnaxconnect.cluster.Artifacts;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.KafkaBroker;
import io.synnaxconnect.cluster.PluginFolder;
import io.synnaxconnect.cluster.Ports;
import io.synnaxconnect.cluster.ReceivedSample;
import io.synnaxconnect.cluster.SampleConsumer;
import io.synnaxconnect.cluster.SchemaRegistry;
import io.synnaxconnect.cluster.SchemasCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the containers would run, as processes and from the same files: the broker's variables
 * through the wrapper of Kafka's image, the worker's file with the variables of our image, and the
 * connector. Addresses and folders alone are others.
 */
@Timeout(600)
class ContainerProcessesIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String INSIDE = "127.0.0.1:" + Ports.free();
  private static final String CONTROLLER = "127.0.0.1:" + Ports.free();
  private static final String OUTSIDE = "127.0.0.1:" + Ports.free();
  private static final String REST = "127.0.0.1:" + Ports.free();

  @Test
  void samplesArriveAndLieInTheVolume(@TempDir Path folder) throws Exception {
    Path volume = folder.resolve("volume");
    try (KafkaBroker broker =
            KafkaBroker.startAsContainer(
                folder.resolve("broker"), brokerVariables(volume), INSIDE);
        SchemaRegistry registry = SchemaRegistry.start(folder.resolve("registry"));
        ConnectWorker worker = worker(folder.resolve("worker"), registry);
        SampleConsumer consumer =
            new SampleConsumer(broker.bootstrapServers(), registry, "synnax.");
        TestStand stand = new TestStand()) {
      // Given
      Map<String, String> config = connector(stand);
      assertThat(registerSchemas(folder, registry).exitCode()).isZero();

      // When
      worker.rest().putConnector("synnax", config);

      // Then
      await("running").atMost(LIMIT).until(() -> worker.rest().status("synnax").isRunning());
      List<ReceivedSample> received = new ArrayList<>();
      await("a sample")
          .atMost(LIMIT)
          .until(
              () -> {
                stand.writeRows(1);
                received.addAll(consumer.poll(Duration.ofMillis(100)));
                return received.stream().anyMatch(sample -> sample.channel().equals("pressure"));
              });
      assertThat(folders(volume)).contains("synnax.float64-0", "connect-offsets-0");

      // And what the worker has beside these variables stays there.
      config.put("synnax.username", "${env:PATH}");
      assertThat(problems(worker, config)).containsKey("synnax.username");
      config.put("synnax.username", "${env:SYNNAX_PASSWORD}");
      assertThat(problems(worker, config).toString()).doesNotContain("${env:");
    }
  }

  /** As the compose file does. */
  private static SchemasCommand.Outcome registerSchemas(Path folder, SchemaRegistry registry)
      throws IOException {
    JsonNode command = ContainerFiles.service("schemas", "/command");
    assertThat(command.get(1).asText()).endsWith("/bin/synnax-schemas");
    String url = command.get(3).asText().replace("http://registry:8080", registry.url());
    return SchemasCommand.run(folder, command.get(2).asText(), url);
  }

  private static Map<String, String> problems(ConnectWorker worker, Map<String, String> config) {
    Map<String, String> named = new HashMap<>(config);
    named.put("name", "synnax");
    Map<String, String> problems = new HashMap<>();
    JsonNode answer = worker.rest().validate(SynnaxSourceConnector.class.getSimpleName(), named);
    for (JsonNode key : answer.get("configs")) {
      JsonNode errors = key.at("/value/errors");
      if (!errors.isEmpty()) {
        problems.put(key.at("/value/name").asText(), errors.toString());
      }
    }
    return problems;
  }

  /** Those of the compose file; the names of its network are places of this machine here. */
  private static Map<String, String> brokerVariables(Path volume) throws IOException {
    JsonNode service = ContainerFiles.yaml("compose.yaml").at("/services/kafka");
    String mounted = service.at("/volumes/0").asText().split(":", -1)[1];
    Map<String, String> variables = ContainerFiles.config(service.get("environment"));
    variables.replaceAll(
        (name, value) ->
            value
                .replace("INSIDE://:9092", "INSIDE://" + INSIDE)
                .replace("OUTSIDE://:19092", "OUTSIDE://" + OUTSIDE)
                .replace("CONTROLLER://:9093", "CONTROLLER://" + CONTROLLER)
                .replace("kafka:9092", INSIDE)
                .replace("kafka:9093", CONTROLLER)
                .replace("127.0.0.1:19092", OUTSIDE)
                .replace(mounted, volume.toString()));
    return variables;
  }

  private static ConnectWorker worker(Path folder, SchemaRegistry registry) throws IOException {
    Path plugins = PluginFolder.unzip(Artifacts.flatArchive(), folder.resolve("plugins/synnax"));
    Files.createDirectories(folder);
    Path file =
        Files.writeString(
            folder.resolve("worker.properties"),
            ContainerFiles.text("worker.properties")
                .replace("http://0.0.0.0:8083", "http://" + REST)
                .replace("/mnt/synnax", folder.toString())
                .replace(
                    "/opt/connect/plugins",
                    plugins.getParent() + "," + Artifacts.runtime("plugins")));
    Map<String, String> variables = new HashMap<>(imageVariables());
    variables.put("BOOTSTRAP_SERVERS", INSIDE);
    variables.put("REGISTRY_URL", registry.url() + "/apis/registry/v2");
    variables.put("HOSTNAME", "127.0.0.1");
    variables.putAll(ContainerFiles.config(ContainerFiles.service("connect", "/environment")));
    variables.put("SYNNAX_PASSWORD", TestStand.PASSWORD);
    return ConnectWorker.startAsContainer(folder, file, variables, REST);
  }

  /** What ENV of the Dockerfile sets. */
  private static Map<String, String> imageVariables() throws IOException {
    return ContainerFiles.found("Dockerfile", "(?m)^(?:ENV|   ) ([A-Z_]+=\\S+)").stream()
        .map(variable -> variable.split("=", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }

  private static Map<String, String> connector(TestStand stand) throws IOException {
    Map<String, String> config = ContainerFiles.config(ContainerFiles.json("connector.json"));
    config.put("synnax.address", stand.simulator().address());
    return config;
  }

  private static List<String> folders(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }
}
