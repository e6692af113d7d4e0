package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.telem.DataType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows that somebody stores before the position, without streaming them. */
@Timeout(180)
class ImportsTest {

  private static final long STEP = 1_000_000L;
  private static final long GAP_TIMEOUT = TimeUnit.SECONDS.toNanos(1);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private final Simulator simulator = Simulator.builder().start();
  private final long nowNanos = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
  private long time;
  private long pressure;
  private TestTask task;

  @BeforeEach
  void createGroup() {
    time = simulator.createIndex("time");
    pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
    task = newTask();
  }

  @AfterEach
  void stop() {
    task.close();
    simulator.close();
  }

  @Test
  void anImportOfYesterdayArrivesLateAndInOrder() throws Exception {
    // Given
    startAfterLiveRows();

    // When
    importRows(nowNanos - 24 * HOUR, 100);

    // Then
    List<SourceRecord> records = task.poll(100);
    assertThat(values(records)).isEqualTo(numbers(100));
    assertThat(records).allMatch(ImportsTest::isLate);
    assertThat(task.metric("synnax-imported-rows-total")).isEqualTo(100);
  }

  @Test
  void anImportWhoseTimestampsRepeatArrives() throws Exception {
    // Given
    startAfterLiveRows();

    // When: a coarse clock, with seven samples of each timestamp
    importRepeated(nowNanos - HOUR, 700);

    // Then
    List<SourceRecord> records = task.poll(700);
    assertThat(values(records)).isEqualTo(numbers(700));
    assertThat(records).allMatch(ImportsTest::isLate);
  }

  @Test
  void rowsWhoseTimestampsRepeatArriveOnceThoughTheTaskRestartsBetweenThem() throws Exception {
    // Given
    importRepeated(nowNanos - HOUR, 70_000);
    task.with("buffer.max.bytes", "1048576").start();
    List<SourceRecord> before = new ArrayList<>(task.poll(1));
    task.close();

    // When
    task = newTask();
    SourceRecord last = before.get(before.size() - 1);
    task.storedOffsets.put(last.sourcePartition(), new HashMap<>(last.sourceOffset()));
    task.start();

    // Then
    assertThat(before.size()).isLessThan(70_000);
    List<Double> all = new ArrayList<>(values(before));
    all.addAll(values(task.poll(70_000 - before.size())));
    assertThat(all).isEqualTo(numbers(70_000));
  }

  @Test
  void anImportBetweenTwoSessionsArrives() throws Exception {
    // Given
    write(nowNanos - 3 * HOUR, 5);
    startAfterLiveRows();

    // When
    importRows(nowNanos - 2 * HOUR, 100);
    importRows(nowNanos - HOUR, 50);

    // Then
    assertThat(values(task.poll(150))).hasSize(150);
    pollUntil("synnax-late-holes", 4);
  }

  @Test
  void anImportArrivesAlthoughTheClusterDoesNotSayThatItsWriterHasEnded() throws Exception {
    // Given
    simulator.withholdControl(true);
    startAfterLiveRows();

    // When
    importRows(nowNanos - HOUR, 10);

    // Then
    assertThat(values(task.poll(10))).isEqualTo(numbers(10));
  }

  @Test
  void anImportArrivesAlthoughTheUserMayNotReadWhoWrites() throws Exception {
    // Given
    simulator.denyReading(channel -> channel.name().equals("sy_node_1_control"));
    startAfterLiveRows();

    // When
    importRows(nowNanos - HOUR, 10);

    // Then
    assertThat(values(task.poll(10))).isEqualTo(numbers(10));
  }

  @Test
  void anImportArrivesWhileItsWriterIsOpen() throws Exception {
    // Given
    startAfterLiveRows();

    // When
    try (SimulatedWriter writer =
        simulator.openWriter(WriterOptions.importFrom(nowNanos - HOUR), time, pressure)) {
      writer.writeRow(nowNanos - HOUR, 0.0);
      List<SourceRecord> first = task.poll(1);
      writer.writeRow(nowNanos - HOUR + STEP, 1.0);
      List<SourceRecord> second = task.poll(1);

      // Then
      assertThat(values(first)).containsExactly(0.0);
      assertThat(values(second)).containsExactly(1.0);
    }
  }

  @Test
  void anImportOfTheTimeInWhichTheTaskWasDownArrives() throws Exception {
    // Given
    List<SourceRecord> before = startAfterLiveRows();
    task.close();
    importRows(nowNanos - HOUR, 20);

    // When
    task = newTask();
    SourceRecord last = before.get(before.size() - 1);
    task.storedOffsets.put(last.sourcePartition(), new HashMap<>(last.sourceOffset()));
    task.start();

    // Then
    assertThat(values(task.poll(20))).isEqualTo(numbers(20));
  }

  @Test
  void aChannelThatIsWrittenAloneOverRowsThatWereDeliveredArrives() throws Exception {
    // Given
    long filtered = simulator.createChannel("filtered", DataType.FLOAT64, time);
    task.with("channels.include", "pressure,filtered");
    startAfterLiveRows();

    // When
    Object[][] rows = {{10.0}, {11.0}};
    simulator.importRows(new long[] {filtered}, nowNanos + STEP, rows);

    // Then
    List<SourceRecord> records = task.poll(2);
    assertThat(values(records)).containsExactly(10.0, 11.0);
    assertThat(records).allMatch(record -> channel(record).equals("filtered"));
    assertThat(records).allMatch(ImportsTest::isLate);
  }

  @Test
  void aChannelThatIsWrittenAloneBeforeItsNewestSampleArrivesLate() throws Exception {
    // Given
    long filtered = simulator.createChannel("filtered", DataType.FLOAT64, time);
    task.with("channels.include", "pressure,filtered");
    startAfterLiveRows();
    simulator.importRows(new long[] {filtered}, nowNanos + 2 * STEP, new Object[][] {{12.0}});
    assertThat(values(task.poll(1))).containsExactly(12.0);

    // When
    Object[][] rows = {{10.0}, {11.0}};
    simulator.importRows(new long[] {filtered}, nowNanos, rows);

    // Then
    List<SourceRecord> records = task.poll(2);
    assertThat(values(records)).containsExactly(10.0, 11.0);
    assertThat(records).allMatch(record -> channel(record).equals("filtered"));
    assertThat(records).allMatch(ImportsTest::isLate);
    assertThat(task.metric("synnax-late-holes")).isPositive();
  }

  @Test
  void nothingOlderThanTheWindowArrives() throws Exception {
    // Given
    task.with("late.window.ms", Long.toString(TimeUnit.HOURS.toMillis(2)));
    startAfterLiveRows();

    // When
    importRows(nowNanos - 3 * HOUR, 10);
    importRows(nowNanos - HOUR, 5);

    // Then
    assertThat(values(task.poll(5))).isEqualTo(numbers(5));
    assertThat(task.metric("synnax-imported-rows-total")).isEqualTo(5);
  }

  @Test
  void anImportBeforeTheFirstStartDoesNotArrive() throws Exception {
    // Given
    write(nowNanos - 2 * HOUR, 1);
    task.with("start.from", "latest").start();
    pollUntilOpen();

    // When
    importRows(nowNanos - 3 * HOUR, 10);
    write(nowNanos + HOUR, 1);

    // Then
    List<SourceRecord> records = task.poll(1);
    assertThat(records).hasSize(1);
    assertThat(isLate(records.get(0))).isFalse();
    assertThat(task.metric("synnax-imported-rows-total")).isZero();
  }

  private TestTask newTask() {
    return new TestTask(simulator.address(), time)
        .with("delivery", "lossless")
        .with("start.from", "earliest")
        .with("gap.resolve.timeout.ms", Long.toString(GAP_TIMEOUT / 1_000_000))
        .with("channels.include", "pressure");
  }

  /** The task has delivered what was written, and more that was written live. */
  private List<SourceRecord> startAfterLiveRows() throws Exception {
    int stored = simulator.stored(pressure).size();
    task.start();
    List<SourceRecord> records = new ArrayList<>(task.poll(stored));
    pollUntilOpen();
    write(nowNanos, 3);
    records.addAll(task.poll(3));
    // Until then, rows may be missing before those that came first.
    long from = System.nanoTime();
    while (System.nanoTime() - from < 3 * GAP_TIMEOUT / 2 || task.metric("synnax-gaps-open") > 0) {
      assertThat(task.poll()).isEmpty();
    }
    return records;
  }

  private void pollUntilOpen() throws Exception {
    while (task.metric("synnax-stream-open") == 0 || task.metric("synnax-groups-live") == 0) {
      assertThat(task.poll()).isEmpty();
    }
  }

  private void pollUntil(String metric, long count) throws Exception {
    while (task.metric(metric) != count) {
      assertThat(task.poll()).isEmpty();
    }
  }

  private void write(long firstNanos, int count) {
    try (SimulatedWriter writer = simulator.openWriter(time, pressure)) {
      for (int i = 0; i < count; i++) {
        writer.writeRow(firstNanos + i * STEP, (double) i);
      }
    }
  }

  private void importRows(long firstNanos, int count) {
    Object[][] rows =
        IntStream.range(0, count)
            .mapToObj(i -> new Object[] {firstNanos + i * STEP, (double) i})
            .toArray(Object[][]::new);
    simulator.importRows(new long[] {time, pressure}, firstNanos, rows);
  }

  private void importRepeated(long firstNanos, int count) {
    Object[][] rows =
        IntStream.range(0, count)
            .mapToObj(i -> new Object[] {firstNanos + i / 7 * STEP, (double) i})
            .toArray(Object[][]::new);
    simulator.importRows(new long[] {time, pressure}, firstNanos, rows);
  }

  private static boolean isLate(SourceRecord record) {
    return record.headers().lastWithName("synnax.late") != null;
  }

  private static String channel(SourceRecord record) {
    return ((Struct) record.value()).getString("channel");
  }

  private static List<Double> values(List<SourceRecord> records) {
    return records.stream().map(record -> ((Struct) record.value()).getFloat64("value")).toList();
  }

  private static List<Double> numbers(int count) {
    return IntStream.range(0, count).mapToObj(i -> (double) i).toList();
  }
}
