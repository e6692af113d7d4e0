package io.synnaxconnect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The example configurations are good ones. */
class ExampleConfigTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("config"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isGoodAndSafe(Path example) throws IOException {
    // Given
    JsonNode body = JSON.readTree(example.toFile());
    Map<String, String> config =
        JSON.convertValue(body.get("config"), new TypeReference<Map<String, String>>() {});
    // A file on the worker, which this machine does not have.
    config.remove("synnax.tls.ca");

    // When
    ConfigCheck check = ConfigCheck.of(config);

    // Then
    assertThat(body.get("name").asText()).isNotBlank();
    assertThat(check.problems()).isEmpty();
    assertThat(UnknownKeys.warnings(config.keySet())).isEmpty();
    assertThat(config)
        .containsEntry("connector.class", SynnaxSourceConnector.class.getName())
        .containsEntry("topic.creation.default.retention.ms", "-1")
        .containsEntry("producer.override.enable.idempotence", "true");
  }
}
