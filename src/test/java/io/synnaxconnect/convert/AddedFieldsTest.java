package io.synnaxconnect.convert;

import static io.synnaxconnect.convert.FormatRows.T0;
import static io.synnaxconnect.convert.FormatRows.TANK;
import static io.synnaxconnect.convert.FormatRows.column;
import static io.synnaxconnect.convert.FormatRows.convert;
import static io.synnaxconnect.convert.FormatRows.rows;
import static io.synnaxconnect.convert.FormatRows.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.convert.RecordFields.RowNames;
import io.synnaxconnect.convert.RecordFields.TimeForm;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import java.util.Date;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("JavaUtilDate") // Connect's Timestamp is a java.util.Date.
class AddedFieldsTest {

  private static RecordOptions options(RecordFormat format, TimeForm time, boolean origin) {
    RecordOptions by = RecordOptions.of(format);
    return new RecordOptions(
        format,
        by.topicTemplate(),
        by.recordKey(),
        by.recordTimestamp(),
        false,
        by.values(),
        by.sizes(),
        "",
        new RecordFields(RowNames.CHANNEL, time, origin),
        Long.MAX_VALUE);
  }

  private static Struct first(RecordFormat format, TimeForm time, boolean origin) {
    Struct struct =
        value(convert(options(format, time, origin), rows(2, column(TANK, 1.0, 2.0))).get(0));
    struct.validate();
    return struct;
  }

  private static List<String> names(Struct struct) {
    return struct.schema().fields().stream().map(Field::name).toList();
  }

  @ParameterizedTest
  @EnumSource
  void everyFormatHasNoOtherFieldsByDefault(RecordFormat format) {
    assertThat(names(first(format, TimeForm.NONE, false)))
        .doesNotContainAnyElementsOf(AddedFields.NAMES);
  }

  @ParameterizedTest
  @EnumSource
  void everyFormatCanHaveATimeThatSinksUnderstand(RecordFormat format) {
    // When
    Struct connect = first(format, TimeForm.CONNECT, false);
    Struct micros = first(format, TimeForm.MICROS, false);
    Struct iso = first(format, TimeForm.ISO, false);

    // Then
    assertThat(connect.get("time")).isEqualTo(new Date(T0 / 1_000_000));
    assertThat(connect.schema().field("time").schema().name()).isEqualTo(Timestamp.LOGICAL_NAME);
    assertThat(micros.get("time_micros")).isEqualTo(T0 / 1_000);
    assertThat(iso.get("time_iso")).isEqualTo("2023-11-14T22:13:20Z");
    assertThat(names(micros)).doesNotContain("time", "time_iso");
  }

  @Test
  void timesBefore1970AreRoundedDown() {
    // Given
    Rows before = SampleSeries.rows(TANK, SampleSeries.of(DataType.FLOAT64, 1.0), -1, T0);

    // When
    Struct connect =
        value(convert(options(RecordFormat.SAMPLE, TimeForm.CONNECT, false), before).get(0));
    Struct micros =
        value(convert(options(RecordFormat.SAMPLE, TimeForm.MICROS, false), before).get(0));

    // Then
    assertThat(connect.get("time")).isEqualTo(new Date(-1));
    assertThat(micros.get("time_micros")).isEqualTo(-1L);
  }

  @ParameterizedTest
  @EnumSource
  void everyFormatCanSayWhereItComesFrom(RecordFormat format) {
    // When
    Struct origin = first(format, TimeForm.NONE, true);

    // Then
    assertThat(origin.get("cluster_key")).isEqualTo("cluster-a");
    assertThat(origin.get("index_key")).isEqualTo(1L);
    if (format == RecordFormat.ROW) {
      assertThat(names(origin)).doesNotContain("channel_key");
    } else {
      assertThat(origin.get("channel_key")).isEqualTo(2L);
    }
  }

  @Test
  void aChannelWithoutIndexHasNoKeyOfOne() {
    // Given
    Channel state = SampleSeries.channel(9, "state", DataType.STRING, 0);
    Rows rows = Rows.unindexed(new IndexGroup(null, List.of(state)), column(state, "on"), 1, T0);

    // When
    Struct struct = value(convert(options(RecordFormat.SAMPLE, TimeForm.NONE, true), rows).get(0));

    // Then
    assertThat(struct.get("index_key")).isNull();
    assertThat(struct.get("channel_key")).isEqualTo(9L);
  }

  @Test
  void aChannelNeverHasTheNameOfSuchAField() {
    // Given
    Channel time = SampleSeries.channel(8, "Time", DataType.FLOAT64, 1);
    Rows rows = rows(1, column(TANK, 1.0), column(time, 2.0));

    // When
    Struct without = value(convert(RecordOptions.of(RecordFormat.ROW), rows).get(0));
    Struct with = value(convert(options(RecordFormat.ROW, TimeForm.CONNECT, true), rows).get(0));

    // Then
    assertThat(without.get("Time_8")).isEqualTo(2.0);
    assertThat(with.get("Time_8")).isEqualTo(2.0);
    assertThat(names(with))
        .containsExactly("timestamp", "time", "cluster_key", "index_key", "tank", "Time_8");
  }
}
