package io.synnaxconnect.convert;

import static io.synnaxconnect.convert.FormatRows.NOTE;
import static io.synnaxconnect.convert.FormatRows.T0;
import static io.synnaxconnect.convert.FormatRows.TANK;
import static io.synnaxconnect.convert.FormatRows.VALVE;
import static io.synnaxconnect.convert.FormatRows.column;
import static io.synnaxconnect.convert.FormatRows.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.synnaxconnect.convert.RecordSizes.Oversize;
import io.synnaxconnect.delivery.Arrival;
import io.synnaxconnect.telem.Range;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ranges in which records lie, in a header. */
class RangeHeadersTest {

  private static final String CLUSTER = "cluster-a";
  private static final Range RUN = range("Hotfire 12", 3, 6);

  @Test
  void eachSampleNamesTheRangesAtItsTimestamp() {
    assertThat(ranges(marked(RecordFormat.SAMPLE, RUN), tank(8)))
        .containsExactly("", "", "", "Hotfire 12", "Hotfire 12", "Hotfire 12", "", "");
  }

  @Test
  void eachRowNamesTheRangesAtItsTimestamp() {
    assertThat(ranges(marked(RecordFormat.ROW, RUN), tank(8)))
        .containsExactly("", "", "", "Hotfire 12", "Hotfire 12", "Hotfire 12", "", "");
  }

  @Test
  void aSeriesEndsWhereARangeBeginsOrEnds() {
    // When
    List<SourceRecord> records =
        FormatRows.convert(marked(RecordFormat.SERIES, RUN), twoChannels(8));

    // Then
    assertThat(records)
        .extracting(RangeHeadersTest::ranges)
        .containsExactly("", "", "Hotfire 12", "Hotfire 12", "", "");
    assertThat(records)
        .extracting(record -> FormatRows.value(record).getArray("values").size())
        .containsExactly(3, 3, 3, 3, 2, 2);
    assertThat(records)
        .extracting(record -> FormatRows.value(record).getString("channel"))
        .containsExactly("tank", "valve", "tank", "valve", "tank", "valve");
  }

  @Test
  void packedSamplesEndWhereARangeBeginsOrEnds() {
    // When
    List<SourceRecord> records = FormatRows.convert(marked(RecordFormat.PACKED, RUN), tank(8));

    // Then
    assertThat(records).extracting(RangeHeadersTest::ranges).containsExactly("", "Hotfire 12", "");
    assertThat(records)
        .extracting(record -> FormatRows.value(record).getInt32("count"))
        .containsExactly(3, 3, 2);
  }

  @ParameterizedTest
  @EnumSource
  void theLastRecordHasTheOffsetAndItsRanges(RecordFormat format) {
    // When
    List<SourceRecord> records =
        FormatRows.convert(marked(format, range("to the end", 3, 99)), tank(8));

    // Then
    SourceRecord last = records.get(records.size() - 1);
    assertThat(last.sourceOffset()).isEqualTo(FormatRows.AFTER);
    assertThat(ranges(last)).isEqualTo("to the end");
    assertThat(records.subList(0, records.size() - 1))
        .extracting(SourceRecord::sourceOffset)
        .containsOnly(FormatRows.BEFORE);
  }

  @Test
  void namesAllRangesInOrderOfStartAndEachNameOnce() {
    // Given
    FrameConverter converter =
        marked(
            RecordFormat.SAMPLE,
            range("Burn", 2, 4),
            range("Day 3", -100, 100),
            range("Burn", 3, 5),
            range("empty", 1, 1),
            new Range("k", "Goes on", TimeRange.ofNanos(T0 + 1_000_000, Long.MAX_VALUE), ""));

    // Then
    assertThat(ranges(converter, tank(6)))
        .containsExactly(
            "Day 3",
            "Day 3,Goes on",
            "Day 3,Goes on,Burn",
            "Day 3,Goes on,Burn",
            "Day 3,Goes on,Burn",
            "Day 3,Goes on");
  }

  @Test
  void rowsThatAreNotInOrderNameTheirOwn() {
    // Given
    Object[] stamps = {T0 + 5_000_000, T0 + 1_000_000, T0 + 4_000_000, T0 + 9_000_000};
    Rows rows =
        Rows.indexed(
            tank(4).group(),
            column(SampleSeries.INDEX, stamps),
            tank(4).columns(),
            4,
            FormatRows.RECEIVED);

    // Then
    assertThat(ranges(marked(RecordFormat.SERIES, RUN), rows))
        .containsExactly("Hotfire 12", "", "Hotfire 12", "");
  }

  @Test
  void samplesWithoutTimestampsNameTheRangesOfTheirReceipt() {
    // Given
    long received = FormatRows.RECEIVED;
    Range now = new Range("k", "now", TimeRange.ofNanos(received, received + 1), "");
    Rows rows = Rows.unindexed(tank(2).group(), tank(2).columns().get(0), 2, received);

    // Then
    assertThat(ranges(marked(RecordFormat.SAMPLE, now), rows)).containsExactly("now", "now");
  }

  @Test
  void aChangeOfTheRangesConcernsLaterRecordsAlone() {
    // Given
    FrameConverter converter = new FrameConverter(RecordOptions.of(RecordFormat.SAMPLE));
    List<SourceRecord> before = FormatRows.convert(converter, tank(4));

    // When
    converter.markRanges(CLUSTER, List.of(RUN));
    List<SourceRecord> created = FormatRows.convert(converter, tank(4));
    converter.markRanges(CLUSTER, List.of(range("Hotfire 12 (aborted)", 3, 6)));
    List<SourceRecord> renamed = FormatRows.convert(converter, tank(4));
    converter.markRanges(CLUSTER, List.of());
    List<SourceRecord> deleted = FormatRows.convert(converter, tank(4));

    // Then
    assertThat(ranges(before.get(3))).isEmpty();
    assertThat(ranges(created.get(3))).isEqualTo("Hotfire 12");
    assertThat(ranges(renamed.get(3))).isEqualTo("Hotfire 12 (aborted)");
    assertThat(ranges(deleted.get(3))).isEmpty();
    assertThat(deleted.get(3).headers()).isEmpty();
  }

  @Test
  void theRangesOfAnotherClusterAreNoneOfThisOne() {
    // Given
    FrameConverter converter = new FrameConverter(RecordOptions.of(RecordFormat.SAMPLE));
    converter.markRanges("cluster-b", List.of(RUN));

    // Then
    assertThat(ranges(converter, tank(8))).containsOnly("");
  }

  @Test
  void otherHeadersStayAsTheyAre() {
    // Given
    FrameConverter converter = marked(RecordFormat.SAMPLE, RUN);

    // When
    List<SourceRecord> late =
        converter.convert(
            List.of(tank(4)),
            FormatRows.PARTITION,
            FormatRows.BEFORE,
            FormatRows.AFTER,
            new Arrival(true, false, Arrival.Source.LIVE));

    // Then
    assertThat(FormatRows.headers(late.get(2))).containsExactly("synnax.late=true");
    assertThat(FormatRows.headers(late.get(3)))
        .containsExactly("synnax.late=true", "synnax.ranges=[Hotfire 12]");
  }

  @Test
  void whatArrivesIsAJsonArray() throws IOException {
    // Given
    List<String> names = List.of("12", "Hotfire 12", "a \"b\", [c]\\d", "Prüfstand 1");
    Range[] ranges = names.stream().map(name -> range(name, 0, 1)).toArray(Range[]::new);
    Header header = header(marked(RecordFormat.SAMPLE, ranges));

    // When
    byte[] sent;
    try (SimpleHeaderConverter simple = new SimpleHeaderConverter()) {
      sent = simple.fromConnectHeader("all", header.key(), header.schema(), header.value());
    }

    // Then
    assertThat(header.schema()).isEqualTo(SchemaBuilder.array(Schema.STRING_SCHEMA).build());
    assertThat(new ObjectMapper().readValue(sent, String[].class))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void theSameConverterReadsAListOfTexts() throws IOException {
    // Given
    Header header =
        header(marked(RecordFormat.SAMPLE, range("12", 0, 1), range("Hotfire 12", 0, 1)));

    // When
    SchemaAndValue read;
    try (SimpleHeaderConverter simple = new SimpleHeaderConverter()) {
      byte[] sent = simple.fromConnectHeader("all", header.key(), header.schema(), header.value());
      read = simple.toConnectHeader("all", header.key(), sent);
    }

    // Then
    assertThat(read.value()).isEqualTo(List.of("12", "Hotfire 12"));
  }

  private static Header header(FrameConverter converter) {
    return FormatRows.convert(converter, tank(1)).get(0).headers().lastWithName("synnax.ranges");
  }

  @Test
  void ofVeryManyRangesItNamesThoseThatBeganLast() {
    // Given
    Range[] many =
        IntStream.range(0, 100).mapToObj(i -> range("r" + i, i - 200, 100)).toArray(Range[]::new);

    // When
    List<?> names = (List<?>) header(marked(RecordFormat.SAMPLE, many)).value();

    // Then
    assertThat(names).hasSize(RangeNames.MAX_NAMES);
    assertThat(names.get(0)).isEqualTo("r68");
    assertThat(names.get(31)).isEqualTo("r99");
  }

  @ParameterizedTest
  @EnumSource
  void aRecordWithItsHeaderIsNotLargerThanAllowed(RecordFormat format) {
    // Given
    RecordOptions options = FormatRows.options(format, FormatRows.sizes(4_096, Oversize.TRUNCATE));
    Range named = range("n".repeat(100), 0, 9);
    Rows rows = rows(1, column(NOTE, "x".repeat(10_000)));
    FrameConverter converter = new FrameConverter(options);
    List<SourceRecord> without = FormatRows.convert(converter, rows);

    // When
    converter.markRanges(CLUSTER, List.of(named));
    List<SourceRecord> with = FormatRows.convert(converter, rows);

    // Then
    assertThat(size(without.get(0)) - size(with.get(0))).isEqualTo(304);
  }

  private static int size(SourceRecord record) {
    Object value =
        FormatRows.value(record).schema().fields().stream()
            .map(field -> FormatRows.value(record).get(field))
            .map(one -> one instanceof List<?> list ? list.get(0) : one)
            .filter(one -> one instanceof byte[] bytes ? bytes.length > 100 : length(one) > 100)
            .findAny()
            .orElseThrow();
    return value instanceof byte[] bytes ? bytes.length : length(value);
  }

  private static int length(Object value) {
    return String.valueOf(value).length();
  }

  private static Rows tank(int rowCount) {
    return rows(rowCount, column(TANK, samples(rowCount)));
  }

  private static Rows twoChannels(int rowCount) {
    Object[] valves = IntStream.range(0, rowCount).mapToObj(i -> i).toArray();
    return rows(rowCount, column(TANK, samples(rowCount)), column(VALVE, valves));
  }

  private static Object[] samples(int rowCount) {
    return IntStream.range(0, rowCount).mapToObj(i -> (double) i).toArray();
  }

  /** A range from one row to before another, see {@link FormatRows#rows}. */
  private static Range range(String name, int firstRow, int endRow) {
    return new Range(
        name, name, TimeRange.ofNanos(T0 + firstRow * 1_000_000L, T0 + endRow * 1_000_000L), "");
  }

  private static FrameConverter marked(RecordFormat format, Range... ranges) {
    FrameConverter converter = new FrameConverter(RecordOptions.of(format));
    converter.markRanges(CLUSTER, List.of(ranges));
    return converter;
  }

  private static List<String> ranges(FrameConverter converter, Rows rows) {
    return FormatRows.convert(converter, rows).stream().map(RangeHeadersTest::ranges).toList();
  }

  /** The names with commas between, empty without the header. */
  private static String ranges(SourceRecord record) {
    Header header = record.headers().lastWithName("synnax.ranges");
    List<String> names = new ArrayList<>();
    if (header != null) {
      ((List<?>) header.value()).forEach(name -> names.add(String.valueOf(name)));
    }
    return String.join(",", names);
  }
}
