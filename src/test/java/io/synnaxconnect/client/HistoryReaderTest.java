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
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
