package io.synnaxconnect.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.convert.RecordOptions.RecordKey;
import io.synnaxconnect.convert.RecordOptions.RecordTimestamp;
import io.synnaxconnect.convert.ValueOptions.DataErrors;
import io.synnaxconnect.convert.ValueOptions.NonFiniteForm;
import io.synnaxconnect.convert.ValueOptions.TimestampForm;
import io.synnaxconnect.convert.ValueOptions.Uint64Form;
import io.synnaxconnect.delivery.Arrival;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class FrameConverterTest {

  private static final long T0 = 1_700_000_000_000_000_000L;
  private static final long T0_MILLIS = 1_700_000_000_000L;
  private static final long RECEIVED = T0 + 5_000_000_000L;
  private static final Map<String, String> PARTITION =
      Map.of("cluster_key", "cluster-a", "index_key", "1");
  private static final Map<String, String> BEFORE = Map.of("position", "1");
  private static final Map<String, String> AFTER = Map.of("position", "2");
  private static final Channel FLOAT = SampleSeries.channel(2, "tank", DataType.FLOAT64, 1);

  @Test
  void givesOneRecordPerSampleWithChannelTimestampAndValue() {
    // Given
    Rows rows =
        SampleSeries.rows(FLOAT, SampleSeries.of(DataType.FLOAT64, 1.5, -2.5), T0, RECEIVED);

    // When
    List<SourceRecord> records = convert(RecordOptions.DEFAULT, rows);

    // Then
    assertThat(records).hasSize(2);
    SourceRecord second = records.get(1);
    assertThat(second.topic()).isEqualTo("synnax.float64");
    assertThat(second.kafkaPartition()).isNull();
    assertThat(second.keySchema()).isEqualTo(Schema.STRING_SCHEMA);
    assertThat(second.key()).isEqualTo("tank");
    assertThat(second.timestamp()).isEqualTo(T0_MILLIS + 1_000);
    assertThat(second.headers()).isEmpty();
    Struct value = (Struct) second.value();
    assertThat(value.schema().name()).isEqualTo("io.synnaxconnect.Float64Sample");
    assertThat(value.get("channel")).isEqualTo("tank");
    assertThat(value.get("timestamp")).isEqualTo(T0 + 1_000_000_000L);
    assertThat(value.get("value")).isEqualTo(-2.5);
  }

  @Test
  void onlyTheLastRecordCarriesTheNewOffset() {
    // Given
    Rows rows =
        SampleSeries.rows(FLOAT, SampleSeries.of(DataType.FLOAT64, 1.0, 2.0, 3.0), T0, RECEIVED);

    // When
    List<SourceRecord> records = convert(RecordOptions.DEFAULT, rows);

    // Then
    assertThat(records)
        .extracting(r -> (Object) r.sourceOffset())
        .containsExactly(BEFORE, BEFORE, AFTER);
    assertThat(records).allSatisfy(r -> assertThat(r.sourcePartition()).isSameAs(PARTITION));
  }

  @Test
  void theLastRecordThatIsLeftCarriesTheNewOffset() {
    // Given
    Series series = SampleSeries.of(DataType.FLOAT64, 1.0, 2.0, Double.NaN);
    RecordOptions dropping = values(Uint64Form.DECIMAL, NonFiniteForm.DROP, DataErrors.FAIL);

    // When
    List<SourceRecord> records = convert(dropping, SampleSeries.rows(FLOAT, series, T0, RECEIVED));

    // Then
    assertThat(records).extracting(r -> (Object) r.sourceOffset()).containsExactly(BEFORE, AFTER);
  }

  @Test
  void goesRowByRowAndInEachRowByChannelKey() {
    // Given
    Channel other = SampleSeries.channel(3, "valve", DataType.UINT8, 1);
    Rows rows =
        Rows.indexed(
            new IndexGroup(SampleSeries.INDEX, List.of(SampleSeries.INDEX, FLOAT, other)),
            new Rows.Column(SampleSeries.INDEX, SampleSeries.of(DataType.TIMESTAMP, T0, T0), 0),
            List.of(
                new Rows.Column(FLOAT, SampleSeries.of(DataType.FLOAT64, 0.0, 1.0, 2.0), 1),
                new Rows.Column(other, SampleSeries.of(DataType.UINT8, 10, 20), 0)),
            2,
            RECEIVED);

    // When
    List<SourceRecord> records = convert(RecordOptions.DEFAULT, rows);

    // Then
    assertThat(records)
        .extracting(r -> r.key() + "=" + ((Struct) r.value()).get("value"))
        .containsExactly("tank=1.0", "valve=10", "tank=2.0", "valve=20");
  }

  @Test
  void aSampleThatCannotBeConvertedFailsWithChannelTimeReasonAndRemedy() {
    // Given
    RecordOptions failing = values(Uint64Form.LONG, NonFiniteForm.KEEP, DataErrors.FAIL);

    // When / Then
    assertThatThrownBy(() -> convert(failing, unsigned(1L, -1L)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("errors.data: ")
        .hasMessageContaining("'count'")
        .hasMessageContaining("2023-11-14T22:13:21Z")
        .hasMessageContaining("value.uint64=decimal")
        .hasMessageContaining("errors.data=skip");
  }

  @Test
  void aSampleThatCannotBeConvertedIsSkippedAndCounted() {
    // Given
    RecordOptions skipping = values(Uint64Form.LONG, NonFiniteForm.KEEP, DataErrors.SKIP);
    FrameConverter converter = new FrameConverter(skipping);

    // When
    List<SourceRecord> records =
        converter.convert(
            List.of(unsigned(1L, -1L, 2L, -2L)), PARTITION, BEFORE, AFTER, Arrival.IN_ORDER);

    // Then
    assertThat(records).hasSize(2);
    assertThat(records.get(1).sourceOffset()).isEqualTo((Object) AFTER);
    assertThat(converter.skippedSamples()).isEqualTo(2);
  }

  @Test
  void theLastRecordOfABlockCarriesTheNewOffsetWhereverItIs() {
    // Given: nothing remains of the second stretch
    RecordOptions skipping = values(Uint64Form.LONG, NonFiniteForm.KEEP, DataErrors.SKIP);
    FrameConverter converter = new FrameConverter(skipping);

    // When
    List<SourceRecord> records =
        converter.convert(
            List.of(unsigned(1L, 2L), unsigned(-1L)), PARTITION, BEFORE, AFTER, Arrival.IN_ORDER);

    // Then
    assertThat(records).hasSize(2);
    assertThat(records.get(0).sourceOffset()).isEqualTo((Object) BEFORE);
    assertThat(records.get(1).sourceOffset()).isEqualTo((Object) AFTER);
  }

  @Test
  void bytesThatAreNoTextCannotBeConverted() {
    // Given
    Channel text = SampleSeries.channel(4, "note", DataType.STRING, 1);
    Series broken = SampleSeries.of(DataType.STRING, new byte[] {(byte) 0xC3, 0x28});

    // When / Then
    assertThatThrownBy(
            () -> convert(RecordOptions.DEFAULT, SampleSeries.rows(text, broken, T0, RECEIVED)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void aRenamedChannelGetsItsNewName() {
    // Given
    FrameConverter converter = new FrameConverter(RecordOptions.DEFAULT);
    Series series = SampleSeries.of(DataType.FLOAT64, 1.0);
    Channel renamed = SampleSeries.channel(2, "vessel", DataType.FLOAT64, 1);

    // When
    converter.convert(
        List.of(SampleSeries.rows(FLOAT, series, T0, RECEIVED)),
        PARTITION,
        BEFORE,
        AFTER,
        Arrival.IN_ORDER);
    List<SourceRecord> records =
        converter.convert(
            List.of(SampleSeries.rows(renamed, series, T0, RECEIVED)),
            PARTITION,
            BEFORE,
            AFTER,
            Arrival.IN_ORDER);

    // Then
    assertThat(records.get(0).key()).isEqualTo("vessel");
  }

  private static List<SourceRecord> convert(RecordOptions options, Rows rows) {
    return new FrameConverter(options)
        .convert(List.of(rows), PARTITION, BEFORE, AFTER, Arrival.IN_ORDER);
  }

  private static Rows unsigned(Object... bits) {
    Channel count = SampleSeries.channel(5, "count", DataType.UINT64, 1);
    return SampleSeries.rows(count, SampleSeries.of(DataType.UINT64, bits), T0, RECEIVED);
  }

  private static RecordOptions values(Uint64Form uint64, NonFiniteForm nan, DataErrors errors) {
    ValueOptions values =
        new ValueOptions(uint64, TimestampForm.NANOS, nan, NonFiniteForm.KEEP, errors);
    return SampleSeries.options("all", RecordKey.CHANNEL, RecordTimestamp.SAMPLE, false, values);
  }
}
