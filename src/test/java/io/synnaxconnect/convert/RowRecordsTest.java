package io.synnaxconnect.convert;

import static io.synnaxconnect.convert.FormatRows.AFTER;
import static io.synnaxconnect.convert.FormatRows.BEFORE;
import static io.synnaxconnect.convert.FormatRows.COUNT;
import static io.synnaxconnect.convert.FormatRows.PARTITION;
import static io.synnaxconnect.convert.FormatRows.RECEIVED;
import static io.synnaxconnect.convert.FormatRows.T0;
import static io.synnaxconnect.convert.FormatRows.TANK;
import static io.synnaxconnect.convert.FormatRows.VALVE;
import static io.synnaxconnect.convert.FormatRows.column;
import static io.synnaxconnect.convert.FormatRows.convert;
import static io.synnaxconnect.convert.FormatRows.headers;
import static io.synnaxconnect.convert.FormatRows.rows;
import static io.synnaxconnect.convert.FormatRows.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.convert.RecordOptions.RecordKey;
import io.synnaxconnect.convert.RecordOptions.RecordTimestamp;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.delivery.Arrival;
import io.synnaxconnect.delivery.Arrival.Source;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class RowRecordsTest {

  private static final RecordOptions ROW = RecordOptions.of(RecordFormat.ROW);

  @Test
  void eachTimestampIsOneRecordWithAFieldPerChannel() {
    // Given
    Rows rows = rows(2, column(TANK, 1.5, -2.5), column(VALVE, 1, 255));

    // When
    List<SourceRecord> records = convert(ROW, rows);

    // Then
    assertThat(records).hasSize(2);
    SourceRecord second = records.get(1);
    assertThat(second.topic()).isEqualTo("synnax.row.time");
    assertThat(second.key()).isEqualTo("time");
    assertThat(second.timestamp()).isEqualTo(T0 / 1_000_000 + 1);
    assertThat(value(second).schema().name()).isEqualTo("io.synnaxconnect.row.time");
    assertThat(value(second).get("timestamp")).isEqualTo(T0 + 1_000_000);
    assertThat(value(second).get("tank")).isEqualTo(-2.5);
    assertThat(value(second).get("valve")).isEqualTo((short) 255);
    assertThat(records).extracting(r -> (Object) r.sourceOffset()).containsExactly(BEFORE, AFTER);
    value(second).validate();
  }

  @Test
  void aChannelThatIsMissingIsNull() {
    // Given
    IndexGroup group = new IndexGroup(SampleSeries.INDEX, List.of(TANK, VALVE));

    // When
    SourceRecord record = convert(ROW, rows(group, 1, column(VALVE, 3))).get(0);

    // Then
    assertThat(value(record).get("tank")).isNull();
    assertThat(value(record).get("valve")).isEqualTo((short) 3);
  }

  @Test
  void rowsWithoutAnySampleMakeNoRecord() {
    // Given
    IndexGroup group = new IndexGroup(SampleSeries.INDEX, List.of(TANK, VALVE));

    // When / Then
    assertThat(convert(ROW, rows(group, 2))).isEmpty();
  }

  @Test
  void fieldsAreLegalInAvroAndKeepTheNameOfTheirChannel() {
    // Given
    Channel dash = SampleSeries.channel(2, "a-b", DataType.FLOAT64, 1);
    Channel dot = SampleSeries.channel(3, "a.b", DataType.FLOAT64, 1);
    Channel digit = SampleSeries.channel(4, "1st", DataType.FLOAT64, 1);
    Channel umlaut = SampleSeries.channel(5, "Öl", DataType.FLOAT64, 1);
    Channel stamp = SampleSeries.channel(6, "timestamp", DataType.FLOAT64, 1);

    // When
    Schema schema =
        convert(
                ROW,
                rows(
                    1,
                    column(dash, 1.0),
                    column(dot, 2.0),
                    column(digit, 3.0),
                    column(umlaut, 4.0),
                    column(stamp, 5.0)))
            .get(0)
            .valueSchema();

    // Then
    assertThat(schema.fields())
        .extracting(Field::name)
        .containsExactly("timestamp", "a_b_2", "a_b_3", "_1st_4", "_l_5", "timestamp_6");
    assertThat(schema.field("a_b_3").schema().parameters())
        .containsEntry("synnax.channel", "a.b")
        .containsEntry("synnax.channel.key", "3");
  }

  @Test
  void aGroupThatGrowsKeepsItsFieldsAndGetsAnotherBehindThem() {
    // Given
    FrameConverter converter = new FrameConverter(ROW);

    // When
    Schema before = convert(converter, rows(1, column(TANK, 1.0))).get(0).valueSchema();
    Schema same = convert(converter, rows(1, column(TANK, 2.0))).get(0).valueSchema();
    Schema after =
        convert(converter, rows(1, column(TANK, 1.0), column(VALVE, 1))).get(0).valueSchema();

    // Then
    assertThat(same).isSameAs(before);
    assertThat(after.fields())
        .extracting(Field::name)
        .containsExactly("timestamp", "tank", "valve");
    assertThat(after.name()).isEqualTo(before.name());
    assertThat(after.field("valve").schema().isOptional()).isTrue();
  }

  @Test
  void aChannelThatIsMadeAgainUnderItsNameHasItsFieldAgain() {
    // Given
    FrameConverter converter = new FrameConverter(ROW);
    Channel again = SampleSeries.channel(9, "tank", DataType.FLOAT64, 1);

    // When
    convert(converter, rows(1, column(TANK, 1.0)));
    SourceRecord record = convert(converter, rows(1, column(again, 2.0))).get(0);

    // Then
    assertThat(value(record).get("tank")).isEqualTo(2.0);
  }

  @Test
  void aRowThatIsRepairedForOneChannelSaysThatItIsPartial() {
    // Given
    FrameConverter converter = new FrameConverter(ROW);
    IndexGroup group = new IndexGroup(SampleSeries.INDEX, List.of(TANK, VALVE));
    Rows rows = rows(group, 1, column(VALVE, 1));

    // When
    SourceRecord partial =
        converter
            .convert(
                List.of(rows), PARTITION, BEFORE, AFTER, new Arrival(false, true, Source.HISTORY))
            .get(0);
    SourceRecord late =
        converter
            .convert(List.of(rows), PARTITION, BEFORE, AFTER, new Arrival(true, false, Source.LIVE))
            .get(0);

    // Then
    assertThat(headers(partial)).containsExactly("synnax.partial=true");
    assertThat(headers(late)).containsExactly("synnax.late=true");
  }

  @Test
  void onlyRowsSayThatTheyArePartial() {
    // Given
    FrameConverter converter = new FrameConverter(RecordOptions.DEFAULT);

    // When
    SourceRecord record =
        converter
            .convert(
                List.of(rows(1, column(VALVE, 1))),
                PARTITION,
                BEFORE,
                AFTER,
                new Arrival(false, true, Source.HISTORY))
            .get(0);

    // Then
    assertThat(headers(record)).isEmpty();
  }

  @Test
  void aValueThatCannotBeConvertedIsNullAndCounted() {
    // Given
    RecordOptions skipping =
        FormatRows.options(
            RecordFormat.ROW,
            FormatRows.values(NonFiniteForm.DROP, DataErrors.SKIP),
            RecordSizes.DEFAULT);
    FrameConverter converter = new FrameConverter(skipping);

    // When
    SourceRecord record =
        convert(converter, rows(1, column(TANK, Double.NaN), column(COUNT, -1L))).get(0);

    // Then
    assertThat(value(record).get("tank")).isNull();
    assertThat(value(record).get("count")).isNull();
    assertThat(converter.skippedSamples()).isEqualTo(1);
  }

  @Test
  void theKeyIsThatOfTheIndexAndHeadersNameIt() {
    // Given
    RecordOptions keyed =
        new RecordOptions(
            RecordFormat.ROW,
            "rows",
            RecordKey.CHANNEL_KEY,
            RecordTimestamp.SAMPLE,
            true,
            ValueOptions.DEFAULT,
            RecordSizes.DEFAULT,
            "",
            RecordFields.DEFAULT,
            Long.MAX_VALUE);

    // When
    SourceRecord record = convert(keyed, rows(1, column(TANK, 1.0))).get(0);

    // Then
    assertThat(record.key()).isEqualTo(1L);
    assertThat(headers(record))
        .containsExactly(
            "synnax.channel.key=1",
            "synnax.index=time",
            "synnax.cluster=cluster-a",
            "synnax.origin=live");
  }

  @Test
  void aChannelWithoutIndexIsARowOfItsOwn() {
    // Given
    Channel state = SampleSeries.channel(9, "state", DataType.STRING, 0);
    Rows rows =
        Rows.unindexed(new IndexGroup(null, List.of(state)), column(state, "on"), 1, RECEIVED);

    // When
    SourceRecord record = convert(ROW, rows).get(0);

    // Then
    assertThat(record.topic()).isEqualTo("synnax.row.state");
    assertThat(record.key()).isEqualTo("state");
    assertThat(value(record).get("timestamp")).isEqualTo(RECEIVED);
    assertThat(value(record).get("state")).isEqualTo("on");
    assertThat(headers(record)).containsExactly("synnax.timestamp.source=received");
  }

  @Test
  void aGroupTooWideForARecordSaysWhatHelps() {
    // Given
    Rows.Column[] columns =
        LongStream.range(2, 602)
            .mapToObj(key -> column(SampleSeries.channel(key, "c" + key, DataType.FLOAT64, 1), 1.0))
            .toArray(Rows.Column[]::new);
    RecordOptions small =
        FormatRows.options(RecordFormat.ROW, FormatRows.sizes(16_384, RecordSizes.Oversize.SKIP));

    // When / Then
    assertThatThrownBy(() -> convert(small, rows(1, columns)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("record.max.bytes: '16384'")
        .hasMessageContaining("'time' with 600 channels")
        .hasMessageContaining("producer.override.max.request.size");
  }
}
