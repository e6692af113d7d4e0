package io.synnaxconnect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.SynnaxSourceConnector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** References to a config provider that nobody has resolved. */
class ReferencesTest {

  private final SynnaxSourceConnector connector = new SynnaxSourceConnector();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "synnax.password   | ${file:/etc/kafka/secrets.properties:pasword} | looks like",
        "synnax.password   | ${SYNNAX_PASSWORD}          | looks like",
        "synnax.username   | ${env:SYNNAX_USER}          | '${env:SYNNAX_USER}' looks like",
        "synnax.address    | core-${env:ZONE}:9090       | 'core-${env:ZONE}:9090' looks like",
        "poll.max.records  | ${file:/a:b}                | '${file:/a:b}' looks like",
        "synnax.tls.enabled | ${env:TLS}                 | '${env:TLS}' looks like",
        "topic             | ${env:STAND}.${data_type}   | '${env:STAND}.${data_type}' looks like"
      })
  void areExplainedInsteadOfTried(String key, String value, String answer) {
    ConfigFixtures.assertOnly(
        connector.validate(ConfigFixtures.with(key, value)),
        key + ": " + answer + " a reference ${…} that the worker did not resolve; check",
        "config.providers of every worker");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "synnax.password | s3${cr}et",
        "synnax.password | $money",
        "topic           | stand.${data_type}",
        "topic           | tank_.* -> tanks.${channel}; stand.${data_type}"
      })
  void areNotSeenWhereTextIsMeant(String key, String value) {
    assertThat(ConfigFixtures.messages(connector.validate(ConfigFixtures.with(key, value))))
        .isEmpty();
  }
}
