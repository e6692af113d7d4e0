package io.synnaxconnect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;

/** Configurations to start from, and their answers. */
final class ConfigFixtures {

  private ConfigFixtures() {}

  /** A good configuration that asks no cluster. */
  static Map<String, String> good() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("name", "it");
    properties.put("connector.class", SynnaxSourceConnector.class.getName());
    properties.put("synnax.address", "127.0.0.1:9090");
    properties.put("synnax.username", "bob");
    properties.put("synnax.password", "s3cret");
    properties.put("channels.include", ".*");
    properties.put("validate.live", "false");
    return properties;
  }

  static Map<String, String> with(String... keysAndValues) {
    Map<String, String> properties = good();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return properties;
  }

  static List<String> messages(Config config) {
    return config.configValues().stream().flatMap(value -> value.errorMessages().stream()).toList();
  }

  static List<String> messages(Config config, String key) {
    return config.configValues().stream()
        .filter(value -> value.name().equals(key))
        .map(ConfigValue::errorMessages)
        .findFirst()
        .orElseThrow();
  }
}
