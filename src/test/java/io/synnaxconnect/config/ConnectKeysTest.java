package io.synnaxconnect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectKeysTest {

  @Test
  void aToleranceThatLosesRecordsIsSaid() {
    assertThat(warnings(created("errors.tolerance", "all")))
        .singleElement()
        .asString()
        .startsWith("errors.tolerance: 'all' lets Connect drop records")
        .contains("delivery=lossless", "synnax-records-dropped-total");
    assertThat(warnings(created("errors.tolerance", "none"))).isEmpty();
    assertThat(warnings(created("errors.tolerance", "all", "delivery", "live"))).isEmpty();
  }

  @Test
  void topicsThatConnectDoesNotCreateAreNamed() {
    assertThat(warnings(ConfigFixtures.with("status.topic", "events")))
        .singleElement()
        .asString()
        .startsWith("topic.creation.default.replication.factor: is missing")
        .endsWith("create these: synnax.${data_type}, __synnax-heartbeat, events");
    assertThat(warnings(ConfigFixtures.with("record.format", "row")))
        .singleElement()
        .asString()
        .contains("synnax.row.${index}");
  }

  @Test
  void aReplayIntoTopicsThatForgetIsSaid() {
    assertThat(warnings(created("start.from", "earliest")))
        .singleElement()
        .asString()
        .startsWith("topic.creation.default.retention.ms: is missing")
        .contains("start.from=earliest", "-1 for ever");
    assertThat(warnings(created("start.from", "-30d"))).hasSize(1);
    assertThat(warnings(created())).isEmpty();
    assertThat(warnings(created("start.from", "earliest", "record.timestamp", "receive")))
        .isEmpty();
    assertThat(
            warnings(
                created("start.from", "earliest", "topic.creation.default.retention.ms", "-1")))
        .isEmpty();
  }

  @Test
  void blanksAroundAWordSayNothing() {
    assertThat(warnings(ConfigFixtures.with("record.format", "row ")))
        .singleElement()
        .asString()
        .contains("synnax.row.${index}");
    assertThat(warnings(created("errors.tolerance", "all", "delivery", "live "))).isEmpty();
  }

  @Test
  void aTransformationMayMakeAStructATextThatAConverterWrites() {
    // Given
    Map<String, String> extracted =
        ConfigFixtures.with("value.converter", "StringConverter", "transforms", "value");

    // When / Then
    assertThat(ParsedConfig.of(extracted).problems()).isEmpty();
  }

  private static List<String> warnings(Map<String, String> properties) {
    return ConnectKeys.warnings(ParsedConfig.of(properties).parsed(), properties);
  }

  private static Map<String, String> created(String... keysAndValues) {
    Map<String, String> properties = ConfigFixtures.with(keysAndValues);
    properties.put("topic.creation.default.replication.factor", "1");
    return properties;
  }
}
