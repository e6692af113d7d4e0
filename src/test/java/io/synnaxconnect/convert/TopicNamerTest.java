package io.synnaxconnect.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicNamerTest {

  private static final Channel TANK = SampleSeries.channel(2, "tank", DataType.FLOAT32, 1);

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "synnax.${data_type}, synnax.float32",
    "${channel}, tank",
    "a-${channel_key}_b, a-2_b",
    "${index}.${channel}, time.tank",
    "${channel}${channel}, tanktank",
    "${cluster}.${index_key}.${index}, c-1.1.time"
  })
  void fillsInVariables(String template, String topic) {
    assertThat(TopicRules.of(template).topicOf(TANK, SampleSeries.INDEX, "c-1")).isEqualTo(topic);
  }

  @Test
  void aChannelWithoutIndexStandsForItsIndex() {
    // Given
    Channel alone = SampleSeries.channel(3, "state", DataType.STRING, 0);

    // When / Then
    assertThat(TopicRules.of("by.${index}").topicOf(alone, null, "c-1")).isEqualTo("by.state");
  }

  @ParameterizedTest
  @CsvSource({
    "'Tank 1/Übertemp', Tank_1__bertemp",
    "., _.",
    ".., _..",
    "'', _",
    "ok.name-1_A, ok.name-1_A"
  })
  void makesRenderedNamesLegal(String name, String topic) {
    // Given
    Channel odd = SampleSeries.channel(3, name, DataType.STRING, 0);

    // When / Then
    assertThat(TopicRules.of("${channel}").topicOf(odd, null, "c-1")).isEqualTo(topic);
  }

  @Test
  void cutsNamesAtTheLimitOfKafka() {
    // Given
    Channel endless = SampleSeries.channel(3, "x".repeat(400), DataType.STRING, 0);

    // When / Then
    assertThat(TopicRules.of("${channel}").topicOf(endless, null, "c-1")).hasSize(249);
  }

  @ParameterizedTest
  @CsvSource({
    "${channnel}, has the unknown variable ${channnel}",
    "${}, has the unknown variable ${}",
    "a.${channel, not closed",
    "my topic, letters",
    "$channel, letters",
    "'', not a name that Kafka allows",
    "., not a name that Kafka allows",
    ".., not a name that Kafka allows"
  })
  void refusesTemplatesThatCannotWork(String template, String reason) {
    assertThatThrownBy(() -> TopicRules.of(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
