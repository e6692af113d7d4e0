package io.synnaxconnect.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.config.ParsedConfig;
import io.synnaxconnect.config.UnknownKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The example configurations are good ones. */
class ExampleConfigTest {

  static List<Path> examples() throws IOException {
    return ExampleConfigs.files();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isGoodAndSafe(Path example) throws IOException {
    // Given
    Map<String, String> config = ExampleConfigs.config(example);
    // A file on the worker, which this machine does not have.
    config.remove("synnax.tls.ca");

    // When
    ParsedConfig parsed = ParsedConfig.of(ConfigFixtures.resolved(config));

    // Then
    assertThat(ExampleConfigs.document(example).get("name").asText()).isNotBlank();
    assertThat(parsed.problems()).isEmpty();
    assertThat(UnknownKeys.warnings(config.keySet())).isEmpty();
    assertThat(config)
        .containsEntry("connector.class", SynnaxSourceConnector.class.getName())
        .containsEntry("topic.creation.default.retention.ms", "-1")
        .containsEntry("producer.override.enable.idempotence", "true");
  }
}
