package io.synnaxconnect.audit;

import static io.synnaxconnect.convert.SampleSeries.channel;
import static io.synnaxconnect.convert.SampleSeries.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.audit.AuditResult.OfChannel;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.convert.RecordOptions;
import io.synnaxconnect.convert.SampleSeries;
import io.synnaxconnect.convert.ValueOptions;
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
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an audit says of topics that lack something, or have too much. */
class AuditorTest {

  private static final long T0 = 1_700_000_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final Channel TANK = channel(2, "tank", DataType.FLOAT64, 1);
  private static final Rows THREE = tank(0, 1.0, 2.0, 3.0);

  private final AuditStand stand = new AuditStand(RecordOptions.DEFAULT, true);

  /** Samples one second apart. */
  private static Rows tank(int second, Object... samples) {
    return rows(TANK, SampleSeries.of(DataType.FLOAT64, samples), T0 + second * SECOND, T0);
  }

  @ParameterizedTest
  @EnumSource(RecordFormat.class)
  void everythingThatArrivedAsItIsStoredIsEqual(RecordFormat format) throws Exception {
    for (DataType type : DataType.values()) {
      // Given
      AuditStand each = new AuditStand(RecordOptions.of(format), true);
      Rows three = rows(channel(2, "tank", type, 1), three(type), T0, T0);
      each.store(three);

      // When
      each.deliver(Arrival.IN_ORDER, three);
      AuditResult result = each.compare();

      // Then
      assertThat(result.firstUnreadable()).as(type.wireName()).isNull();
      assertThat(only(result).delivered()).as(type.wireName()).isEqualTo(3);
      assertThat(result.isEqual(false)).as(type.wireName()).isTrue();
    }
  }

  private static Series three(DataType type) {
    return switch (type) {
      case FLOAT32 -> SampleSeries.of(type, 1.5f, -0.0f, Float.MAX_VALUE);
      case FLOAT64 -> SampleSeries.of(type, 1.5, -0.0, Double.MIN_VALUE);
      case BOOLEAN -> SampleSeries.of(type, true, false, true);
      case UUID -> SampleSeries.of(type, new UUID(1, 2), new UUID(-1, 3), new UUID(0, 0));
      case STRING, JSON, BYTES ->
          SampleSeries.of(type, "\"a\"", "\"\u00e4\u4e2d and more\"", "\"\"");
      default -> SampleSeries.of(type, 1, -1, 127);
    };
  }

  @Test
  void namesWhatIsMissing() throws Exception {
    // Given
    stand.store(THREE);
    stand.deliver(Arrival.IN_ORDER, THREE);

    // When
    stand.records.remove(1);
    AuditResult result = stand.compare();

    // Then
    assertThat(only(result).missing()).isEqualTo(1);
    assertThat(only(result).missingAt()).containsExactly(new TimeStamp(T0 + SECOND));
    assertThat(result.isEqual(true)).isFalse();
  }

  @Test
  void namesWhatIsMissingBesideGroupsThatAreEqual() throws Exception {
    // Given
    Channel index = channel(3, "other_time", DataType.TIMESTAMP, 3);
    Channel other = channel(4, "other", DataType.FLOAT64, 3);
    Rows equal =
        Rows.indexed(
            new IndexGroup(index, List.of(other)),
            new Rows.Column(index, SampleSeries.of(DataType.TIMESTAMP, T0), 0),
            List.of(new Rows.Column(other, SampleSeries.of(DataType.FLOAT64, 1.0), 0)),
            1,
            T0);
    stand.store(THREE, equal);
    stand.deliver(Arrival.IN_ORDER, THREE, equal);

    // When
    stand.records.remove(1);
    AuditResult result = stand.compare();

    // Then
    assertThat(result.channels()).extracting(OfChannel::missing).containsExactly(0L, 1L);
  }

  @Test
  void countsWhatArrivedTwice() throws Exception {
    // Given
    stand.store(THREE);
    stand.deliver(Arrival.IN_ORDER, THREE);

    // When
    stand.records.add(stand.records.get(2));
    AuditResult result = stand.compare();

    // Then
    assertThat(only(result).repeated()).isEqualTo(1);
    assertThat(result.isEqual(false)).isFalse();
    assertThat(result.isEqual(true)).isTrue();
  }

  @Test
  void countsWhatArrivedWithAnotherValue() throws Exception {
    // Given
    stand.store(THREE);

    // When
    stand.deliver(Arrival.IN_ORDER, tank(0, 1.0, 2.5, 3.0));
    OfChannel found = only(stand.compare());

    // Then
    assertThat(found.different()).isEqualTo(1);
    assertThat(found.missing()).isZero();
    assertThat(found.notStored()).isZero();
  }

  @Test
  void countsWhatIsNotStoredAnyMore() throws Exception {
    // Given
    stand.store(THREE);

    // When
    stand.deliver(Arrival.IN_ORDER, THREE, tank(10, 4.0));
    AuditResult result = stand.compare();

    // Then
    assertThat(only(result).notStored()).isEqualTo(1);
    assertThat(result.isEqual(false)).isFalse();
  }

  @Test
  void countsLateSamplesAndThoseOutOfOrder() throws Exception {
    // Given
    Rows late = tank(-10, 0.5);
    stand.store(late, THREE);

    // When
    stand.deliver(Arrival.IN_ORDER, tank(1, 2.0, 3.0), tank(0, 1.0));
    stand.deliver(new Arrival(true, false, Arrival.Source.IMPORT), late);
    AuditResult result = stand.compare();

    // Then
    assertThat(only(result).late()).isEqualTo(1);
    assertThat(only(result).outOfOrder()).isEqualTo(1);
    assertThat(result.isEqual(false)).isTrue();
  }

  @Test
  void comparesNothingOutsideTheRange() throws Exception {
    // Given
    stand.store(THREE);

    // When
    stand.deliver(Arrival.IN_ORDER, tank(1, 2.0));
    AuditResult result = stand.compare(TimeRange.ofNanos(T0 + SECOND, T0 + 2 * SECOND));

    // Then
    assertThat(only(result).stored()).isEqualTo(1);
    assertThat(result.isEqual(false)).isTrue();
  }

  @Test
  void saysThatThereIsNothingToCompare() throws Exception {
    // Given
    stand.store(THREE);
    stand.deliver(Arrival.IN_ORDER, THREE);

    // When
    AuditResult result = stand.compare(TimeRange.ofNanos(T0 - 2 * SECOND, T0 - SECOND));

    // Then
    assertThat(new AuditReport(result, null, false).text())
        .contains("Nothing is stored in this range")
        .endsWith("equal");
  }

  @Test
  void readsRecordsWithoutSchemas() throws Exception {
    // Given
    AuditStand bare = new AuditStand(RecordOptions.of(RecordFormat.SERIES), false);
    bare.store(THREE);

    // When
    bare.deliver(Arrival.IN_ORDER, THREE);

    // Then
    assertThat(bare.compare().isEqual(false)).isTrue();
  }

  @Test
  void readsMillisecondsWithoutSchemas() throws Exception {
    // Given
    RecordOptions by = RecordOptions.DEFAULT;
    ValueOptions millis =
        new ValueOptions(
            Uint64Form.DECIMAL,
            TimestampForm.CONNECT,
            NonFiniteForm.KEEP,
            NonFiniteForm.KEEP,
            DataErrors.FAIL);
    AuditStand bare =
        new AuditStand(
            new RecordOptions(
                by.format(),
                by.topicTemplate(),
                by.recordKey(),
                by.recordTimestamp(),
                false,
                millis,
                by.sizes(),
                "",
                by.fields(),
                Long.MAX_VALUE),
            false);
    Rows stamps =
        rows(
            channel(2, "at", DataType.TIMESTAMP, 1),
            SampleSeries.of(DataType.TIMESTAMP, T0 + 1_999_999, -1),
            T0,
            T0);
    bare.store(stamps);

    // When
    bare.deliver(Arrival.IN_ORDER, stamps);

    // Then
    assertThat(bare.compare().isEqual(false)).isTrue();
  }

  @Test
  void aRowOfNullsIsOfItsChannels() throws Exception {
    // Given
    AuditStand nulls = new AuditStand(RecordOptions.of(RecordFormat.ROW), true);
    nulls.store(THREE);
    nulls.deliver(Arrival.IN_ORDER, THREE);

    // When
    Struct first = (Struct) nulls.records.get(0).value();
    first.put("tank", null);

    // Then
    assertThat(nulls.compare().others()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"SAMPLE, true", "ROW, true", "SERIES, false", "PACKED, false"})
  void onlyRecordsOfOneTimestampSayWhereToBegin(RecordFormat format, boolean isKnown) {
    // Given: the second group has nothing to compare
    IndexGroup other =
        new IndexGroup(
            channel(11, "time", DataType.TIMESTAMP, 11),
            List.of(channel(12, "other", DataType.FLOAT64, 11)));
    TimeRange range = TimeRange.ofNanos(T0, T0 + SECOND);
    AuditScope scope =
        new AuditScope("cluster-a", List.of(THREE.group(), other), Map.of(1L, range));

    // Then
    assertThat(scope.firstRecordNanos(RecordOptions.of(format)))
        .isEqualTo(isKnown ? T0 : Long.MIN_VALUE);
  }

  @Test
  void saysThatMoreDiffersThanItCanKeep() throws Exception {
    // Given
    stand.store(THREE);

    // When
    stand.maxDetailSamples = 2;
    AuditResult result = stand.compare();

    // Then
    assertThat(only(result).missing()).isEqualTo(3);
    assertThat(result.isComplete()).isFalse();
    assertThat(result.missingTopics()).containsExactly("synnax.float64");
    assertThat(new AuditReport(result, null, false).text())
        .contains("More differs than fits into memory")
        .contains("do not exist")
        .endsWith("NOT EQUAL");
  }

  @Test
  void countsRecordsOfAnotherForm() throws Exception {
    // Given
    stand.store(THREE);
    stand.deliver(Arrival.IN_ORDER, THREE);

    // When: a channel of another type had this name
    AuditStand ints = new AuditStand(RecordOptions.DEFAULT, true);
    Channel text = channel(2, "tank", DataType.STRING, 1);
    Rows words = rows(text, SampleSeries.of(DataType.STRING, "no number"), T0, T0);
    ints.store(words);
    ints.deliver(Arrival.IN_ORDER, words);
    ints.records.forEach(
        record ->
            stand.records.add(
                record.newRecord(
                    "synnax.float64",
                    null,
                    record.keySchema(),
                    record.key(),
                    record.valueSchema(),
                    record.value(),
                    record.timestamp())));
    AuditResult result = stand.compare();

    // Then
    assertThat(result.unreadable()).isEqualTo(1);
    assertThat(result.firstUnreadable()).startsWith("synnax.float64-0@3: ");
    assertThat(result.isEqual(true)).isFalse();
  }

  private static OfChannel only(AuditResult result) {
    List<OfChannel> channels = result.channels();
    assertThat(channels).hasSize(1);
    return channels.get(0);
  }
}
