package io.synnaxconnect.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.synnaxconnect.docs.ExampleConfigs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON schema lets the examples pass, and stops what the connector would refuse. */
class ConfigSchemaTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(ConfigSchema.document());

  static List<Path> examples() throws IOException {
    return ExampleConfigs.files();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void letsTheExamplePass(Path example) throws IOException {
    assertThat(SCHEMA.validate(ExampleConfigs.document(example))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "poll.timeout.ms       | 500",
        "poll.timeout.ms       | '\"500\"'",
        "poll.timeout.ms       | '\"${file:/a:b}\"'",
        "synnax.tls.enabled    | false",
        "synnax.tls.enabled    | '\"true\"'",
        "live.throttle.rate.hz | 0.5",
        "live.throttle.rate.hz | '\"1e3\"'",
        "value.nan             | '\"drop\"'",
        "transforms            | '\"route\"'",
        "tasks.max             | 4"
      })
  void letsGoodValuesPass(String key, String value) throws IOException {
    assertThat(SCHEMA.validate(with(key, value))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "poll.timeout.ms       | 5000",
        "poll.timeout.ms       | '\"soon\"'",
        "poll.timeout.ms       | 10.5",
        "synnax.tls.enabled    | '\"yes\"'",
        "live.throttle.rate.hz | '\"fast\"'",
        "value.nan             | '\"zero\"'",
        "synnax.adress         | '\"localhost:9090\"'",
        "transforms            | [1]",
        "synnax.username       | '\"\"'"
      })
  void stopsWrongValuesAndMisspeltKeys(String key, String value) throws IOException {
    // When
    Set<ValidationMessage> problems = SCHEMA.validate(with(key, value));

    // Then
    assertThat(problems).isNotEmpty().allSatisfy(p -> assertThat(p.toString()).contains(key));
  }

  @Test
  void asksForWhatIsRequired() throws IOException {
    // When
    Set<ValidationMessage> problems = SCHEMA.validate(JSON.readTree("{\"config\": {}}"));

    // Then
    assertThat(problems.toString())
        .contains("name", "synnax.address", "synnax.username", "synnax.password")
        .contains("channels.include", "channels.keys");
  }

  private static JsonNode with(String key, String value) throws IOException {
    JsonNode document = ExampleConfigs.document(Path.of("config", "quickstart.json"));
    ((ObjectNode) document.get("config")).set(key, JSON.readTree(value));
    return document;
  }
}
