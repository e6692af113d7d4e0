package io.synnaxconnect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectKeysTest {

  @Test
  void aToleranceThatLosesRecordsIsSaid() {
    assertThat(ConnectKeys.warnings(created("errors.tolerance", "all")))
        .singleElement()
        .asString()
        .startsWith("errors.tolerance: 'all' lets Connect drop records")
        .contains("delivery=lossless", "synnax-records-dropped-total");
    assertThat(ConnectKeys.warnings(created("errors.tolerance", "none"))).isEmpty();
    assertThat(ConnectKeys.warnings(created("errors.tolerance", "all", "delivery", "live")))
        .isEmpty();
  }

  @Test
  void topicsThatConnectDoesNotCreateAreNamed() {
    assertThat(ConnectKeys.warnings(ConfigFixtures.with("status.topic", "events")))
        .singleElement()
        .asString()
        .startsWith("topic.creation.default.replication.factor: is missing")
        .endsWith("create these: synnax.${data_type}, __synnax-heartbeat, events");
    assertThat(ConnectKeys.warnings(ConfigFixtures.with("record.format", "row")))
        .singleElement()
        .asString()
        .contains("synnax.row.${index}");
  }

  @Test
  void aTransformationMayMakeAStructATextThatAConverterWrites() {
    // Given
    Map<String, String> extracted =
        ConfigFixtures.with("value.converter", "StringConverter", "transforms", "value");

    // When / Then
    assertThat(ParsedConfig.of(extracted).problems()).isEmpty();
  }

  private static Map<String, String> created(String... keysAndValues) {
    Map<String, String> properties = ConfigFixtures.with(keysAndValues);
    properties.put("topic.creation.default.replication.factor", "1");
    return properties;
  }
}
