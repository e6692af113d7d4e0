package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.StoredSamples;
import io.synnaxconnect.simulator.WriterMode;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task delivers when the live stream does not bring everything. */
@Timeout(180)
class LosslessTaskTest {

  private static final long START = 1_700_000_000_000_000_000L;
  private static final long STEP = 1_000_000;

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
  private final long force = simulator.createChannel("force", DataType.FLOAT64, time);
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
  void readsWhatWasWrittenBeforeItsStreamStood() throws Exception {
    // Given
    write(simulator.openWriter(time, pressure, force), 50);
    task.with("start.from", "earliest");

    // When
    task.start();

    // Then
    assertDeliveredWhole();
  }

  @Test
  void leavesOutWhatWasWrittenBeforeItsFirstStart() throws Exception {
    // Given
    SimulatedWriter writer = simulator.openWriter(time, pressure, force);
    write(writer, 5);
    startReading();

    // When
    write(writer, 5);

    // Then
    poll(10);
    assertThat(timestamps("pressure")).isEqualTo(stored(pressure).subList(5, 10));
  }

  @Test
  void goesOnWhereThePreviousTaskEnded() throws Exception {
    // Given
    startReading();
    SimulatedWriter writer = simulator.openWriter(time, pressure, force);
    write(writer, 5);
    poll(10);
    task.close();
    write(writer, 20);
    SourceRecord last = records.get(records.size() - 1);

    // When
    task = newTask();
    task.storedOffsets.put(last.sourcePartition(), new HashMap<>(last.sourceOffset()));
    task.start();

    // Then
    assertDeliveredWhole();
  }

  @Test
  void fillsTheHolesThatTheClusterLeaves() throws Exception {
    // Given
    startReading();
    SimulatedWriter writer = simulator.openWriter(time, pressure, force);
    write(writer, 5);
    poll(10);

    // When
    simulator.skipFrames(3);
    write(writer, 10);

    // Then
    assertDeliveredWhole();
    assertThat(task.metric("synnax-holes-total")).isEqualTo(1);
    assertThat(task.metric("synnax-skipped-samples-total")).isEqualTo(3);
    assertThat(task.metric("synnax-history-rows-total")).isGreaterThanOrEqualTo(3);
    assertThat(task.metric("synnax-gaps-open")).isZero();
  }

  @Test
  void hasNoHistoryThreadWhileNothingIsMissingAndOneAgainAfterwards() throws Exception {
    // Given
    task.with("probe.interval.ms", "60000");
    startReading();
    SimulatedWriter writer = simulator.openWriter(time, pressure, force);
    write(writer, 5);

    // When
    eventually(
        () -> {
          records.addAll(task.poll());
          return task.threads().stream().noneMatch(thread -> thread.contains("-history-"));
        });
    simulator.skipFrames(3);
    write(writer, 10);

    // Then
    assertDeliveredWhole();
    assertThat(task.metric("synnax-history-rows-total")).isGreaterThanOrEqualTo(3);
  }

  @Test
  void losesNothingOverBrokenConnections() throws Exception {
    // Given
    startReading();
    SimulatedWriter writer = simulator.openWriter(time, pressure, force);

    // When
    for (int i = 0; i < 10; i++) {
      write(writer, 7);
      simulator.cutConnections();
      write(writer, 7);
      poll(1);
    }

    // Then
    assertDeliveredWhole();
  }

  @Test
  void losesNothingOverARestartOfTheCluster() throws Exception {
    // Given
    startReading();
    write(simulator.openWriter(time, pressure, force), 10);
    poll(20);

    // When
    simulator.restart(RestartKind.CLEAN);
    write(simulator.openWriter(time, pressure, force), 10);

    // Then
    assertDeliveredWhole();
  }

  @Test
  void repairsWhatItShedWhileKafkaStoodStill() throws Exception {
    // Given
    task.with("buffer.max.bytes", "1048576");
    startReading();
    SimulatedWriter writer = simulator.openWriter(time, pressure, force);

    // When
    write(writer, 3_000);
    eventually(() -> task.metric("synnax-shed-frames-total") > 0);

    // Then
    assertDeliveredWhole();
  }

  @Test
  void aRightToReadThatIsGivenBackFailsNothing() throws Exception {
    // Given: rows that only history has, and a user who may not read it for a while
    startReading();
    simulator.denyAccess(channel -> channel.key() == pressure);
    WriterOptions quiet = WriterOptions.defaults().withMode(WriterMode.PERSIST_ONLY);
    write(simulator.openWriter(quiet, time, pressure, force), 10);
    while (task.metric("synnax-history-failures-total") < 2) {
      records.addAll(task.poll());
    }

    // When
    simulator.denyAccess(channel -> false);

    // Then
    assertDeliveredWhole();
  }

  @Test
  void failsWhenTheRightToReadIsNotGivenBackInTime() throws Exception {
    // Given
    task.with("stall.timeout.ms", "10000");
    startReading();
    simulator.denyAccess(channel -> channel.key() == pressure);

    // When
    WriterOptions quiet = WriterOptions.defaults().withMode(WriterMode.PERSIST_ONLY);
    write(simulator.openWriter(quiet, time, pressure, force), 10);

    // Then
    assertThat(task.pollUntilFailure()).hasMessageContaining("cannot read the history");
  }

  @Test
  void readsABacklogOfTextsWhoseBlocksExceedTheMessageLimit() throws Exception {
    // Given: 20 MB, of which a message holds 4
    long note = simulator.createChannel("note", DataType.STRING, time);
    try (SimulatedWriter writer = simulator.openWriter(time, note)) {
      for (int block = 0; block < 10; block++) {
        long[] stamps = new long[1_000];
        String[] texts = new String[1_000];
        Arrays.setAll(stamps, i -> START + rows++ * STEP);
        Arrays.fill(texts, "x".repeat(2_000));
        writer.write(SeriesData.timestamps(stamps), SeriesData.strings(texts));
      }
    }
    task.with("start.from", "earliest").with("channels.include", "note");
    task.with("synnax.max.message.bytes", "4194304");

    // When
    task.start();
    poll(10_000);

    // Then
    assertThat(timestamps("note")).isEqualTo(stored(note));
  }

  @Test
  void readsTheRowsOfATooLargeLiveFrameFromHistory() throws Exception {
    // Given
    long note = simulator.createChannel("note", DataType.STRING, time);
    task.with("channels.include", "note").with("synnax.max.message.bytes", "4194304");
    startReading();

    // When: a frame of 6 MB, of which a message holds 4
    long[] stamps = new long[3_000];
    String[] texts = new String[stamps.length];
    Arrays.setAll(stamps, i -> START + rows++ * STEP);
    Arrays.fill(texts, "x".repeat(2_000));
    simulator
        .openWriter(time, note)
        .write(SeriesData.timestamps(stamps), SeriesData.strings(texts));
    poll(stamps.length);

    // Then
    assertThat(timestamps("note")).isEqualTo(stored(note));
    eventually(() -> task.metric("synnax-reconnects-total") >= 1);
  }

  @Test
  void omitsAValueThatNoMessageCanHold() throws Exception {
    // Given
    long note = writeOneHugeNote();
    task.with("start.from", "earliest").with("channels.include", "note");
    task.with("synnax.max.message.bytes", "4194304").with("record.oversize", "skip");

    // When
    task.start();
    poll(20);

    // Then
    List<Long> others = new ArrayList<>(stored(note));
    others.remove(10);
    assertThat(timestamps("note")).isEqualTo(others);
    assertThat(task.metric("synnax-oversized-samples-total")).isEqualTo(1);
  }

  @Test
  void failsWithASentenceIfNoMessageCanHoldAValue() throws Exception {
    // Given
    writeOneHugeNote();
    task.with("start.from", "earliest").with("channels.include", "note");
    task.with("synnax.max.message.bytes", "4194304");

    // When
    task.start();
    RuntimeException failure = task.pollUntilFailure();

    // Then
    assertThat(failure)
        .hasStackTraceContaining("record.oversize: 'fail', and the sample of channel 'note' at ")
        .hasStackTraceContaining("or set record.oversize=skip");
  }

  /** 21 notes, of which the eleventh has 5 MB. */
  private long writeOneHugeNote() {
    long note = simulator.createChannel("note", DataType.STRING, time);
    try (SimulatedWriter writer = simulator.openWriter(time, note)) {
      for (int i = 0; i < 21; i++) {
        writer.write(
            SeriesData.timestamps(START + rows++ * STEP),
            SeriesData.strings("x".repeat(i == 10 ? 5_000_000 : 5)));
      }
    }
    return note;
  }

  @Test
  void findsWhatIsStoredWithoutBeingStreamed() throws Exception {
    // Given
    startReading();
    WriterOptions quiet = WriterOptions.defaults().withMode(WriterMode.PERSIST_ONLY);

    // When
    write(simulator.openWriter(quiet, time, pressure, force), 10);

    // Then
    assertDeliveredWhole();
  }

  @Test
  void reopensNoStreamThatBringsOtherGroupsForOneThatIsNotStreamed() throws Exception {
    // Given
    long quietTime = simulator.createIndex("quiet_time");
    long quiet = simulator.createChannel("quiet", DataType.FLOAT64, quietTime);
    task.close();
    task = newTask(time, quietTime).with("channels.include", "pressure,quiet");
    startReading();
    eventually(() -> task.poll().isEmpty() && task.metric("synnax-groups-live") == 2);
    SimulatedWriter live = simulator.openWriter(time, pressure);
    WriterOptions unstreamed = WriterOptions.defaults().withMode(WriterMode.PERSIST_ONLY);
    try (SimulatedWriter writer = simulator.openWriter(unstreamed, quietTime, quiet)) {
      writer.writeRow(START, 1.0);
    }

    // When: rows come live all the time until the group counts as not streamed
    eventually(
        () -> {
          live.writeRow(START + rows++ * STEP, 1.0);
          records.addAll(task.poll());
          return task.metric("synnax-groups-unstreamed") == 1;
        });

    // Then
    assertThat(timestamps("quiet")).isEqualTo(stored(quiet));
    assertThat(task.metric("synnax-stalls-total")).isZero();
    assertThat(task.metric("synnax-reconnects-total")).isZero();
  }

  @Test
  void deliversDataWhoseIndexAnotherWriterWrites() throws Exception {
    // Given
    startReading();
    SimulatedWriter first = simulator.openWriter(time, pressure);
    for (int i = 0; i < 10; i++) {
      first.writeRow(START + i * STEP, i * 1.0);
    }
    first.close();

    // When
    WriterOptions sameStart = WriterOptions.defaults().withStart(START);
    SimulatedWriter second = simulator.openWriter(sameStart, force);
    for (int i = 0; i < 10; i++) {
      second.write(Map.of(force, SeriesData.float64(i * 2.0)));
    }

    // Then
    assertDeliveredWhole();
  }

  @Test
  void goesOnWithoutAChannelThatVanished() throws Exception {
    // Given
    startReading();
    SimulatedWriter both = simulator.openWriter(time, pressure, force);
    write(both, 5);
    poll(10);
    both.close();

    // When
    // An open iterator keeps its channels from being deleted.
    eventually(() -> simulator.counters().openIterators() == 0);
    simulator.deleteChannel(force);
    simulator.cutConnections();
    SimulatedWriter rest = simulator.openWriter(time, pressure);
    for (int i = 5; i < 10; i++) {
      rest.writeRow(START + i * STEP, i * 1.0);
    }

    // Then
    pollUntil("pressure", stored(pressure).size());
    assertThat(timestamps("pressure")).isEqualTo(stored(pressure));
  }

  @Test
  void neverMixesTheRowsOfAnotherCluster() throws Exception {
    // Given
    task.with("channels.include", "pressure").with("synnax.connectivity.check.interval.ms", "1000");
    startReading();
    SimulatedWriter before = simulator.openWriter(time, pressure);
    for (int i = 0; i < 10; i++) {
      before.writeRow(START + i * STEP, i * 1.0);
    }
    poll(10);
    Map<String, ?> partition = records.get(0).sourcePartition();

    // When
    simulator.restart(RestartKind.WIPED);
    long newTime = simulator.createIndex("time");
    long newPressure = simulator.createChannel("pressure", DataType.FLOAT64, newTime);
    assertThat(newTime).isEqualTo(time);
    records.clear();
    SimulatedWriter writer = simulator.openWriter(newTime, newPressure);
    long now = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli() + 1_000);
    for (int i = 0; i < 10; i++) {
      writer.writeRow(now + i * STEP, i * 3.0);
    }

    // Then
    pollUntil("pressure", 10);
    assertThat(values("pressure")).isEqualTo(storedValues(newPressure));
    assertThat(records).noneMatch(record -> record.sourcePartition().equals(partition));
  }

  @Test
  void readsABoundedReplayAndStaysIdle() throws Exception {
    // Given
    write(simulator.openWriter(time, pressure, force), 50);
    task.with("start.from", at(10)).with("stop.at", at(20));

    // When
    task.start();
    poll(20);

    // Then
    assertThat(timestamps("pressure")).isEqualTo(stored(pressure).subList(10, 20));
    assertThat(task.poll()).isEmpty();
  }

  @Test
  void marksWhatWasWrittenBehindThePosition() throws Exception {
    // Given
    task.with("start.from", "earliest").start();
    SimulatedWriter writer = simulator.openWriter(time, pressure, force);
    write(writer, 5);
    poll(10);
    writer.close();

    // When
    SimulatedWriter late =
        simulator.openWriter(
            WriterOptions.defaults().withStart(START - 100 * STEP), time, pressure, force);
    late.writeRow(START - 100 * STEP, 1.0, 2.0);

    // Then
    List<SourceRecord> more = task.poll(2);
    assertThat(more.get(0).headers().lastWithName("synnax.late").value()).isEqualTo(true);
    assertThat(more.get(1).sourceOffset().get("position"))
        .isEqualTo(Long.toString(START + 4 * STEP));
  }

  @Test
  void reportsRowsThatWereStreamedButNeverStored() throws Exception {
    // Given
    task.with("gap.topic", "gaps").with("gap.resolve.timeout.ms", "1000");
    startReading();
    WriterOptions unstored = WriterOptions.defaults().withMode(WriterMode.STREAM_ONLY);
    SimulatedWriter writer = simulator.openWriter(unstored, time, pressure, force);
    write(writer, 2);
    poll(4);

    // When
    simulator.skipFrames(3);
    write(writer, 5);
    poll(4);

    // Then
    SourceRecord report = task.poll(1).get(0);
    Struct gap = (Struct) report.value();
    assertThat(report.topic()).isEqualTo("gaps");
    assertThat(report.key()).isEqualTo("time");
    assertThat(gap.getInt64("rows")).isEqualTo(3);
    assertThat(gap.getInt64("from")).isEqualTo(START + STEP + 1);
    assertThat(gap.getInt64("to")).isEqualTo(START + 5 * STEP);
    assertThat(gap.getString("reason")).isEqualTo("skipped");
    assertThat(gap.getBoolean("recovered")).isFalse();
    assertThat(gap.getArray("channels")).isEqualTo(List.of("pressure", "force"));
    assertThat(task.metric("synnax-lost-rows-total")).isEqualTo(3);
  }

  @Test
  void saysInHeartbeatsHowFarItIs() throws Exception {
    // Given
    task.with("heartbeat.topic", "beats").with("heartbeat.interval.ms", "100");
    startReading();

    // When
    write(simulator.openWriter(time, pressure, force), 3);

    // Then
    SourceRecord beat = nextOf("beats", Long.toString(START + 2 * STEP));
    assertThat(((Struct) beat.value()).getInt64("position")).isEqualTo(START + 2 * STEP);
    assertThat(beat.sourcePartition()).isEqualTo(records.get(0).sourcePartition());
  }

  private SourceRecord nextOf(String topic, String position) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (System.nanoTime() < deadline) {
      for (SourceRecord record : task.poll()) {
        records.add(record);
        if (record.topic().equals(topic)
            && position.equals(record.sourceOffset().get("position"))) {
          return record;
        }
      }
    }
    throw new AssertionError("no record of " + topic + " at " + position);
  }

  @Test
  void countsRowsFarAheadOfTheClock() throws Exception {
    // Given
    startReading();
    long future =
        TimeUnit.SECONDS.toNanos(Instant.now().plus(Duration.ofHours(2)).getEpochSecond());

    // When
    simulator.openWriter(time, pressure, force).writeRow(future, 1.0, 2.0);
    poll(2);

    // Then
    assertThat(task.metric("synnax-future-blocks-total")).isEqualTo(1);
  }

  @Test
  void stopsInTimeWhileItReadsHistory() throws Exception {
    // Given
    SimulatedWriter writer = simulator.openWriter(time, pressure, force);
    for (int frame = 0; frame < 100; frame++) {
      writeFrame(writer, 1_000);
    }
    task.with("start.from", "earliest").start();
    poll(1);

    // When
    long begun = System.nanoTime();
    task.close();

    // Then
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    eventually(() -> task.threads().isEmpty());
    eventually(() -> simulator.counters().openIterators() == 0);
  }

  private TestTask newTask() {
    return newTask(time);
  }

  private TestTask newTask(long... indexes) {
    TestTask made =
        new TestTask(simulator.address(), indexes)
            .with("channels.include", "pressure,force")
            .with("delivery", "lossless")
            .with("probe.interval.ms", "200");
    tasks.add(made);
    return made;
  }

  private static String at(int row) {
    return Instant.ofEpochSecond(0, START + row * STEP).toString();
  }

  private void startReading() {
    task.start();
    eventually(() -> task.metric("synnax-stream-open") == 1);
  }

  private void write(SimulatedWriter writer, int count) {
    for (int i = 0; i < count; i++) {
      writer.writeRow(START + rows * STEP, rows * 1.0, rows * 2.0);
      rows++;
    }
  }

  private void writeFrame(SimulatedWriter writer, int count) {
    long[] stamps = new long[count];
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      stamps[i] = START + rows * STEP;
      values[i] = rows++;
    }
    writer.write(
        SeriesData.timestamps(stamps), SeriesData.float64(values), SeriesData.float64(values));
  }

  private void poll(int count) throws InterruptedException {
    records.addAll(task.poll(count));
  }

  private void pollUntil(String channel, int count) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (timestamps(channel).size() < count && System.nanoTime() < deadline) {
      records.addAll(task.poll());
    }
  }

  /** Everything that is stored, once and in order, and then nothing more. */
  private void assertDeliveredWhole() throws InterruptedException {
    pollUntil("pressure", stored(pressure).size());
    pollUntil("force", stored(force).size());
    records.addAll(task.poll());
    assertThat(timestamps("pressure")).isEqualTo(stored(pressure));
    assertThat(timestamps("force")).isEqualTo(stored(force));
    assertThat(values("pressure")).isEqualTo(storedValues(pressure));
    assertThat(values("force")).isEqualTo(storedValues(force));
  }

  private List<Long> stored(long key) {
    return simulator.stored(key).timestampsNanos();
  }

  private List<Double> storedValues(long key) {
    StoredSamples samples = simulator.stored(key);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      values.add(samples.samples().doubleAt(i));
    }
    return values;
  }

  private List<Long> timestamps(String channel) {
    return of(channel).map(value -> value.getInt64("timestamp")).toList();
  }

  private List<Double> values(String channel) {
    return of(channel).map(value -> value.getFloat64("value")).toList();
  }

  private Stream<Struct> of(String channel) {
    return records.stream()
        .map(record -> (Struct) record.value())
        .filter(value -> value.getString("channel").equals(channel));
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofMinutes(1)).until(condition);
  }
}
