package io.synnaxconnect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.SynnaxSourceConnector;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wrong values and combinations: each answer starts with its key and says value, reason, remedy.
 */
class BadValueTest {

  private final SynnaxSourceConnector connector = new SynnaxSourceConnector();

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "<missing>",
      quoteCharacter = '`',
      value = {
        // connection
        "synnax.address | <missing>          | is missing; set it to host:port",
        "synnax.address | ``                 | is empty; use host:port",
        "synnax.address | localhost          | 'localhost' has no port; append one",
        "synnax.address | localhost:         | 'localhost:' is not host:port; use",
        "synnax.address | :9090              | ':9090' is not host:port; use",
        "synnax.address | localhost:abc      | 'localhost:abc' is not host:port; use",
        "synnax.address | localhost:0        | 'localhost:0' has an invalid port; use 1 to 65535",
        "synnax.address | localhost:70000    | 'localhost:70000' has an invalid port; use 1 to"
            + " 65535",
        "synnax.address | local host:9090    | 'local host:9090' is not host:port; use",
        "synnax.address | ::1:9090           | '::1:9090' is not host:port; use",
        "synnax.address | http://a:9090      | 'http://a:9090' is a URL; use host:port",
        "synnax.address | a:9090,b           | 'a:9090,b' has entry 'b', which has no port; append"
            + " one",
        "synnax.address | a:9090,,b:9090     | 'a:9090,,b:9090' has an empty entry; remove the"
            + " comma",
        "synnax.address | a:9090, a:9090     | 'a:9090, a:9090' has entry 'a:9090' twice; remove"
            + " one",
        "synnax.address | a:9090,u:pw@b:9090 | holds a user name or password before @; use"
            + " host:port",
        "synnax.address | bob:s3cret@a:9090  | holds a user name or password before @; use"
            + " host:port",
        "synnax.username | <missing>         | is missing; set it to a user name",
        "synnax.username | ``                | is empty; set it",
        "synnax.password | <missing>         | is missing; set it to a password, or"
            + " synnax.password.file to a file",
        "synnax.password | ``                | is missing; set it to a password, or"
            + " synnax.password.file to a file",
        "synnax.tls.enabled | maybe          | 'maybe' is not of type boolean; use true, false",
        "synnax.address | synnax_core:9090   | 'synnax_core:9090' has an underscore, which a host"
            + " name cannot have; give the host a name without it, or use its IP address",
        "synnax.address | a..b:9090          | 'a..b:9090' is not the name or the IP address of a"
            + " host; use",
        "synnax.address | -x:9090            | '-x:9090' is not the name or the IP address of a"
            + " host",
        "synnax.address | 127.1:9090         | '127.1:9090' is not the name or the IP address of a"
            + " host",
        "synnax.address | 0x7f.1:9090        | '0x7f.1:9090' is not the name or the IP address of a"
            + " host",
        "synnax.address | [::::]:9090        | '[::::]:9090' is not the name or the IP address of a"
            + " host",
        "synnax.tls.ca | /no/such/ca.pem     | '/no/such/ca.pem' is not PEM text, and names a file,"
            + " but this worker allows none; start every worker with SYNNAX_ALLOWED_PATHS",
        "synnax.tls.ca | -----BEGIN CERTIFICATE----- nonsense -----END CERTIFICATE----- | holds a"
            + " broken certificate; export it again",
        "synnax.tls.server.name | a:9090     | 'a:9090' is not a host name; use the name in the"
            + " cluster's certificate",
        "synnax.request.timeout.ms | soon    | 'soon' is not of type int; use 100 to 600000",
        "synnax.request.timeout.ms | 99      | '99' is out of range; use 100 to 600000",
        "synnax.request.timeout.ms | 99999999999 | '99999999999' is not of type int; use 100 to"
            + " 600000",
        "synnax.request.timeout.ms | 1.5     | '1.5' is not of type int; use 100 to 600000",
        "synnax.reconnect.backoff.ms | 0     | '0' is out of range; use 10 to 600000",
        "synnax.reconnect.backoff.max.ms | -1 | '-1' is out of range; use 10 to 600000",
        "synnax.connectivity.check.interval.ms | 10 | '10' is out of range; use 1000 to 600000",
        "synnax.max.message.bytes | 1000     | '1000' is out of range; use 4194304 to 1073741824",
        "synnax.max.message.bytes | 64MiB    | '64MiB' is not of type int; use 4194304 to"
            + " 1073741824",
        "synnax.flow.control.window.bytes | 65535 | '65535' is out of range; use 16777216 to"
            + " 1073741824",
        // selection
        "channels.include | a,,b             | 'a,,b' has an empty entry; remove the comma",
        "channels.exclude | a,               | 'a,' has an empty entry; remove the comma",
        "channels.keys | tank                | 'tank' has entry 'tank', which is not a number; use"
            + " numbers from 0 to 4294967295",
        "channels.keys | -1                  | '-1' has entry '-1' out of range; use numbers",
        "channels.keys | 1,4294967296        | '1,4294967296' has entry '4294967296' out of range;"
            + " use numbers",
        "channels.keys | 1;2                 | '1;2' has entry '1;2', which is not a number; use"
            + " numbers from 0 to 4294967295, comma separated",
        "channels.virtual | maybe            | 'maybe' is unknown; use include or exclude",
        "channels.internal | 1               | '1' is not of type boolean; use true, false",
        "channels.max | 0                    | '0' is out of range; use 1 to 1000000",
        "topics.max | many                   | 'many' is not of type int; use 1 to 1000000",
        "validate.live | perhaps             | 'perhaps' is not of type boolean; use true, false",
        // delivery and records
        "delivery | exactly-once             | 'exactly-once' is unknown; use lossless or live",
        "start.from | yesterday              | 'yesterday' is not an instant such as"
            + " 2026-01-31T12:00:00Z, in UTC with date and time; use latest, earliest, an age such"
            + " as -7d, range:NAME, or an instant",
        "start.from | 2026-01-31             | '2026-01-31' is not an instant such as",
        "start.from | -1w                    | '-1w' is not an instant such as",
        "start.from | -99999999d             | '-99999999d' is not an instant such as",
        "stop.at | -1d                       | '-1d' is not an instant such as",
        "stop.at | 9999-01-01T00:00:00Z      | '9999-01-01T00:00:00Z' is not an instant between the"
            + " years 1677 and 2262; use range:NAME or an instant",
        "start.from | range:                 | 'range:' names no range; write its name",
        "stop.at | range:                    | 'range:' names no range; write its name",
        "gap.resolve.timeout.ms | 1          | '1' is out of range; use 1000 to 86400000",
        "gap.topic | a b                     | 'a b' is not a name that Kafka allows; use letters",
        "status.topic | a b                  | 'a b' is not a name that Kafka allows; use letters",
        "catalogue.topic | a/b               | 'a/b' is not a name that Kafka allows; use letters",
        "heartbeat.topic | ..                | '..' is not a name that Kafka allows; use letters",
        "heartbeat.interval.ms | 1           | '1' is out of range; use 0, or 100 to 86400000",
        "probe.interval.ms | 1               | '1' is out of range; use 100 to 3600000",
        "topic | synnax.${channnel}          | 'synnax.${channnel}' has the unknown variable"
            + " ${channnel}; use ${channel}",
        "topic | synnax.${channel            | 'synnax.${channel' has a variable that is not"
            + " closed; add }",
        "topic | my topic                    | 'my topic' has characters that Kafka does not"
            + " allow in topic names; use",
        "topic | ..                          | '..' is not a name that Kafka allows; use",
        "topic.mixed | si                    | 'si' is not of type boolean; use true, false",
        "record.format | avro                | 'avro' is unknown; use sample or series or packed or"
            + " row",
        "series.max.samples | 0              | '0' is out of range; use 1 to 1000000",
        "record.max.bytes | 1000             | '1000' is out of range; use 16384 to 1073741824",
        "record.oversize | drop              | 'drop' is unknown; use fail or skip or truncate",
        "record.key | name                   | 'name' is unknown; use channel or channel_key or"
            + " none",
        "record.timestamp | now              | 'now' is unknown; use sample or receive",
        "record.headers | all                | 'all' is not of type boolean; use true, false",
        "value.uint64 | unsigned             | 'unsigned' is unknown; use decimal or string or"
            + " long",
        "value.timestamp | millis            | 'millis' is unknown; use nanos or iso or connect",
        "value.nan | zero                    | 'zero' is unknown; use keep or null or drop",
        "errors.data | ignore                | 'ignore' is unknown; use fail or skip or"
            + " dead_letter",
        "errors.data.topic | a b             | 'a b' is not a name that Kafka allows; use letters",
        // buffering and the stream
        "poll.max.records | 0                | '0' is out of range; use 1 to 1000000",
        "poll.timeout.ms | 5000              | '5000' is out of range; use 10 to 1000",
        "buffer.max.bytes | 1                | '1' is out of range; use 1048576 to",
        "live.throttle.rate.hz | fast        | 'fast' is not of type double; use 0, or 0.001 to"
            + " 10000",
        "live.throttle.rate.hz | 1e-11       | '1.0E-11' can crash a server; use 0, or 0.001 to"
            + " 10000",
        "live.throttle.rate.hz | Infinity    | 'Infinity' can crash a server; use 0, or 0.001 to"
            + " 10000",
        "live.throttle.rate.hz | NaN         | 'NaN' can crash a server; use 0, or 0.001 to 10000",
        "live.throttle.rate.hz | -1          | '-1.0' can crash a server; use 0, or 0.001 to 10000",
        "live.downsample.factor | 0          | '0' is out of range; use 1 to 1000000",
        "live.downsample.factor | -3         | '-3' is out of range; use 1 to 1000000",
        "live.exclude.groups | ops           | 'ops' has entry 'ops', which is not a number; use"
            + " numbers",
        "live.exclude.groups | 0             | '0' contains 0, a group that cannot be excluded;"
            + " remove it"
      })
  void isAnsweredOnItsKey(String key, String value, String answer) {
    // Given
    Map<String, String> properties = ConfigFixtures.good();
    properties.put(key, value);
    properties.values().removeIf(Objects::isNull);

    // When
    Config config = connector.validate(properties);

    // Then
    assertThat(ConfigFixtures.messages(config)).hasSize(1);
    assertThat(ConfigFixtures.messages(config, key))
        .singleElement()
        .asString()
        .startsWith(key + ": " + answer);
  }

  @Test
  void allProblemsComeAtOnce() {
    // Given
    Map<String, String> properties =
        ConfigFixtures.with("delivery", "precious", "value.nan", "zero", "topic", "a b");

    // When / Then
    assertThat(ConfigFixtures.messages(connector.validate(properties))).hasSize(3);
    assertThatThrownBy(() -> new SynnaxSourceConnectorConfig(properties))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("delivery: ")
        .hasMessageContaining("value.nan: ")
        .hasMessageContaining("topic: ");
  }

  @Test
  void aMisspeltRequiredKeyIsPointedOut() {
    // Given
    Map<String, String> properties = ConfigFixtures.with("synnax.adress", "a:9090");
    properties.remove("synnax.address");

    // When / Then
    assertThat(ConfigFixtures.messages(connector.validate(properties)))
        .containsExactly(
            "synnax.address: is missing (there is an unknown key synnax.adress: is it misspelled?);"
                + " set it to host:port");
  }

  @Test
  void anAddressWithAPasswordIsNotRepeated() {
    // When
    Config config = connector.validate(ConfigFixtures.with("synnax.address", "bob:hunter2@a:9090"));

    // Then
    assertThat(config.configValues().toString()).doesNotContain("hunter2");
  }
}
