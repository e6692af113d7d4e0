package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where a connector first started is stored before its first row can be missed. */
@Timeout(180)
class FirstStartTest {

  private static final String HEARTBEATS = "__synnax-heartbeat";
  private static final long STEP = 1_000_000L;

  private final Simulator simulator = Simulator.builder().start();
  private long nextNanos = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
  private long time;
  private long pressure;
  private int written;

  @BeforeEach
  void createGroup() {
    time = simulator.createIndex("time");
    pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void deliversWhatWasWrittenWhileItWasDownBeforeItsFirstRow() throws Exception {
    // Given: a first start on a group that nobody writes yet
    Map<Map<String, ?>, Map<String, Object>> stored = firstStart();
    write(5);

    // When
    List<SourceRecord> records = restart(stored, 5);

    // Then
    assertThat(values(records)).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
  }

  @Test
  void deliversNothingFromBeforeTheFirstStartAfterARestart() throws Exception {
    // Given
    write(3);
    Map<Map<String, ?>, Map<String, Object>> stored = firstStart();
    write(4);

    // When
    List<SourceRecord> records = restart(stored, 4);

    // Then
    assertThat(values(records)).containsExactly(3.0, 4.0, 5.0, 6.0);
  }

  @Test
  void sendsNothingWhereTheOffsetIsStored() throws Exception {
    // Given
    Map<Map<String, ?>, Map<String, Object>> stored = firstStart();
    write(1);

    // When
    List<SourceRecord> records = restart(stored, 1);

    // Then
    assertThat(records).noneMatch(record -> record.topic().equals(HEARTBEATS));
  }

  private TestTask newTask() {
    return new TestTask(simulator.address(), time)
        .with("delivery", "lossless")
        .with("channels.include", "pressure")
        .with("heartbeat.topic", HEARTBEATS);
  }

  /** Starts for the first time; what Connect then has stored, although no row was delivered. */
  private Map<Map<String, ?>, Map<String, Object>> firstStart() throws Exception {
    try (TestTask task = newTask().start()) {
      SourceRecord first = task.poll(1).get(0);
      assertThat(first.topic()).isEqualTo(HEARTBEATS);
      return Map.of(copy(first.sourcePartition()), copy(first.sourceOffset()));
    }
  }

  private static Map<String, Object> copy(Map<String, ?> map) {
    return Map.copyOf(map);
  }

  private List<SourceRecord> restart(Map<Map<String, ?>, Map<String, Object>> stored, int count)
      throws Exception {
    try (TestTask task = newTask()) {
      task.storedOffsets.putAll(stored);
      return new ArrayList<>(task.start().poll(count));
    }
  }

  private void write(int count) {
    try (SimulatedWriter writer = simulator.openWriter(time, pressure)) {
      for (int i = 0; i < count; i++) {
        writer.writeRow(nextNanos, (double) written++);
        nextNanos += STEP;
      }
    }
  }

  private static List<Double> values(List<SourceRecord> records) {
    return records.stream().map(record -> ((Struct) record.value()).getFloat64("value")).toList();
  }
}
