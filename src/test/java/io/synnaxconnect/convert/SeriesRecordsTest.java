package io.synnaxconnect.convert;

import static io.synnaxconnect.convert.FormatRows.AFTER;
import static io.synnaxconnect.convert.FormatRows.BEFORE;
import static io.synnaxconnect.convert.FormatRows.COUNT;
import static io.synnaxconnect.convert.FormatRows.NOTE;
import static io.synnaxconnect.convert.FormatRows.RECEIVED;
import static io.synnaxconnect.convert.FormatRows.T0;
import static io.synnaxconnect.convert.FormatRows.TANK;
import static io.synnaxconnect.convert.FormatRows.VALVE;
import static io.synnaxconnect.convert.FormatRows.column;
import static io.synnaxconnect.convert.FormatRows.convert;
import static io.synnaxconnect.convert.FormatRows.options;
import static io.synnaxconnect.convert.FormatRows.rows;
import static io.synnaxconnect.convert.FormatRows.value;
import static io.synnaxconnect.convert.FormatRows.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.convert.RecordSizes.Oversize;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeriesRecordsTest {

  private static final RecordOptions SERIES = RecordOptions.of(RecordFormat.SERIES);

  @Test
  void eachChannelOfARowBlockIsOneRecordWithArrays() {
    // Given
    Rows rows = rows(3, column(TANK, 1.5, -2.5, 3.5), column(VALVE, 1, 2, 255));

    // When
    List<SourceRecord> records = convert(SERIES, rows);

    // Then
    assertThat(records)
        .extracting(SourceRecord::topic)
        .containsExactly("synnax.series.float64", "synnax.series.uint8");
    assertThat(value(records.get(0)).schema().name()).isEqualTo("io.synnaxconnect.Float64Series");
    assertThat(value(records.get(0)).get("channel")).isEqualTo("tank");
    assertThat(value(records.get(0)).getArray("timestamps"))
        .containsExactly(T0, T0 + 1_000_000, T0 + 2_000_000);
    assertThat(value(records.get(0)).getArray("values")).containsExactly(1.5, -2.5, 3.5);
    assertThat(value(records.get(1)).getArray("values"))
        .containsExactly((short) 1, (short) 2, (short) 255);
    assertThat(records).extracting(r -> (Object) r.sourceOffset()).containsExactly(BEFORE, AFTER);
    assertThat(records.get(0).key()).isEqualTo("tank");
    assertThat(records.get(0).timestamp()).isEqualTo(T0 / 1_000_000);
  }

  @Test
  void aRunEndsAtTheGreatestNumberOfSamples() {
    // Given
    RecordOptions two = options(RecordFormat.SERIES, new RecordSizes(2, 900_000, Oversize.FAIL));

    // When
    List<SourceRecord> records = convert(two, rows(5, column(TANK, 1.0, 2.0, 3.0, 4.0, 5.0)));

    // Then
    assertThat(records)
        .extracting(record -> value(record).getArray("values"))
        .containsExactly(List.of(1.0, 2.0), List.of(3.0, 4.0), List.of(5.0));
    assertThat(records)
        .extracting(SourceRecord::timestamp)
        .containsExactly(T0 / 1_000_000, T0 / 1_000_000 + 2, T0 / 1_000_000 + 4);
  }

  /** The arrays are filled after Connect has looked at them, so a test looks again. */
  @ParameterizedTest
  @EnumSource
  void everyTypeHasTheElementsThatItsSchemaSays(DataType dataType) {
    // Given
    Channel channel = SampleSeries.channel(2, "it", dataType, 1);
    Object sample =
        switch (dataType) {
          case BOOLEAN -> true;
          case UUID -> new java.util.UUID(1, 2);
          case STRING, JSON -> "{}";
          case BYTES -> new byte[] {1};
          case FLOAT32 -> 1f;
          case FLOAT64 -> 1.0;
          case TIMESTAMP, INT64, UINT64, INT32, UINT32, INT16, UINT16, INT8, UINT8 -> 1L;
        };

    // When
    SourceRecord record = convert(SERIES, rows(2, column(channel, sample, sample))).get(0);

    // Then
    value(record).validate();
    assertThat(value(record).getArray("values")).hasSize(2);
    assertThat(value(record).getArray("timestamps")).hasSize(2);
  }

  @Test
  void aNanBecomesNullOnlyWhereTheSchemaSaysSo() {
    // Given
    Rows rows = rows(2, column(TANK, Double.NaN, 1.0));
    RecordOptions nulls =
        options(
            RecordFormat.SERIES, values(NonFiniteForm.NULL, DataErrors.FAIL), RecordSizes.DEFAULT);

    // When
    SourceRecord kept = convert(SERIES, rows).get(0);
    SourceRecord nulled = convert(nulls, rows).get(0);

    // Then
    assertThat(value(kept).getArray("values")).containsExactly(Double.NaN, 1.0);
    assertThat(elements(kept).isOptional()).isFalse();
    assertThat(value(nulled).getArray("values")).isEqualTo(Arrays.asList(null, 1.0));
    assertThat(elements(nulled).isOptional()).isTrue();
    value(nulled).validate();
  }

  @Test
  void whatIsLeftOutTakesItsTimestampAlong() {
    // Given
    RecordOptions dropping =
        options(
            RecordFormat.SERIES, values(NonFiniteForm.DROP, DataErrors.SKIP), RecordSizes.DEFAULT);
    FrameConverter converter = new FrameConverter(dropping);
    Rows rows = rows(3, column(TANK, Double.NaN, 1.0, Double.NaN), column(COUNT, 5L, -1L, 6L));

    // When
    List<SourceRecord> records = convert(converter, rows);

    // Then
    assertThat(value(records.get(0)).getArray("values")).containsExactly(1.0);
    assertThat(value(records.get(0)).getArray("timestamps")).containsExactly(T0 + 1_000_000);
    assertThat(records.get(0).timestamp()).isEqualTo(T0 / 1_000_000 + 1);
    assertThat(value(records.get(1)).getArray("values")).containsExactly(5L, 6L);
    assertThat(value(records.get(1)).getArray("timestamps")).containsExactly(T0, T0 + 2_000_000);
    assertThat(converter.skippedSamples()).isEqualTo(1);
  }

  @Test
  void nothingIsSentOfARunOfWhichNothingIsLeft() {
    // Given
    RecordOptions dropping =
        options(
            RecordFormat.SERIES, values(NonFiniteForm.DROP, DataErrors.FAIL), RecordSizes.DEFAULT);

    // When / Then
    assertThat(convert(dropping, rows(2, column(TANK, Double.NaN, Double.NaN)))).isEmpty();
  }

  @Test
  void samplesWithoutIndexAllHaveTheTimeOfReceipt() {
    // Given
    Channel state = SampleSeries.channel(9, "state", DataType.INT8, 0);
    Rows rows =
        Rows.unindexed(new IndexGroup(null, List.of(state)), column(state, 1, 2), 2, RECEIVED);

    // When
    SourceRecord record = convert(SERIES, rows).get(0);

    // Then
    assertThat(value(record).getArray("timestamps")).containsExactly(RECEIVED, RECEIVED);
    assertThat(FormatRows.headers(record)).containsExactly("synnax.timestamp.source=received");
  }

  @Test
  void longTextsAreSpreadOverRecords() {
    // Given
    String text = "x".repeat(7_000);
    RecordOptions small = options(RecordFormat.SERIES, FormatRows.sizes(20_000, Oversize.FAIL));

    // When
    List<SourceRecord> records =
        convert(small, rows(5, column(NOTE, text, text, text, text, text)));

    // Then
    assertThat(records)
        .extracting(record -> value(record).getArray("values").size())
        .containsExactly(2, 2, 1);
  }

  private static Schema elements(SourceRecord record) {
    return record.valueSchema().field("values").schema().valueSchema();
  }
}
