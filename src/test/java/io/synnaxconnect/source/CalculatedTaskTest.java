package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.WriterMode;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task delivers of a calculated channel whose live stream does not bring everything. */
@Timeout(180)
class CalculatedTaskTest {

  private static final long START = 1_700_000_000_000_000_000L;
  private static final long STEP = 1_000_000;

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
  private final long doubled = simulator.createCalculated("doubled", "return pressure * 2");
  private final List<TestTask> tasks = new ArrayList<>();
  private final List<SourceRecord> records = new ArrayList<>();
  private TestTask task = newTask();
  private int rows;

  @AfterEach
  void stop() {
    tasks.forEach(TestTask::close);
    simulator.close();
  }

  @Test
  void computesWhatWasWrittenBeforeItsFirstStart() throws Exception {
    // Given
    write(simulator.openWriter(time, pressure), 2_000);
    task.with("start.from", "earliest");

    // When
    task.start();

    // Then
    assertDeliveredWhole();
  }

  @Test
  void goesOnWhereThePreviousTaskEnded() throws Exception {
    // Given
    SimulatedWriter writer = startWriting();
    task.close();
    write(writer, 300);
    SourceRecord last = records.get(records.size() - 1);

    // When
    task = newTask();
    task.storedOffsets.put(last.sourcePartition(), new HashMap<>(last.sourceOffset()));
    startReading();
    write(writer, 10);

    // Then
    assertDeliveredWhole();
    assertThat(task.metric("synnax-gaps-unrecoverable-total")).isZero();
  }

  @Test
  void fillsAnOutageOnce() throws Exception {
    // Given
    SimulatedWriter writer = startWriting();

    // When
    for (int outage = 1; outage <= 3; outage++) {
      simulator.cutConnections();
      write(writer, 50);
      awaitReconnects(outage);
      write(writer, 20);
    }

    // Then
    assertDeliveredWhole();
    assertThat(task.metric("synnax-history-rows-total")).isPositive();
  }

  @Test
  void fillsAnOutageAlsoIfTheSourceIsSilentAfterwards() throws Exception {
    // Given
    startWriting();

    // When
    simulator.restart(RestartKind.CLEAN);
    write(simulator.openWriter(time, pressure), 50);

    // Then
    assertDeliveredWhole();
  }

  @Test
  void fillsWhatTheClusterSkips() throws Exception {
    // Given
    SimulatedWriter writer = startWriting();

    // When
    simulator.skipFrames(3);
    write(writer, 10);

    // Then
    assertDeliveredWhole();
  }

  @Test
  void fillsACalculationOfACalculation() throws Exception {
    // Given
    simulator.createCalculated("more", "return doubled + 1");
    write(simulator.openWriter(time, pressure), 100);
    task = newTask("more").with("start.from", "earliest");

    // When
    task.start();

    // Then
    pollUntil("more", 100);
    assertThat(timestamps("more")).isEqualTo(simulator.stored(pressure).timestampsNanos());
  }

  @Test
  void saysThatAnOperationIsNotFilled() throws Exception {
    // Given
    Channel plain =
        simulator.channels().stream().filter(c -> c.key() == doubled).findFirst().orElseThrow();
    simulator.putChannel(
        new Channel(
            doubled,
            plain.name(),
            plain.dataTypeName(),
            plain.indexKey(),
            false,
            true,
            false,
            plain.expression(),
            true));
    SimulatedWriter writer = startWriting();

    // When
    simulator.cutConnections();
    write(writer, 50);
    awaitReconnects(1);

    // Then
    eventually(
        () -> {
          write(writer, 1);
          records.addAll(task.poll());
          return task.metric("synnax-gaps-unrecoverable-total") == 1;
        });
    assertThat(timestamps("doubled").size()).isLessThan(rows);
  }

  @Test
  void goesOnIfTheSourceIsNotStored() throws Exception {
    // Given
    startReading();
    WriterOptions unstored = WriterOptions.defaults().withMode(WriterMode.STREAM_ONLY);
    SimulatedWriter writer = simulator.openWriter(unstored, time, pressure);
    write(writer, 5);
    pollUntil("doubled", 5);

    // When
    simulator.cutConnections();
    awaitReconnects(1);
    eventually(
        () -> {
          write(writer, 1);
          records.addAll(task.poll());
          return timestamps("doubled").size() > 5;
        });

    // Then
    assertThat(task.metric("synnax-gaps-unrecoverable-total")).isEqualTo(1);
    assertThat(timestamps("doubled")).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void goesOnIfTheSourceMayNotBeRead() throws Exception {
    // Given
    SimulatedWriter writer = simulator.openWriter(time, pressure);
    write(writer, 5);
    simulator.denyReading(channel -> channel.key() == pressure);
    task.with("start.from", "earliest");
    startReading();

    // When
    eventually(
        () -> {
          write(writer, 1);
          records.addAll(task.poll());
          return timestamps("doubled").size() > 5;
        });

    // Then
    assertThat(task.metric("synnax-gaps-unrecoverable-total")).isPositive();
  }

  private SimulatedWriter startWriting() throws Exception {
    startReading();
    SimulatedWriter writer = simulator.openWriter(time, pressure);
    write(writer, 5);
    pollUntil("doubled", 1);
    return writer;
  }

  private TestTask newTask() {
    return newTask("doubled");
  }

  private TestTask newTask(String channel) {
    TestTask created =
        new TestTask(simulator.address(), groupKey(channel))
            .with("channels.include", channel)
            .with("channels.virtual", "include")
            .with("delivery", "lossless")
            .with("synnax.reconnect.backoff.ms", "50");
    tasks.add(created);
    return created;
  }

  private long groupKey(String name) {
    return simulator.channels().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow()
        .indexKey();
  }

  private void startReading() {
    task.start();
    eventually(() -> task.metric("synnax-stream-open") == 1);
  }

  private void awaitReconnects(int count) {
    eventually(
        () -> {
          records.addAll(task.poll());
          return task.metric("synnax-reconnects-total") >= count;
        });
  }

  private void write(SimulatedWriter writer, int count) {
    for (int i = 0; i < count; i++) {
      writer.writeRow(START + rows * STEP, rows * 1.0);
      rows++;
    }
  }

  private void pollUntil(String channel, int count) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (timestamps(channel).size() < count && System.nanoTime() < deadline) {
      records.addAll(task.poll());
    }
  }

  /** A value for each sample of the source, once and in order, and then nothing more. */
  private void assertDeliveredWhole() throws InterruptedException {
    List<Long> stored = simulator.stored(pressure).timestampsNanos();
    pollUntil("doubled", stored.size());
    records.addAll(task.poll());
    List<Long> delivered = timestamps("doubled");
    assertThat(delivered).hasSameSizeAs(stored).isEqualTo(stored);
    for (Struct value : of("doubled").toList()) {
      double row = (value.getInt64("timestamp") - START) / (double) STEP;
      assertThat(value.getFloat64("value")).isEqualTo(2 * row);
    }
  }

  private List<Long> timestamps(String channel) {
    return of(channel).map(value -> value.getInt64("timestamp")).toList();
  }

  private Stream<Struct> of(String channel) {
    return records.stream()
        .map(record -> (Struct) record.value())
        .filter(value -> value.getString("channel").equals(channel));
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(15)).until(condition);
  }
}
