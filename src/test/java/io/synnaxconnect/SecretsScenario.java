package io.synnaxconnect;

import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.config.ParsedConfig;
import io.synnaxconnect.config.SynnaxSourceConnectorConfig;
import io.synnaxconnect.config.TestPem;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.slf4j.LoggerFactory;

/**
 * Runs as a process of its own with every logger wide open, and prints all that our classes would
 * ever show of a configuration with a secret: answers, texts, failures.
 */
final class SecretsScenario {

  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(SecretsScenario.class);

  private final String address;
  private final String username;
  private final String secret;

  private SecretsScenario(String address, String username, String secret) {
    this.address = address;
    this.username = username;
    this.secret = secret;
  }

  /** Takes address, user name, password and group key. */
  public static void main(String[] arguments) throws Exception {
    openAllLoggers();
    LOG.trace("every level is shown");
    SecretsScenario scenario = new SecretsScenario(arguments[0], arguments[1], arguments[2]);
    scenario.printConfiguration();
    scenario.printAnswer("good", scenario.properties());
    scenario.printAnswer("wrong password", scenario.with("synnax.password", "x" + arguments[2]));
    scenario.printAnswer("TLS", scenario.with("synnax.tls.enabled", "true"));
    scenario.printAnswer(
        "in address", scenario.with("synnax.address", "a:" + arguments[2] + "@b:1"));
    scenario.printAnswer("as client key", scenario.withClientKey());
    scenario.printFailedStart();
    scenario.stream(Long.parseLong(arguments[3]));
    System.out.println("the scenario is over");
  }

  private static void openAllLoggers() {
    Logger root = Logger.getLogger("");
    root.setLevel(Level.ALL);
    ConsoleHandler handler = new ConsoleHandler();
    handler.setLevel(Level.ALL);
    root.addHandler(handler);
  }

  private void printConfiguration() {
    SynnaxSourceConnectorConfig config = new SynnaxSourceConnectorConfig(properties());
    System.out.println(
        List.of(
            config,
            config.endpoints(),
            config.endpoints().each().get(0).get(),
            config.recordOptions()));
    System.out.println(ParsedConfig.of(properties()).values());
    System.out.println(ParsedConfig.of(properties()).parsed());
  }

  /** As Connect's REST interface writes it. */
  private void printAnswer(String about, Map<String, String> properties) {
    Config config = new SynnaxSourceConnector().validate(properties);
    System.out.println("--- " + about);
    for (ConfigValue value : config.configValues()) {
      ConfigDef.Type type =
          Objects.requireNonNull(ParsedConfig.DEFINITION.configKeys().get(value.name())).type;
      System.out.println(
          value.name()
              + " "
              + ConfigDef.convertToString(value.value(), type)
              + " "
              + value.errorMessages());
    }
  }

  private void printFailedStart() {
    SynnaxSourceConnector connector = new SynnaxSourceConnector();
    connector.initialize(new RecordingContext());
    try {
      connector.start(with("synnax.password", "y" + secret));
    } catch (RuntimeException e) {
      LOG.error("start failed", e);
    } finally {
      connector.stop();
    }
  }

  /** Tokens expire and connections break meanwhile; then the password turns out to be wrong. */
  private void stream(long groupKey) throws InterruptedException {
    try (TestTask task = new TestTask(address, groupKey)) {
      task.with("synnax.username", username).with("synnax.password", secret).start();
      System.out.println("records: " + task.poll(200).size());
    }
    try (TestTask task = new TestTask(address, groupKey)) {
      task.with("synnax.username", username).with("synnax.password", "z" + secret).start();
      LOG.error("task failed", task.pollUntilFailure());
    }
  }

  private Map<String, String> withClientKey() {
    Map<String, String> properties = with("synnax.tls.enabled", "true");
    properties.put("synnax.tls.client.certificate", TestPem.CERTIFICATE);
    properties.put(
        "synnax.tls.client.key",
        "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----");
    return properties;
  }

  private Map<String, String> with(String key, String value) {
    Map<String, String> properties = properties();
    properties.put(key, value);
    return properties;
  }

  private Map<String, String> properties() {
    return ConfigFixtures.with(
        "synnax.address", address,
        "synnax.username", username,
        "synnax.password", secret,
        "synnax.tls.enabled", "false",
        "validate.live", "true");
  }
}
