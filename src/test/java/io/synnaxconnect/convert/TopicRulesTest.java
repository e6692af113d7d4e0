package io.synnaxconnect.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicRulesTest {

  private static final String RULES =
      "tank_.* -> stand-3.tank.${data_type}; .*_state->states; synnax.${data_type}";

  private static Channel channel(String name) {
    return SampleSeries.channel(2, name, DataType.FLOAT64, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "tank_pressure, stand-3.tank.float64",
    "tank_state, stand-3.tank.float64",
    "valve_state, states",
    "valve_state_2, synnax.float64",
    "my_tank_1, synnax.float64"
  })
  void theFirstRuleThatFitsTheWholeNameCounts(String name, String topic) {
    assertThat(TopicRules.of(RULES).topicOf(channel(name), SampleSeries.INDEX, "c-1"))
        .isEqualTo(topic);
  }

  @Test
  void aTemplateAloneIsForAllChannels() {
    assertThat(TopicRules.of("all").topicOf(channel("tank_1"), null, "c-1")).isEqualTo("all");
  }

  @Test
  void ofARowTheNameOfTheIndexCounts() {
    // Given
    RecordOptions by = RecordOptions.of(RecordFormat.ROW);
    RecordOptions options =
        new RecordOptions(
            RecordFormat.ROW,
            "time -> rows.first; rows.others",
            by.recordKey(),
            by.recordTimestamp(),
            false,
            by.values(),
            by.sizes(),
            "",
            by.fields(),
            Long.MAX_VALUE);
    Channel tank = channel("tank");

    // When
    TopicPlan plan =
        TopicPlan.of(List.of(new IndexGroup(SampleSeries.INDEX, List.of(tank))), options, Map.of());
    String topic =
        FormatRows.convert(options, FormatRows.rows(1, FormatRows.column(tank, 1.0)))
            .get(0)
            .topic();

    // Then
    assertThat(topic).isEqualTo("rows.first");
    assertThat(plan.topicCount()).isEqualTo(1);
    assertThat(plan.comparableTopic(tank, SampleSeries.INDEX)).isEqualTo("rows_first");
  }

  @ParameterizedTest
  @CsvSource({
    "a.* -> a, has no topic for channels that fit no rule",
    "a.* -> a;, has no topic for channels that fit no rule",
    "a; b, has the rule 'a' without an arrow",
    "(a -> a; b, is not a regular expression",
    "a -> ${x}; b, has the unknown variable",
    "a -> ; b, is not a name that Kafka allows"
  })
  void refusesRulesThatCannotWork(String rules, String reason) {
    assertThatThrownBy(() -> TopicRules.of(rules))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
