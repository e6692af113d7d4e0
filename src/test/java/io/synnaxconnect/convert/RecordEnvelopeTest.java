package io.synnaxconnect.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.convert.RecordOptions.RecordKey;
import io.synnaxconnect.convert.RecordOptions.RecordTimestamp;
import io.synnaxconnect.delivery.Arrival;
import io.synnaxconnect.delivery.Arrival.Source;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What surrounds the value: record key, record timestamp, headers. */
class RecordEnvelopeTest {

  private static final long T0 = 1_700_000_000_000_000_000L;
  private static final long T0_MILLIS = 1_700_000_000_000L;
  private static final long RECEIVED = T0 + 5_000_000_000L;
  private static final long RECEIVED_MILLIS = T0_MILLIS + 5_000;
  private static final Map<String, String> PARTITION =
      Map.of("cluster_key", "cluster-a", "index_key", "1");
  private static final Map<String, String> BEFORE = Map.of("position", "1");
  private static final Map<String, String> AFTER = Map.of("position", "2");
  private static final Channel FLOAT = SampleSeries.channel(2, "tank", DataType.FLOAT64, 1);

  @Test
  void samplesOfAnUnindexedChannelSayThatTheirTimeIsThatOfReceipt() {
    // Given
    Channel virtual = SampleSeries.channel(9, "state", DataType.STRING, 0);
    Rows rows =
        Rows.unindexed(
            new IndexGroup(null, List.of(virtual)),
            new Rows.Column(virtual, SampleSeries.of(DataType.STRING, "on"), 0),
            1,
            RECEIVED);

    // When
    SourceRecord record = convert(RecordOptions.DEFAULT, rows).get(0);

    // Then
    assertThat(((Struct) record.value()).get("timestamp")).isEqualTo(RECEIVED);
    assertThat(record.timestamp()).isEqualTo(RECEIVED_MILLIS);
    assertThat(headers(record)).containsExactly("synnax.timestamp.source=received");
  }

  @Test
  void headersSayWhereARecordComesFrom() {
    // Given
    RecordOptions withHeaders =
        SampleSeries.options(
            "all", RecordKey.NONE, RecordTimestamp.SAMPLE, true, ValueOptions.DEFAULT);

    // When
    SourceRecord record = convert(withHeaders, oneSampleAt(T0)).get(0);

    // Then
    assertThat(headers(record))
        .containsExactly(
            "synnax.channel.key=2",
            "synnax.index=time",
            "synnax.cluster=cluster-a",
            "synnax.data.type=float64",
            "synnax.origin=live");
  }

  @Test
  void headersSayWhetherARecordCameLiveFromHistoryOrAnImport() {
    // Given
    FrameConverter converter =
        new FrameConverter(
            SampleSeries.options(
                "all", RecordKey.NONE, RecordTimestamp.SAMPLE, true, ValueOptions.DEFAULT));

    // When
    List<List<String>> headers = new ArrayList<>();
    for (Source source : Source.values()) {
      Arrival arrival = new Arrival(source == Source.IMPORT, false, source);
      headers.add(
          headers(
              converter
                  .convert(List.of(oneSampleAt(T0)), PARTITION, BEFORE, AFTER, arrival)
                  .get(0)));
    }

    // Then
    assertThat(headers.get(0)).contains("synnax.origin=live").doesNotContain("synnax.late=true");
    assertThat(headers.get(1)).contains("synnax.origin=history");
    assertThat(headers.get(2)).contains("synnax.origin=import", "synnax.late=true");
  }

  @Test
  void whatArrivesOfAHeaderIsItsText() throws IOException {
    // Given
    RecordOptions withHeaders =
        SampleSeries.options(
            "all", RecordKey.NONE, RecordTimestamp.SAMPLE, true, ValueOptions.DEFAULT);
    Header key =
        convert(withHeaders, oneSampleAt(T0)).get(0).headers().lastWithName("synnax.channel.key");

    // When
    byte[] sent;
    SchemaAndValue read;
    try (SimpleHeaderConverter converter = new SimpleHeaderConverter()) {
      sent = converter.fromConnectHeader("all", key.key(), key.schema(), key.value());
      read = converter.toConnectHeader("all", key.key(), sent);
    }

    // Then
    assertThat(key.schema()).isEqualTo(Schema.INT64_SCHEMA);
    assertThat(new String(sent, StandardCharsets.UTF_8)).isEqualTo("2");
    assertThat(read.schema().type()).isEqualTo(Schema.Type.INT8);
  }

  @Test
  void aTransformThatChangesTheHeadersOfOneRecordChangesNoOther() {
    // Given
    RecordOptions withHeaders =
        SampleSeries.options(
            "all", RecordKey.NONE, RecordTimestamp.SAMPLE, true, ValueOptions.DEFAULT);
    FrameConverter converter = new FrameConverter(withHeaders);
    SourceRecord first =
        converter
            .convert(List.of(oneSampleAt(T0)), PARTITION, BEFORE, AFTER, Arrival.IN_ORDER)
            .get(0);

    // When
    first.headers().clear();

    // Then
    SourceRecord next =
        converter
            .convert(List.of(oneSampleAt(T0)), PARTITION, BEFORE, AFTER, Arrival.IN_ORDER)
            .get(0);
    assertThat(headers(next)).hasSize(5);
  }

  @Test
  void theRecordKeyCanBeTheNumberOrNothing() {
    assertThat(keyed(RecordKey.CHANNEL_KEY).key()).isEqualTo(2L);
    assertThat(keyed(RecordKey.CHANNEL_KEY).keySchema()).isEqualTo(Schema.INT64_SCHEMA);
    assertThat(keyed(RecordKey.NONE).key()).isNull();
    assertThat(keyed(RecordKey.NONE).keySchema()).isNull();
  }

  @Test
  void aTimeThatKafkaRefusesGivesTheTimeOfReceipt() {
    long halfAnHour = 30 * 60 * 1_000_000_000L;
    assertThat(recordMillis(0)).isZero();
    assertThat(recordMillis(-1)).isEqualTo(RECEIVED_MILLIS);
    assertThat(recordMillis(Long.MIN_VALUE)).isEqualTo(RECEIVED_MILLIS);
    assertThat(recordMillis(RECEIVED + halfAnHour)).isEqualTo(RECEIVED_MILLIS + 30 * 60 * 1_000);
    assertThat(recordMillis(RECEIVED + halfAnHour + 1_000_000)).isEqualTo(RECEIVED_MILLIS);
    assertThat(recordMillis(Long.MAX_VALUE)).isEqualTo(RECEIVED_MILLIS);
  }

  @Test
  void aTimeThatIsTooOldForTheBrokerGivesTheTimeOfReceiptAndAHeaderSaysSo() {
    // Given
    long day = 24 * 60 * 60 * 1_000L;
    RecordOptions limited = withMaxAge(day);

    // When
    SourceRecord young = convert(limited, oneSampleAt(RECEIVED - day * 1_000_000)).get(0);
    SourceRecord old = convert(limited, oneSampleAt(RECEIVED - day * 1_000_000 - 1)).get(0);
    SourceRecord ahead = convert(RecordOptions.DEFAULT, oneSampleAt(Long.MAX_VALUE)).get(0);

    // Then
    assertThat(young.timestamp()).isEqualTo(RECEIVED_MILLIS - day);
    assertThat(headers(young)).isEmpty();
    assertThat(old.timestamp()).isEqualTo(RECEIVED_MILLIS);
    assertThat(headers(old)).containsExactly("synnax.record.timestamp=received");
    assertThat(headers(ahead)).containsExactly("synnax.record.timestamp=received");
  }

  private static RecordOptions withMaxAge(long maxAgeMillis) {
    RecordOptions by = RecordOptions.DEFAULT;
    return new RecordOptions(
        by.format(),
        "all",
        by.recordKey(),
        by.recordTimestamp(),
        false,
        by.values(),
        by.sizes(),
        "",
        by.fields(),
        maxAgeMillis);
  }

  @Test
  void theTimestampFieldKeepsATimeThatKafkaRefuses() {
    // When
    SourceRecord record = convert(RecordOptions.DEFAULT, oneSampleAt(Long.MIN_VALUE)).get(0);

    // Then
    assertThat(((Struct) record.value()).get("timestamp")).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void recordTimestampReceiveIsTheTimeOfReceipt() {
    // Given
    RecordOptions receive =
        SampleSeries.options(
            "all", RecordKey.NONE, RecordTimestamp.RECEIVE, false, ValueOptions.DEFAULT);

    // When
    SourceRecord record = convert(receive, oneSampleAt(T0)).get(0);

    // Then
    assertThat(record.timestamp()).isEqualTo(RECEIVED_MILLIS);
  }

  private static Rows oneSampleAt(long nanos) {
    return SampleSeries.rows(FLOAT, SampleSeries.of(DataType.FLOAT64, 1.0), nanos, RECEIVED);
  }

  private static @Nullable Long recordMillis(long sampleNanos) {
    return convert(RecordOptions.DEFAULT, oneSampleAt(sampleNanos)).get(0).timestamp();
  }

  private static SourceRecord keyed(RecordKey key) {
    RecordOptions options =
        SampleSeries.options("all", key, RecordTimestamp.SAMPLE, false, ValueOptions.DEFAULT);
    return convert(options, oneSampleAt(T0)).get(0);
  }

  private static List<String> headers(SourceRecord record) {
    List<String> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(header.key() + "=" + header.value());
    }
    assertThat(Arrays.asList(headers.toArray())).doesNotContainNull();
    return headers;
  }

  private static List<SourceRecord> convert(RecordOptions options, Rows rows) {
    return new FrameConverter(options)
        .convert(List.of(rows), PARTITION, BEFORE, AFTER, Arrival.IN_ORDER);
  }
}
