package io.synnaxconnect.convert;

import static io.synnaxconnect.convert.FormatRows.column;
import static io.synnaxconnect.convert.FormatRows.convert;
import static io.synnaxconnect.convert.FormatRows.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.apicurio.registry.utils.converter.avro.AvroData;
import io.synnaxconnect.convert.RecordFields.RowNames;
import io.synnaxconnect.convert.RecordFields.TimeForm;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowFieldNamesTest {

  private static final RecordOptions ROW = RecordOptions.of(RecordFormat.ROW);

  private static Channel channel(long key, String name) {
    return SampleSeries.channel(key, name, DataType.FLOAT64, 1);
  }

  private static Schema schema(FrameConverter converter, Channel... channels) {
    List<Rows.Column> columns = new ArrayList<>();
    for (Channel channel : channels) {
      columns.add(column(channel, 1.0));
    }
    return Objects.requireNonNull(
        convert(converter, rows(1, columns.toArray(Rows.Column[]::new))).get(0).valueSchema());
  }

  private static List<String> names(Channel... channels) {
    return schema(new FrameConverter(ROW), channels).fields().stream().map(Field::name).toList();
  }

  private static String of(long key, String name) {
    return RowFieldNames.of(channel(key, name), RowNames.CHANNEL);
  }

  @Test
  void aNameThatAvroAllowsStaysAndAnyOtherGetsItsKey() {
    assertThat(of(2, "ox_pt_1")).isEqualTo("ox_pt_1");
    assertThat(of(3, "PT_101")).isEqualTo("PT_101");
    assertThat(of(4, "a-b")).isEqualTo("a_b_4");
    assertThat(of(5, "1st")).isEqualTo("_1st_5");
    assertThat(of(6, "")).isEqualTo("__6");
    assertThat(of(7, "Öl")).isEqualTo("_l_7");
    assertThat(of(8, "timestamp")).isEqualTo("timestamp_8");
    assertThat(of(9, "Timestamp")).isEqualTo("Timestamp_9");
    assertThat(RowFieldNames.of(channel(9, "tank"), RowNames.CHANNEL_KEY)).isEqualTo("tank_9");
  }

  @Test
  void aFieldIsTheSameWhoeverElseIsThereAndAfterARestart() {
    // Given
    Channel dot = channel(20, "a.b");
    Channel dash = channel(10, "a-b");
    FrameConverter running = new FrameConverter(ROW);

    // When
    String alone = schema(running, dot).fields().get(1).name();
    Schema joined = schema(running, dash, dot);
    Schema restarted = schema(new FrameConverter(ROW), dash, dot);
    String otherDeleted = schema(new FrameConverter(ROW), dot).fields().get(1).name();

    // Then
    assertThat(List.of(alone, otherDeleted)).containsOnly("a_b_20");
    assertThat(joined.field("a_b_20").schema().parameters()).containsEntry("synnax.channel", "a.b");
    assertThat(joined.fields()).isEqualTo(restarted.fields());
  }

  @Test
  void namesThatNobodyExpectsNeverStopATask() {
    assertThat(names(channel(5, "a_b_20"), channel(10, "a-b"), channel(20, "a.b")))
        .doesNotHaveDuplicates()
        .hasSize(4);
    assertThat(names(channel(5, "timestamp_7"), channel(7, "timestamp")))
        .doesNotHaveDuplicates()
        .hasSize(3);
    assertThat(names(channel(5, "p"), channel(6, "P"), channel(7, "p"), channel(8, "p_7_")))
        .extracting(RowFieldNames::folded)
        .doesNotHaveDuplicates()
        .hasSize(5);
  }

  @Test
  void aTagForProtobufIsFixedByTheKeyOfTheChannel() {
    // Given
    Channel first = channel(1_048_577, "a");
    Channel second = channel(1_048_578, "b");

    // When
    Schema both = schema(new FrameConverter(ROW), first, second);
    Schema one = schema(new FrameConverter(ROW), second);

    // Then
    assertThat(tag(both, "a")).isEqualTo("1048577");
    assertThat(tag(both, "b")).isEqualTo("1048578").isEqualTo(tag(one, "b"));
  }

  private static String tag(Schema schema, String field) {
    return Objects.requireNonNull(
        schema.field(field).schema().parameters().get("io.confluent.connect.protobuf.Tag"));
  }

  @Test
  void tagsAreThoseThatProtobufAllowsAndUniqueInAClusterOfManyNodes() {
    // Given
    List<Long> nodes =
        LongStream.concat(LongStream.range(0, 510), LongStream.of(4095)).boxed().toList();

    // When
    List<Integer> tags = new ArrayList<>();
    for (long node : nodes) {
      for (long local : List.of(1L, 2L, 18_999L, 19_000L, 20_000L, (1L << 20) - 1)) {
        tags.add(RowFieldNames.tagOf(node << 20 | local));
      }
    }

    // Then
    assertThat(tags).doesNotHaveDuplicates().allMatch(tag -> tag >= 20_000 && tag <= 536_870_911);
  }

  @Test
  void theTagsOfChannelsThatShareBitsDiffer() {
    // Given
    Channel first = channel(1_048_577, "a");
    Channel second = channel((512L << 20) + 1_048_577, "b");

    // When
    Schema schema = schema(new FrameConverter(ROW), first, second);

    // Then
    assertThat(tag(schema, "a")).isNotEqualTo(tag(schema, "b"));
  }

  @Test
  void thePlanKnowsWhichChannelsShareAField() {
    // Given
    RowPlan plan = new RowPlan(ROW);
    RowPlan keyed = new RowPlan(withNames(RowNames.CHANNEL_KEY));

    // When / Then
    assertThat(plan.add(channel(2, "Pressure"), SampleSeries.INDEX)).isNull();
    assertThat(plan.add(channel(3, "pressure"), SampleSeries.INDEX))
        .contains("field 'pressure'", "channel 'Pressure'", "row.field.names=channel_key");
    assertThat(keyed.add(channel(2, "Pressure"), SampleSeries.INDEX)).isNull();
    assertThat(keyed.add(channel(3, "pressure"), SampleSeries.INDEX)).isNull();
  }

  @Test
  void thePlanKnowsWhichIndexesShareASchema() {
    // Given
    RowPlan plan = new RowPlan(ROW);
    Channel other = SampleSeries.channel(7, "time", DataType.TIMESTAMP, 7);
    Channel dash = SampleSeries.channel(8, "ti-me", DataType.TIMESTAMP, 8);
    Channel underscore = SampleSeries.channel(9, "ti_me", DataType.TIMESTAMP, 9);

    // When / Then
    assertThat(plan.add(channel(2, "a"), SampleSeries.INDEX)).isNull();
    assertThat(plan.add(channel(3, "b"), other)).contains("rows of another index", "'time'");
    assertThat(plan.add(channel(4, "c"), dash)).isNull();
    assertThat(plan.add(channel(5, "d"), underscore)).isNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "UINT8", "UINT64", "STRING"})
  void thePlanCountsTheSchemaAtLeastAsLargeAsAvroWritesIt(DataType type) {
    // Given
    RowPlan plan = new RowPlan(ROW);
    List<Channel> fitting = new ArrayList<>();
    long key = 1_048_577;

    // When
    String problem = null;
    while (problem == null) {
      Channel next = channel(key, "a_name_of_22_chars" + key % 10_000, type);
      problem = plan.add(next, SampleSeries.INDEX);
      fitting.add(next);
      key++;
    }

    // Then
    String avro = new AvroData(10).fromConnectSchema(schemaOf(fitting)).toString();
    int stored = avro.length() + (int) avro.chars().filter(c -> c == '"').count();
    assertThat(stored).isBetween(700_000, 900_000);
    assertThat(problem)
        .contains("the rows of 'time' have " + fitting.size() + " channels")
        .contains("record.max.bytes=900000", "choose fewer channels");
  }

  private static Channel channel(long key, String name, DataType type) {
    return SampleSeries.channel(key, name, type, 1);
  }

  private static Schema schemaOf(List<Channel> channels) {
    return new RowTemplate(new IndexGroup(SampleSeries.INDEX, channels), "cluster-a", ROW).schema();
  }

  private static RecordOptions withNames(RowNames names) {
    return new RecordOptions(
        RecordFormat.ROW,
        ROW.topicTemplate(),
        ROW.recordKey(),
        ROW.recordTimestamp(),
        false,
        ROW.values(),
        ROW.sizes(),
        "",
        new RecordFields(names, TimeForm.NONE, false),
        Long.MAX_VALUE);
  }
}
