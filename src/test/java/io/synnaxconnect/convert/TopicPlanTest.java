package io.synnaxconnect.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicPlanTest {

  private static final Channel A = SampleSeries.channel(2, "a_b", DataType.FLOAT64, 1);
  private static final Channel B = SampleSeries.channel(3, "a.b", DataType.FLOAT64, 1);
  private static final Channel C = SampleSeries.channel(4, "c", DataType.INT8, 1);

  @Test
  void oneTopicPerDataTypeHasNothingAgainstIt() {
    // When
    TopicPlan plan = plan("synnax.${data_type}", A, B, C);

    // Then
    assertThat(plan.topicCount()).isEqualTo(2);
    assertThat(plan.collisions()).isEmpty();
    assertThat(plan.mixtures()).isEmpty();
  }

  @Test
  void namesThatBecomeTheSameCollide() {
    // Given
    Channel blank = SampleSeries.channel(5, "a b", DataType.FLOAT64, 1);
    Channel slash = SampleSeries.channel(6, "a/b", DataType.FLOAT64, 1);

    // When
    TopicPlan plan = plan("${channel}", blank, slash);

    // Then
    assertThat(plan.collisions())
        .containsExactly(
            "'a b' and 'a/b' both become topic 'a_b'; use ${channel_key} in the template, or"
                + " rename a channel");
  }

  @Test
  void namesThatDifferOnlyInDotAndUnderscoreCollideAsInKafka() {
    // When
    TopicPlan plan = plan("${channel}", A, B);

    // Then
    assertThat(plan.collisions()).hasSize(1);
  }

  @Test
  void aChannelDoesNotHaveTheTopicOfAnotherSetting() {
    // Given
    Channel status = SampleSeries.channel(5, "status", DataType.FLOAT64, 1);
    Channel gaps = SampleSeries.channel(6, "gaps_a", DataType.FLOAT64, 1);

    // When
    TopicPlan plan = plan("${channel}", status, gaps);

    // Then
    assertThat(plan.collisions())
        .containsExactly(
            "topic 'status' is that of status.topic; name another topic there",
            "topic 'gaps_a' is that of gap.topic; name another topic there");
  }

  @Test
  void differentValueSchemasInOneTopicAreNamedWithAChannelEach() {
    // When
    TopicPlan plan = plan("telemetry", A, B, C);

    // Then
    assertThat(plan.mixtures())
        .containsExactly(
            "topic 'telemetry' would hold float64 (channel 'a_b') and int8 (channel 'c')");
    assertThat(plan.collisions()).isEmpty();
  }

  @Test
  void packedSeriesOfAllTypesHaveOneSchema() {
    // When
    TopicPlan plan =
        TopicPlan.of(
            List.of(new IndexGroup(SampleSeries.INDEX, List.of(A, C))),
            options(RecordFormat.PACKED, "telemetry"),
            Map.of());

    // Then
    assertThat(plan.mixtures()).isEmpty();
  }

  @Test
  void rowsOfTwoIndexesDoNotShareATopic() {
    // Given
    Channel clock = SampleSeries.channel(7, "clock", DataType.TIMESTAMP, 7);
    Channel tick = SampleSeries.channel(8, "tick", DataType.INT8, 7);
    List<IndexGroup> groups =
        List.of(
            new IndexGroup(SampleSeries.INDEX, List.of(A, C)),
            new IndexGroup(clock, List.of(tick)));

    // When / Then
    assertThat(TopicPlan.of(groups, options(RecordFormat.ROW, "rows"), Map.of()).mixtures())
        .containsExactly(
            "topic 'rows' would hold rows of 'time' (channel 'a_b') and rows of 'clock' (channel"
                + " 'tick')");
    assertThat(TopicPlan.of(groups, RecordOptions.of(RecordFormat.ROW), Map.of()).mixtures())
        .isEmpty();
  }

  @Test
  void aClusterIsNotCalledCluster() {
    // Given
    List<IndexGroup> groups = List.of(new IndexGroup(SampleSeries.INDEX, List.of(C)));
    RecordOptions options = options(RecordFormat.SAMPLE, "synnax.${cluster}");
    Map<String, String> sideTopics = Map.of("synnax.cluster", "status.topic");

    // When / Then
    assertThat(TopicPlan.of(groups, options, sideTopics).collisions()).isEmpty();
  }

  @Test
  void aFieldOfARowKeepsItsType() {
    // Given
    TopicPlan plan = new TopicPlan(RecordOptions.of(RecordFormat.ROW), Map.of());
    plan.add(C, SampleSeries.INDEX);
    Channel retyped = SampleSeries.channel(9, "c", DataType.FLOAT64, 1);

    // When
    TopicPlan.Fit fit = plan.fit(retyped, SampleSeries.INDEX);

    // Then
    assertThat(fit.mixture())
        .isEqualTo(
            "the field of channel 'c' in topic 'synnax.row.time' would change from int8 to"
                + " float64");
  }

  private static TopicPlan plan(String template, Channel... channels) {
    return TopicPlan.of(
        List.of(new IndexGroup(SampleSeries.INDEX, List.of(channels))),
        options(RecordFormat.SAMPLE, template),
        Map.of("status", "status.topic", "gaps.a", "gap.topic"));
  }

  private static RecordOptions options(RecordFormat format, String template) {
    RecordOptions by = RecordOptions.of(format);
    return new RecordOptions(
        format,
        template,
        by.recordKey(),
        by.recordTimestamp(),
        by.headers(),
        by.values(),
        by.sizes(),
        by.deadLetterTopic(),
        RecordFields.DEFAULT,
        Long.MAX_VALUE);
  }
}
