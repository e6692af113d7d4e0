package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** History against the simulator, whose iterator has the traps of a real one. */
@Timeout(240)
class HistoryReaderTest {

  private static final long START = 1_700_000_000_000_000_000L;
  private static final long STEP = 1_000_000L;

  private Simulator simulator;
  private SynnaxClient client;
  private long indexKey;
  private long valueKey;
  private long noteKey;

  @BeforeEach
  void start() {
    simulator = Simulator.builder().password(TestOptions.PASSWORD).start();
    client = SynnaxClient.create(TestOptions.plaintext(simulator.port()));
    indexKey = simulator.createIndex("time");
    valueKey = simulator.createChannel("value", DataType.FLOAT64, indexKey);
    noteKey = simulator.createChannel("note", DataType.STRING, indexKey);
  }

  @AfterEach
  void stop() {
    client.close();
    simulator.close();
  }

  private IndexGroup group(long... channelKeys) {
    List<Long> keys = new ArrayList<>(List.of(indexKey));
    for (long key : channelKeys) {
      keys.add(key);
    }
    List<Channel> channels = client.retrieveChannelsByKeys(keys);
    return new IndexGroup(channels.get(0), channels.subList(1, channels.size()));
  }

  private static long stamp(int i) {
    return START + i * STEP;
  }

  /** Rows {@code from} to before {@code to}, all in one write; the value is the number. */
  private void write(int from, int to) {
    try (SimulatedWriter writer =
        simulator.openWriter(
            WriterOptions.defaults().withStart(stamp(from)), indexKey, valueKey, noteKey)) {
      long[] stamps = new long[to - from];
      double[] values = new double[to - from];
      String[] notes = new String[to - from];
      for (int i = from; i < to; i++) {
        stamps[i - from] = stamp(i);
        values[i - from] = i;
        notes[i - from] = "n" + i;
      }
      writer.write(
          SeriesData.timestamps(stamps), SeriesData.float64(values), SeriesData.strings(notes));
    }
  }

  private void writeDeclared(long declaredStart, int from, int to) {
    try (SimulatedWriter writer =
        simulator.openWriter(
            WriterOptions.defaults().withStart(declaredStart), indexKey, valueKey, noteKey)) {
      for (int i = from; i < to; i++) {
        writer.write(
            SeriesData.timestamps(stamp(i)), SeriesData.float64(i), SeriesData.strings("n" + i));
      }
    }
  }

  private void writeNotes(int from, int to, String note) {
    try (SimulatedWriter writer =
        simulator.openWriter(WriterOptions.defaults().withStart(stamp(from)), indexKey, noteKey)) {
      for (int i = from; i < to; i++) {
        writer.write(SeriesData.timestamps(stamp(i)), SeriesData.strings(note));
      }
    }
  }

  private static String row(int i) {
    return stamp(i) + " value=" + (double) i + " note=n" + i;
  }

  private static List<String> rows(int from, int to) {
    List<String> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      rows.add(row(i));
    }
    return rows;
  }

  /** A step that fails only says "no more"; of several channels only one may have failed. */
  @Test
  void aStepThatFailsInsideTheClusterIsNotTheEndOfWhatIsStored() throws Exception {
    // Given
    write(0, 250);
    write(1000, 1010);
    List<String> all = rows(0, 250);
    all.addAll(rows(1000, 1010));
    int failures = 0;

    for (int step = 0; step < 20; step++) {
      // When
      simulator.failReads(step, 1);
      List<String> read = new ArrayList<>();
      SynnaxException failure = null;
      try (HistoryReader reader = client.readHistory(group(valueKey, noteKey), TimeRange.MAX, 50)) {
        for (List<Rows> block = reader.next(); block != null; block = reader.next()) {
          read.addAll(RowTexts.of(block));
        }
      } catch (SynnaxException e) {
        failure = e;
      }

      // Then
      assertThat(read).as("step %s", step).isEqualTo(all.subList(0, read.size()));
      if (failure == null) {
        assertThat(read).as("step %s", step).isEqualTo(all);
      } else {
        failures++;
        assertThat(failure.code()).isEqualTo(Code.SERVER_ERROR);
        assertThat(failure).hasMessageContaining("file already closed");
      }
    }
    assertThat(failures).isPositive();
  }

  @Test
  void theEndOfAnIndexIsNotUnknownBecauseAStepFails() throws Exception {
    // Given
    write(0, 10);
    simulator.failReads(0, 1);

    // When / Then
    assertThatThrownBy(() -> client.lastTimestamp(group(valueKey)))
        .isInstanceOf(SynnaxException.class)
        .hasMessageContaining("file already closed");
    assertThat(client.lastTimestamp(group(valueKey))).isEqualTo(new TimeStamp(stamp(9)));
  }

  @Test
  void readsEveryRowOnceOverSeveralDomainsAndChunks() throws Exception {
    // Given
    write(0, 250);
    write(1000, 1010);
    write(1010, 1300);

    // When
    List<String> read;
    try (HistoryReader reader = client.readHistory(group(valueKey, noteKey), TimeRange.MAX, 100)) {
      read = RowTexts.all(reader);
    }

    // Then
    List<String> expected = rows(0, 250);
    expected.addAll(rows(1000, 1300));
    assertThat(read).isEqualTo(expected);
  }

  @Test
  void readsEveryRowOnceWhenTheRangeStartsBetweenTwoSamples() throws Exception {
    // Given: such a range makes the server send a sample twice
    write(0, 350);
    TimeRange range = TimeRange.ofNanos(stamp(49) + 1, stamp(300));

    // When
    List<String> read;
    try (HistoryReader reader = client.readHistory(group(valueKey, noteKey), range, 100)) {
      read = RowTexts.all(reader);
    }

    // Then
    assertThat(read).isEqualTo(rows(50, 300));
  }

  @Test
  void readsTheRegionsThatFollowIfTheRangeBeginsJustAfterTheLastSampleOfOne() throws Exception {
    // Given
    write(0, 5);
    write(10, 15);
    write(20, 25);
    TimeRange range = TimeRange.ofNanos(stamp(4) + 1, stamp(20));

    for (int chunkSamples : new int[] {1, 100}) {
      // When
      List<String> read;
      try (HistoryReader reader =
          client.readHistory(group(valueKey, noteKey), range, chunkSamples)) {
        read = RowTexts.all(reader);
      }

      // Then
      assertThat(read).isEqualTo(rows(10, 15));
    }
  }

  @Test
  void readsTheRegionWhoseWriterDeclaredAnEarlierStart() throws Exception {
    // Given: a range that begins after that start and before the first sample
    write(0, 5);
    writeDeclared(stamp(10), 20, 25);
    write(30, 35);

    for (int begin : new int[] {12, 19, 10}) {
      TimeRange range = TimeRange.ofNanos(stamp(begin), stamp(100));

      // When
      List<String> read;
      try (HistoryReader reader = client.readHistory(group(valueKey, noteKey), range, 100)) {
        read = RowTexts.all(reader);
      }

      // Then
      List<String> expected = rows(20, 25);
      expected.addAll(rows(30, 35));
      assertThat(read).as("from " + begin).isEqualTo(expected);
    }
  }

  @Test
  void readsTheFirstRegionOfAllWhoseWriterDeclaredAnEarlierStart() throws Exception {
    // Given
    writeDeclared(stamp(10), 20, 25);

    // When
    List<String> read;
    TimeRange range = TimeRange.ofNanos(stamp(12), stamp(100));
    try (HistoryReader reader = client.readHistory(group(valueKey, noteKey), range, 100)) {
      read = RowTexts.all(reader);
    }

    // Then
    assertThat(read).isEqualTo(rows(20, 25));
  }

  @Test
  void placesAChannelThatWasWrittenAloneWhereverTheRangeBegins() throws Exception {
    // Given: notes for some rows only, each in a region that begins inside the index
    writeValues(0, 30);
    writeNotesAlone(3, 7);
    writeNotesAlone(8, 9);
    writeNotesAlone(12, 30);

    for (int begin = 0; begin < 30; begin++) {
      for (int chunk : new int[] {1, 2, 3, 5, 100}) {
        TimeRange range = TimeRange.ofNanos(stamp(begin), stamp(100));

        // When
        List<String> read;
        try (HistoryReader reader = client.readHistory(group(valueKey, noteKey), range, chunk)) {
          read = RowTexts.all(reader);
        }

        // Then
        List<String> expected = new ArrayList<>();
        for (int i = begin; i < 30; i++) {
          boolean hasNote = (i >= 3 && i < 7) || i == 8 || i >= 12;
          expected.add(hasNote ? row(i) : stamp(i) + " value=" + (double) i);
        }
        assertThat(read).as("from %d in chunks of %d", begin, chunk).isEqualTo(expected);
      }
    }
  }

  /** A server sends the region of rows 4 to 6, then row 3 of the other, as one series. */
  @Test
  void placesRegionsThatTheServerJoinsInTheWrongOrder() throws Exception {
    // Given
    writeValues(0, 40);
    writeNotesAlone(2, 4);
    writeNotesAlone(4, 7);
    writeNotesAlone(8, 12);
    writeNotesAlone(12, 22);
    writeNotesAlone(25, 40);

    for (int begin = 0; begin < 40; begin++) {
      for (int chunk : new int[] {1, 4, 100}) {
        TimeRange range = TimeRange.ofNanos(stamp(begin), stamp(100));

        // When
        List<String> read;
        try (HistoryReader reader = client.readHistory(group(valueKey, noteKey), range, chunk)) {
          read = RowTexts.all(reader);
        }

        // Then
        List<String> expected = new ArrayList<>();
        for (int i = begin; i < 40; i++) {
          boolean hasNote = i >= 2 && i != 7 && (i < 22 || i >= 25);
          expected.add(hasNote ? row(i) : stamp(i) + " value=" + (double) i);
        }
        assertThat(read).as("from %d in chunks of %d", begin, chunk).isEqualTo(expected);
      }
    }
  }

  private void writeValues(int from, int to) {
    Object[][] rows = new Object[to - from][];
    for (int i = from; i < to; i++) {
      rows[i - from] = new Object[] {stamp(i), (double) i};
    }
    simulator.importRows(new long[] {indexKey, valueKey}, stamp(from), rows);
  }

  private void writeNotesAlone(int from, int to) {
    Object[][] rows = new Object[to - from][];
    for (int i = from; i < to; i++) {
      rows[i - from] = new Object[] {"n" + i};
    }
    simulator.importRows(new long[] {noteKey}, stamp(from), rows);
  }

  @Test
  void losesNoLivingRowWhenOlderRegionsAreDeletedMeanwhile() throws Exception {
    for (int chunk : new int[] {10, 20, 7, 15}) {
      // Given
      int first = 1000 * chunk;
      for (int region = 0; region < 12; region++) {
        write(first + region * 10, first + region * 10 + 10);
      }
      List<String> read = new ArrayList<>();

      // When: what was read is deleted, region by region
      TimeRange range = TimeRange.ofNanos(stamp(first), stamp(first + 1000));
      try (HistoryReader reader = client.readHistory(group(valueKey, noteKey), range, chunk)) {
        for (List<Rows> block = reader.next(); block != null; block = reader.next()) {
          read.addAll(RowTexts.of(block));
          long end = stamp(first + read.size() / 10 * 10);
          simulator.deleteRegions(TimeRange.ofNanos(0, end), indexKey, valueKey, noteKey);
        }
      }

      // Then
      assertThat(read).as("chunk " + chunk).isEqualTo(rows(first, first + 120));
    }
  }

  @Test
  void readsTextsWhoseBlocksExceedTheMessageLimit() throws Exception {
    // Given: one block of all rows would have 3 MB
    client.close();
    client = SynnaxClient.create(TestOptions.plaintext(simulator.port(), 1 << 20));
    String text = "x".repeat(1000);
    writeNotes(0, 3000, text);

    // When
    List<String> read;
    try (HistoryReader reader = client.readHistory(group(noteKey), TimeRange.MAX, 100_000)) {
      read = RowTexts.all(reader);
    }

    // Then
    assertThat(read).hasSize(3000).startsWith(stamp(0) + " note=" + text);
    assertThat(read).endsWith(stamp(2999) + " note=" + text).doesNotHaveDuplicates();
  }

  @Test
  void refusesASingleRowThatExceedsTheMessageLimit() throws Exception {
    // Given
    client.close();
    client = SynnaxClient.create(TestOptions.plaintext(simulator.port(), 1 << 20));
    writeNotes(0, 3, "n");
    writeNotes(3, 4, "x".repeat(2 << 20));

    // When / Then: the rows before come
    List<String> read = new ArrayList<>();
    try (HistoryReader reader = client.readHistory(group(noteKey), TimeRange.MAX, 100)) {
      assertThatThrownBy(
              () -> {
                for (List<Rows> block = reader.next(); block != null; block = reader.next()) {
                  read.addAll(RowTexts.of(block));
                }
              })
          .isInstanceOfSatisfying(
              SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.MESSAGE_TOO_LARGE));
    }
    assertThat(read).hasSize(3);
  }

  @Test
  void omitsASampleThatExceedsTheMessageLimitAndNothingElse() throws Exception {
    // Given
    client.close();
    client = SynnaxClient.create(TestOptions.plaintext(simulator.port(), 1 << 20));
    writeNotes(0, 3, "n");
    writeNotes(3, 4, "x".repeat(2 << 20));
    writeNotes(4, 40, "m");
    List<String> omitted = new ArrayList<>();

    // When
    List<String> read;
    try (HistoryReader reader = client.readHistory(group(noteKey), TimeRange.MAX, 100)) {
      reader.handleOmissions((channel, at, why) -> omitted.add(channel.name() + " " + at.nanos()));
      read = RowTexts.all(reader);
    }

    // Then
    assertThat(read).hasSize(40).contains(stamp(2) + " note=n", stamp(4) + " note=m");
    assertThat(read.get(3)).isEqualTo(String.valueOf(stamp(3)));
    assertThat(omitted).containsExactly("note " + stamp(3));
  }

  @Test
  void readsARowInPartsOfWhichEachFitsIntoAMessage() throws Exception {
    // Given
    client.close();
    client = SynnaxClient.create(TestOptions.plaintext(simulator.port(), 1 << 20));
    long other = simulator.createChannel("other", DataType.STRING, indexKey);
    String large = "x".repeat(700_000);
    try (SimulatedWriter writer = simulator.openWriter(indexKey, noteKey, other)) {
      writer.write(
          SeriesData.timestamps(stamp(0)), SeriesData.strings(large), SeriesData.strings(large));
    }

    // When
    List<String> read;
    try (HistoryReader reader = client.readHistory(group(noteKey, other), TimeRange.MAX, 100)) {
      read = RowTexts.all(reader);
    }

    // Then
    assertThat(read).containsExactly(stamp(0) + " note=" + large + " other=" + large);
  }

  @Test
  void readsAnIncompleteNewestRowOnlyWhereNobodyWritesAnyMore() throws Exception {
    // Given
    writeNotes(0, 3, "n");
    try (SimulatedWriter writer =
        simulator.openWriter(WriterOptions.defaults().withStart(stamp(0)), valueKey)) {
      writer.write(SeriesData.float64(0, 1));
    }
    IndexGroup group = group(valueKey, noteKey);

    // When
    List<String> written;
    try (HistoryReader reader = client.readHistory(group, TimeRange.MAX, 100)) {
      written = RowTexts.all(reader);
    }
    List<String> finished;
    try (HistoryReader reader = client.readFinishedHistory(group, TimeRange.MAX, 100)) {
      finished = RowTexts.all(reader);
    }

    // Then
    assertThat(written).hasSize(2);
    assertThat(finished).hasSize(3).startsWith(written.get(0), written.get(1));
    assertThat(finished).endsWith(stamp(2) + " note=n");
  }

  @Test
  void readsAnIndexWithoutDataChannels() throws Exception {
    // Given
    write(0, 3);
    Channel index = client.retrieveChannelsByKeys(List.of(indexKey)).get(0);

    // When
    List<String> read;
    try (HistoryReader reader =
        client.readHistory(new IndexGroup(index, List.of(index)), TimeRange.MAX, 100)) {
      read = RowTexts.all(reader);
    }

    // Then
    assertThat(read)
        .containsExactly(
            stamp(0) + " time=" + stamp(0),
            stamp(1) + " time=" + stamp(1),
            stamp(2) + " time=" + stamp(2));
  }

  @Test
  void readsTimesBefore1970() throws Exception {
    // Given
    try (SimulatedWriter writer =
        simulator.openWriter(
            WriterOptions.defaults().withStart(-20), indexKey, valueKey, noteKey)) {
      writer.write(
          SeriesData.timestamps(-20, -10), SeriesData.float64(1, 2), SeriesData.strings("a", "b"));
    }
    write(0, 1);

    // When
    List<String> read;
    try (HistoryReader reader = client.readHistory(group(valueKey, noteKey), TimeRange.MAX, 100)) {
      read = RowTexts.all(reader);
    }

    // Then
    assertThat(read).containsExactly("-20 value=1.0 note=a", "-10 value=2.0 note=b", row(0));
  }

  @Test
  void endsAtOnceWhenNothingIsStored() throws Exception {
    try (HistoryReader reader = client.readHistory(group(valueKey), TimeRange.MAX, 100)) {
      assertThat(reader.next()).isNull();
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void tellsTheLastTimestampOfAGroup() throws Exception {
    // Given
    IndexGroup group = group(valueKey);
    TimeStamp none = client.lastTimestamp(group);
    write(0, 250);

    // When
    TimeStamp last = client.lastTimestamp(group);

    // Then
    assertThat(none).isNull();
    assertThat(last).isEqualTo(new TimeStamp(stamp(249)));
  }

  @Test
  void tellsTheLastTimestampsOfManyGroupsInTheirOrder() throws Exception {
    // Given: of 40 groups, every second one has rows
    List<IndexGroup> groups = new ArrayList<>();
    List<Optional<TimeStamp>> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      long index = simulator.createIndex("time" + i);
      long value = simulator.createChannel("value" + i, DataType.FLOAT64, index);
      List<Channel> channels = client.retrieveChannelsByKeys(List.of(index, value));
      groups.add(new IndexGroup(channels.get(0), channels.subList(1, 2)));
      if (i % 2 == 0) {
        try (SimulatedWriter writer = simulator.openWriter(index)) {
          writer.write(SeriesData.timestamps(stamp(i), stamp(i + 1)));
        }
      }
      expected.add(i % 2 == 0 ? Optional.of(new TimeStamp(stamp(i + 1))) : Optional.empty());
    }

    // When
    List<Optional<TimeStamp>> last = client.lastTimestamps(groups);

    // Then
    assertThat(last).isEqualTo(expected);
  }

  /** The third step of the server begins at row 4, in the middle of those at the same time. */
  @Test
  void readsEveryRowOfATimestampThatRepeats() throws Exception {
    // Given
    long[] stamps = {1, 2, 2, 2, 2, 2, 3, 4, 4, 5};
    try (SimulatedWriter writer =
        simulator.openWriter(WriterOptions.defaults().withStart(stamp(0)), indexKey, valueKey)) {
      writer.write(
          SeriesData.timestamps(Arrays.stream(stamps).map(i -> stamp((int) i)).toArray()),
          SeriesData.float64(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    }

    // When
    List<String> read;
    try (HistoryReader reader = client.readHistory(group(valueKey), TimeRange.MAX, 3)) {
      read = RowTexts.all(reader);
    }

    // Then
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < stamps.length; i++) {
      expected.add(stamp((int) stamps[i]) + " value=" + (double) i);
    }
    assertThat(read).isEqualTo(expected);
  }

  /** The server begins each automatic step in the middle of them, and repeats them for good. */
  @Test
  void readsATimestampThatRepeatsMoreOftenThanAStepHasSamples() throws Exception {
    // Given
    long[] stamps = new long[20];
    Arrays.fill(stamps, 1, 19, stamp(1));
    stamps[0] = stamp(0);
    stamps[19] = stamp(2);
    writeIndex(stamps);

    // When / Then
    try (HistoryReader reader = client.readHistory(indexAlone(), TimeRange.MAX, 5)) {
      assertThat(RowTexts.all(reader)).hasSize(20);
    }
  }

  @Test
  void endsWhereTimestampsRepeatAlthoughTheirWriterGoesOn() throws Exception {
    // Given
    int blocks = 0;
    List<String> read = new ArrayList<>();
    try (SimulatedWriter writer =
        simulator.openWriter(WriterOptions.defaults().withStart(stamp(0)), indexKey)) {
      for (int i = 0; i < 6; i++) {
        writer.write(SeriesData.timestamps(stamp(i), stamp(i), stamp(i)));
      }

      // When
      try (HistoryReader reader = client.readHistory(indexAlone(), TimeRange.MAX, 3)) {
        for (List<Rows> block = reader.next(); block != null; block = reader.next()) {
          read.addAll(RowTexts.of(block));
          int next = 6 + 2 * blocks++;
          writer.write(SeriesData.timestamps(stamp(next), stamp(next), stamp(next + 1)));
          assertThat(blocks).isLessThan(100);
        }
      }
    }

    // Then
    assertThat(read).hasSizeGreaterThanOrEqualTo(18);
  }

  /** They come together, in one block. */
  @Test
  void refusesATimestampThatRepeatsAMillionTimes() throws Exception {
    // Given
    long[] stamps = new long[1_000_001];
    Arrays.fill(stamps, stamp(1));
    writeIndex(stamps);

    // When / Then
    try (HistoryReader reader = client.readHistory(indexAlone(), TimeRange.MAX, 100_000)) {
      assertThatThrownBy(() -> RowTexts.all(reader))
          .isInstanceOfSatisfying(
              SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.MALFORMED))
          .hasMessageContaining("index channel time")
          .hasMessageContaining("with the timestamp 2023-11-14T22:13:20.001Z");
    }
  }

  private void writeIndex(long... stamps) {
    try (SimulatedWriter writer =
        simulator.openWriter(WriterOptions.defaults().withStart(stamp(0)), indexKey)) {
      writer.write(SeriesData.timestamps(stamps));
    }
  }

  private IndexGroup indexAlone() {
    Channel index = client.retrieveChannelsByKeys(List.of(indexKey)).get(0);
    return new IndexGroup(index, List.of(index));
  }

  @Test
  void readsAFewRowsWithOneIterator() throws Exception {
    // Given: a range that begins just after a row, as after a position
    write(0, 250);
    long before = simulator.counters().iteratorsOpened();
    TimeRange rows = TimeRange.ofNanos(stamp(99) + 1, stamp(105));

    // When
    List<Rows> read = new ArrayList<>();
    try (HistoryReader reader = client.readHistory(group(valueKey), rows, 1_000)) {
      for (List<Rows> next = reader.next(); next != null; next = reader.next()) {
        read.addAll(next);
      }
    }

    // Then
    assertThat(read.stream().mapToInt(Rows::rowCount).sum()).isEqualTo(5);
    assertThat(simulator.counters().iteratorsOpened() - before).isEqualTo(1);
  }

  @Test
  void leavesNoIteratorBehind() throws Exception {
    // Given
    write(0, 250);
    HistoryReader reader = client.readHistory(group(valueKey, noteKey), TimeRange.MAX, 100);
    Objects.requireNonNull(reader.next());

    // When
    reader.close();

    // Then: an open iterator would forbid it
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () -> {
              simulator.deleteChannel(noteKey);
              return true;
            });
    assertThatThrownBy(reader::next)
        .isInstanceOfSatisfying(
            SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.CLOSED));
  }

  @Test
  void refusesGroupsThatAreNotStored() {
    // Given
    long key = simulator.createVirtual("virtual", "float64");
    Channel virtual = client.retrieveChannelsByKeys(List.of(key)).get(0);

    // When / Then
    assertThatThrownBy(
            () -> client.readHistory(new IndexGroup(null, List.of(virtual)), TimeRange.MAX, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not stored");
  }

  @Test
  void readsFewerSamplesAtOnceFromWideGroups() {
    Channel wide = new Channel(1, "w", "float64", 2, false, false, false, "");
    Channel text = new Channel(1, "t", "string", 2, false, false, false, "");
    assertThat(HistoryReader.boundedChunk(1_000_000, List.of(wide))).isEqualTo(100_000);
    assertThat(HistoryReader.boundedChunk(50, List.of(wide))).isEqualTo(50);
    assertThat(HistoryReader.boundedChunk(100_000, java.util.Collections.nCopies(999, wide)))
        .isEqualTo((16 << 20) / 8000);
    assertThat(HistoryReader.boundedChunk(100_000, java.util.Collections.nCopies(9, text)))
        .isEqualTo((16 << 20) / (8 + 9 * 256));
    assertThat(HistoryReader.boundedChunk(0, List.of(wide))).isEqualTo(1);
  }
}
