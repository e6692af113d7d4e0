package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task does when channels are created, renamed and deleted while its stream stands. */
@Timeout(180)
class FollowedChannelsTest {

  private static final long STEP = 1_000_000;

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("tank_pressure", DataType.FLOAT64, time);
  private final long state = simulator.createVirtual("tank_state", "float64");
  private final List<SourceRecord> records = new ArrayList<>();
  private final TestTask task = newTask();

  /** What was written before the connector first ran is none of its business. */
  private long nextNanos = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli() + 60_000);

  private int states;

  @AfterEach
  void stop() {
    task.close();
    simulator.close();
  }

  @Test
  void aChannelThatJoinsAGroupFlowsFromItsFirstSampleAndOthersSeeNothing() throws Exception {
    // Given
    start();
    SimulatedWriter before = simulator.openWriter(time, pressure);
    SimulatedWriter states = simulator.openWriter(state);
    writeRows(before, states, 20);
    before.close();

    // When
    long level = simulator.createChannel("tank_level", DataType.FLOAT64, time);
    writeRows(simulator.openWriter(time, pressure, level), states, 200);

    // Then
    pollUntil("tank_level", 200);
    pollUntil("tank_pressure", 220);
    pollUntil("tank_state", 220);
    assertThat(timestamps("tank_level")).isEqualTo(stored(level));
    assertThat(timestamps("tank_pressure")).isEqualTo(stored(pressure));
    assertThat(values("tank_state")).isEqualTo(numbers(220));
    assertThatNothingRestarted();
  }

  @Test
  void aChannelThatIsWrittenLongAfterItJoinedFlowsLive() throws Exception {
    // Given
    start();
    simulator.createChannel("tank_spare", DataType.FLOAT64, time);
    long level = simulator.createChannel("tank_level", DataType.FLOAT64, time);
    eventually(() -> task.metric("synnax-channels") == 5);

    // When
    writeRows(simulator.openWriter(time, pressure, level), simulator.openWriter(state), 50);

    // Then
    pollUntil("tank_pressure", 50);
    pollUntil("tank_level", 50);
    assertThat(timestamps("tank_level")).isEqualTo(stored(level));
    assertThat(timestamps("tank_pressure")).isEqualTo(stored(pressure));
    assertThatNothingRestarted();
  }

  @Test
  void aNewGroupFlowsFromItsFirstSample() throws Exception {
    // Given
    start();
    SimulatedWriter states = simulator.openWriter(state);

    // When
    long otherTime = simulator.createIndex("other_time");
    long other = simulator.createChannel("tank_other", DataType.FLOAT64, otherTime);
    writeRows(simulator.openWriter(otherTime, other), states, 100);

    // Then
    pollUntil("tank_other", 100);
    pollUntil("tank_state", 100);
    assertThat(timestamps("tank_other")).isEqualTo(stored(other));
    assertThat(values("tank_state")).isEqualTo(numbers(100));
    assertThatNothingRestarted();
  }

  @Test
  void aDeletedChannelEndsWithATombstoneAndOthersSeeNothing() throws Exception {
    // Given
    long level = simulator.createChannel("tank_level", DataType.FLOAT64, time);
    task.with("channels.deleted", "tombstone");
    start();
    SimulatedWriter states = simulator.openWriter(state);
    SimulatedWriter both = simulator.openWriter(time, pressure, level);
    writeRows(both, states, 10);
    both.close();
    pollUntil("tank_level", 10);

    // When
    delete(level);
    eventually(() -> pollOnce() && task.metric("synnax-channels") == 3);
    writeRows(simulator.openWriter(time, pressure), states, 10);

    // Then
    pollUntil("tank_pressure", 20);
    pollUntil("tank_state", 20);
    assertThat(timestamps("tank_pressure")).isEqualTo(stored(pressure));
    assertThat(values("tank_state")).isEqualTo(numbers(20));
    SourceRecord tombstone =
        records.stream().filter(record -> record.value() == null).findFirst().orElseThrow();
    assertThat(tombstone.key()).isEqualTo("tank_level");
    assertThat(records.indexOf(tombstone)).isGreaterThan(records.lastIndexOf(last("tank_level")));
    assertThatNothingRestarted();
  }

  @Test
  void aRenamedChannelGoesOnUnderItsNewName() throws Exception {
    // Given
    start();
    SimulatedWriter writer = simulator.openWriter(time, pressure);
    SimulatedWriter states = simulator.openWriter(state);
    writeRows(writer, states, 10);
    pollUntil("tank_pressure", 10);

    // When
    simulator.renameChannel(pressure, "tank_force");
    int written = 10;
    while (of("tank_force").findAny().isEmpty()) {
      writeRows(writer, states, 1);
      written++;
      pollOnce();
    }

    // Then
    writeRows(writer, states, 10);
    pollUntil("tank_state", written + 10);
    pollUntil("tank_force", written + 10 - timestamps("tank_pressure").size());
    assertThat(
            Stream.concat(timestamps("tank_pressure").stream(), timestamps("tank_force").stream()))
        .containsExactlyElementsOf(stored(pressure));
    assertThat(values("tank_state")).isEqualTo(numbers(written + 10));
    assertThatNothingRestarted();
  }

  @Test
  void aChannelThatIsCreatedAgainWithAnotherTypeIsAnotherChannel() throws Exception {
    // Given
    start();
    SimulatedWriter writer = simulator.openWriter(time, pressure);
    SimulatedWriter states = simulator.openWriter(state);
    writeRows(writer, states, 10);
    pollUntil("tank_pressure", 10);
    writer.close();

    // When
    delete(pressure);
    long retyped = simulator.createChannel("tank_pressure", DataType.UINT8, time);
    SimulatedWriter again = simulator.openWriter(time, retyped);
    for (int row = 0; row < 10; row++) {
      again.writeRow(nextNanos, row);
      nextNanos += STEP;
    }

    // Then
    pollUntil("tank_pressure", 20);
    assertThat(records)
        .filteredOn(record -> "tank_pressure".equals(record.key()))
        .extracting(SourceRecord::topic)
        .containsOnly("synnax.float64", "synnax.uint8");
    assertThat(timestamps("tank_pressure").subList(10, 20)).isEqualTo(stored(retyped));
    assertThatNothingRestarted();
  }

  /** As an update of the cluster to 0.57 does with calculated channels. */
  @Test
  void aChannelWhoseTypeChangesUnderItsKeyGoesOnWithTheNewType() throws Exception {
    // Given
    long open = simulator.createVirtual("tank_open", "uint8");
    start();
    SimulatedWriter before = simulator.openWriter(open);
    for (int sample = 0; sample < 10; sample++) {
      before.writeRow(sample % 2);
    }
    pollUntil("tank_open", 10);

    // When
    simulator.putChannel(new Channel(open, "tank_open", "boolean", 0, false, true, false, ""));
    simulator.restart(RestartKind.CLEAN);
    eventually(() -> pollOnce() && task.metric("synnax-reconnects-total") == 1);
    simulator.openWriter(open).write(SeriesData.of(DataType.BOOLEAN, true, false, true));

    // Then
    pollUntil("tank_open", 13);
    assertThat(of("tank_open").skip(10).map(value -> value.get("value")))
        .containsExactly(true, false, true);
    assertThat(records)
        .filteredOn(record -> "tank_open".equals(record.key()))
        .extracting(SourceRecord::topic)
        .containsOnly("synnax.uint8", "synnax.boolean");
  }

  @Test
  void goesOnWhenEveryChannelVanishedAndOthersCame() throws Exception {
    // Given
    start();
    delete(pressure);
    delete(state);
    eventually(() -> pollOnce() && task.metric("synnax-channels") == 0);

    // When
    long level = simulator.createChannel("tank_level", DataType.FLOAT64, time);
    SimulatedWriter writer = simulator.openWriter(time, level);
    for (int row = 0; row < 10; row++) {
      writer.writeRow(nextNanos, row * 1.0);
      nextNanos += STEP;
    }

    // Then
    pollUntil("tank_level", 10);
    assertThat(timestamps("tank_level")).isEqualTo(stored(level));
  }

  @Test
  void manyChangesInASilentStreamDoNotBlockIt() throws Exception {
    // Given
    start();

    // When
    for (int i = 1; i <= 41; i++) {
      simulator.createVirtual("tank_idle_" + i, "float64");
      int channels = 3 + i;
      eventually(() -> pollOnce() && task.metric("synnax-channels") == channels);
    }
    writeRows(simulator.openWriter(time, pressure), simulator.openWriter(state), 10);

    // Then
    pollUntil("tank_pressure", 10);
    assertThat(timestamps("tank_pressure")).isEqualTo(stored(pressure));
  }

  @Test
  void refusesChannelsBeyondTheGuardrailAndCountsThem() throws Exception {
    // Given
    task.with("channels.max", "2");
    start();

    // When
    simulator.createVirtual("tank_more", "float64");

    // Then
    eventually(() -> pollOnce() && task.metric("synnax-channels-refused") == 1);
    assertThat(task.metric("synnax-channels")).isEqualTo(3);
    assertThatNothingRestarted();
  }

  @Test
  void keysOfOneClusterFailTheTaskOnAnother() throws Exception {
    // Given
    task.with("channels.include", "").with("channels.keys", Long.toString(pressure));
    start();

    // When
    simulator.restart(RestartKind.WIPED);

    // Then
    assertThat(task.pollUntilFailure())
        .hasMessageContaining("channels.keys: another cluster")
        .hasMessageContaining("restart the connector");
  }

  private TestTask newTask() {
    return new TestTask(simulator.address(), time)
        .with("channels.include", "tank_.*")
        .with("channels.assignment", "task")
        .with("task.count", "1")
        .with("delivery", "lossless");
  }

  private void start() {
    task.start();
    eventually(() -> task.metric("synnax-stream-open") == 1);
    // The stream, that of the signals, and that of the writers.
    eventually(() -> simulator.counters().openStreams() == 3);
  }

  private void assertThatNothingRestarted() throws Exception {
    assertThat(task.metric("synnax-reconnects-total")).isZero();
    assertThat(task.metric("synnax-lost-rows-total")).isZero();
  }

  private void writeRows(SimulatedWriter writer, SimulatedWriter stateWriter, int count) {
    for (int row = 0; row < count; row++) {
      Object[] samples = new Object[writer.channelCount()];
      samples[0] = nextNanos;
      for (int i = 1; i < samples.length; i++) {
        samples[i] = row * 1.0;
      }
      writer.writeRow(samples);
      stateWriter.writeRow(states * 1.0);
      nextNanos += STEP;
      states++;
    }
  }

  /** The cluster refuses while history is being read. */
  private void delete(long key) {
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(
            () -> {
              simulator.deleteChannel(key);
              return true;
            });
  }

  private boolean pollOnce() throws InterruptedException {
    records.addAll(task.poll());
    return true;
  }

  private void pollUntil(String channel, int count) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (of(channel).count() < count && System.nanoTime() < deadline) {
      pollOnce();
    }
  }

  private SourceRecord last(String channel) {
    return records.stream()
        .filter(record -> channel.equals(record.key()) && record.value() != null)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private List<Long> stored(long key) {
    return simulator.stored(key).timestampsNanos();
  }

  private List<Long> timestamps(String channel) {
    return of(channel).map(value -> value.getInt64("timestamp")).toList();
  }

  private List<Double> values(String channel) {
    return of(channel).map(value -> value.getFloat64("value")).toList();
  }

  private static List<Double> numbers(int count) {
    return LongStream.range(0, count).mapToObj(number -> (double) number).toList();
  }

  private Stream<Struct> of(String channel) {
    return records.stream()
        .filter(record -> record.value() != null)
        .map(record -> (Struct) record.value())
        .filter(value -> value.getString("channel").equals(channel));
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofMinutes(1)).until(condition);
  }
}
