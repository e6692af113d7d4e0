package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.WriterMode;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a task with channels.denied=omit does with channels that its user may not read. */
@Timeout(180)
class DeniedChannelsTest {

  private static final long STEP = 1_000_000;

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("tank_pressure", DataType.FLOAT64, time);
  private final long level = simulator.createChannel("tank_level", DataType.FLOAT64, time);
  private final long otherTime = simulator.createIndex("other_time");
  private final long other = simulator.createChannel("tank_other", DataType.FLOAT64, otherTime);
  private final List<SourceRecord> records = new ArrayList<>();
  private final TestTask task = new TestTask(simulator.address(), time, otherTime);

  /** What was written before the connector first ran is none of its business. */
  private long nextNanos = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli() + 60_000);

  @BeforeEach
  void configure() {
    task.with("channels.include", "tank_.*")
        .with("channels.denied", "omit")
        .with("channels.refresh.interval.ms", "1000")
        .with("stall.timeout.ms", "1000")
        .with("delivery", "lossless")
        .with("probe.interval.ms", "1000");
  }

  @AfterEach
  void stop() {
    task.close();
    simulator.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"connector", "task"})
  void whatIsDeniedAtTheStartIsOmittedAndJoinsOnceItIsGranted(String assignment) throws Exception {
    // Given
    simulator.denyReading(channel -> channel.key() == level);
    assignedBy(assignment);
    start(4);
    write(10, time, pressure);
    pollUntil("tank_pressure", 10);
    assertThat(task.metric("synnax-channels-refused")).isEqualTo(1);

    // When
    simulator.denyReading(channel -> false);
    eventually(() -> pollOnce() && task.metric("synnax-channels") == 5);
    write(10, time, pressure, level);

    // Then
    pollUntil("tank_level", 10);
    pollUntil("tank_pressure", 20);
    assertThat(timestamps("tank_level")).isEqualTo(stored(level));
    assertThat(timestamps("tank_pressure")).isEqualTo(stored(pressure));
    assertThat(task.metric("synnax-channels-refused")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"connector", "task"})
  void whatIsDeniedLaterIsOmittedAndTheOthersGoOn(String assignment) throws Exception {
    // Given
    assignedBy(assignment);
    start(5);
    write(10, time, pressure, level);
    pollUntil("tank_level", 10);

    // When: the rows are in history alone, which asks for the right each time
    simulator.denyReading(channel -> channel.key() == level);
    writeStored(10, time, pressure);
    eventually(() -> pollOnce() && task.metric("synnax-channels") == 4);

    // Then
    pollUntil("tank_pressure", 20);
    assertThat(timestamps("tank_pressure")).isEqualTo(stored(pressure));
    assertThat(task.metric("synnax-channels-refused")).isEqualTo(1);
  }

  @Test
  void aStreamThatIsDeniedWhenItIsReopenedComesBackWithoutTheChannel() throws Exception {
    // Given
    start(5);
    write(10, time, pressure, level);
    pollUntil("tank_level", 10);

    // When
    simulator.denyReading(channel -> channel.key() == level);
    simulator.cutConnections();
    write(10, time, pressure);

    // Then
    pollUntil("tank_pressure", 20);
    assertThat(timestamps("tank_pressure")).isEqualTo(stored(pressure));
    assertThat(task.metric("synnax-channels-refused")).isEqualTo(1);
  }

  @Test
  void aRightThatIsGivenBackInTimeOmitsNothing() throws Exception {
    // Given
    task.with("stall.timeout.ms", "60000");
    start(5);
    write(10, time, pressure, level);
    pollUntil("tank_level", 10);

    // When
    simulator.denyReading(channel -> channel.key() == level);
    writeStored(10, time, pressure, level);
    eventually(() -> pollOnce() && task.metric("synnax-history-failures-total") >= 2);
    simulator.denyReading(channel -> false);

    // Then
    pollUntil("tank_level", 20);
    assertThat(timestamps("tank_level")).isEqualTo(stored(level));
    assertThat(timestamps("tank_pressure")).isEqualTo(stored(pressure));
  }

  @Test
  void withoutItsIndexAGroupIsOmittedAndJoinsOnceTheIndexIsGranted() throws Exception {
    // Given
    simulator.denyReading(channel -> channel.key() == time);
    start(2);
    write(5, time, pressure);
    write(10, otherTime, other);
    pollUntil("tank_other", 10);
    assertThat(task.metric("synnax-channels-refused")).isEqualTo(2);
    assertThat(timestamps("tank_pressure")).isEmpty();

    // When
    simulator.denyReading(channel -> false);
    eventually(() -> pollOnce() && task.metric("synnax-channels") == 5);
    write(10, time, pressure);

    // Then
    pollUntil("tank_pressure", 15);
    assertThat(timestamps("tank_pressure")).isEqualTo(stored(pressure));
  }

  @Test
  void whileAllAreDeniedItWaits() throws Exception {
    // Given
    simulator.denyReading(channel -> true);
    task.start();
    eventually(() -> pollOnce() && task.metric("synnax-channels-refused") == 3);

    // When
    simulator.denyReading(channel -> false);
    eventually(() -> pollOnce() && task.metric("synnax-stream-open") == 1);
    write(10, time, pressure);

    // Then
    pollUntil("tank_pressure", 10);
  }

  private void assignedBy(String assignment) {
    task.with("channels.assignment", assignment).with("task.count", "1");
  }

  private void start(int channels) {
    task.start();
    eventually(
        () ->
            pollOnce()
                && task.metric("synnax-stream-open") == 1
                && task.metric("synnax-channels") == channels);
  }

  private void write(int rows, long index, long... keys) {
    write(rows, simulator.openWriter(all(index, keys)));
  }

  private void writeStored(int rows, long index, long... keys) {
    WriterOptions quiet = WriterOptions.defaults().withMode(WriterMode.PERSIST_ONLY);
    write(rows, simulator.openWriter(quiet, all(index, keys)));
  }

  private static long[] all(long index, long... keys) {
    return LongStream.concat(LongStream.of(index), LongStream.of(keys)).toArray();
  }

  private void write(int rows, SimulatedWriter writer) {
    for (int row = 0; row < rows; row++) {
      Object[] samples = new Object[writer.channelCount()];
      Arrays.fill(samples, row * 1.0);
      samples[0] = nextNanos;
      writer.writeRow(samples);
      nextNanos += STEP;
    }
    writer.close();
  }

  private boolean pollOnce() throws InterruptedException {
    records.addAll(task.poll());
    return true;
  }

  private void pollUntil(String channel, int count) {
    eventually(() -> pollOnce() && timestamps(channel).size() >= count);
  }

  private List<Long> timestamps(String channel) {
    return records.stream()
        .map(record -> (Struct) record.value())
        .filter(value -> value.getString("channel").equals(channel))
        .map(value -> value.getInt64("timestamp"))
        .toList();
  }

  private List<Long> stored(long key) {
    return simulator.stored(key).timestampsNanos();
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(10)).until(condition);
  }
}
