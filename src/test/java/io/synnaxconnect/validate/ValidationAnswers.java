package io.synnaxconnect.validate;

import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.simulator.Simulator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.Config;

/**
 * What a connector answers to a configuration that is good for a plaintext cluster, after a change.
 */
record ValidationAnswers(Simulator cluster, String include) {

  Config answer(UnaryOperator<Map<String, String>> change) {
    Map<String, String> properties =
        ConfigFixtures.with(
            "synnax.address", cluster.address(),
            "synnax.username", "synnax",
            "synnax.password", "seldon",
            "synnax.tls.enabled", "false",
            "channels.include", include,
            "validate.live", "true");
    return new SynnaxSourceConnector().validate(change.apply(properties));
  }

  List<String> messages(UnaryOperator<Map<String, String>> change) {
    return ConfigFixtures.messages(answer(change));
  }

  /** As {@link ConfigFixtures#assertOnly}. */
  void assertOnly(UnaryOperator<Map<String, String>> change, String start, String... parts) {
    ConfigFixtures.assertOnly(answer(change), start, parts);
  }

  static Map<String, String> put(Map<String, String> config, String key, String value) {
    config.put(key, value);
    return config;
  }
}
