package io.synnaxconnect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.SynnaxSourceConnector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;

/** Configurations to start from, and their answers. */
public final class ConfigFixtures {

  static final String PASSWORD = "s3cret";

  private ConfigFixtures() {}

  /** A good configuration that asks no cluster. */
  public static Map<String, String> good() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("name", "it");
    properties.put("connector.class", SynnaxSourceConnector.class.getName());
    properties.put("synnax.address", "127.0.0.1:9090");
    properties.put("synnax.username", "bob");
    properties.put("synnax.password", PASSWORD);
    properties.put("channels.include", ".*");
    properties.put("validate.live", "false");
    return properties;
  }

  public static Map<String, String> with(String... keysAndValues) {
    Map<String, String> properties = good();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return properties;
  }

  /** The configuration as a worker passes it on, with references replaced by some text. */
  public static Map<String, String> resolved(Map<String, String> properties) {
    Map<String, String> resolved = new LinkedHashMap<>(properties);
    resolved.replaceAll((key, value) -> value.replaceAll("\\$\\{[a-z]+:[^}]*}", "resolved"));
    return resolved;
  }

  public static List<String> messages(Config config) {
    return config.configValues().stream().flatMap(value -> value.errorMessages().stream()).toList();
  }

  public static List<String> messages(Config config, String key) {
    return config.configValues().stream()
        .filter(value -> value.name().equals(key))
        .map(ConfigValue::errorMessages)
        .findFirst()
        .orElseThrow();
  }

  /** There is one message: it begins so, is on the key that it names, and has these parts. */
  public static void assertOnly(Config config, String start, String... parts) {
    assertThat(messages(config)).hasSize(1);
    String message = messages(config).get(0);
    assertThat(message).startsWith(start);
    assertThat(List.of(parts)).allSatisfy(part -> assertThat(message).contains(part));
    assertThat(messages(config, start.substring(0, start.indexOf(':')))).hasSize(1);
  }
}
