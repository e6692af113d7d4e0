package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.offset.RangesOffset;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task says of the ranges of the cluster. */
@Timeout(120)
class RangesTopicTest {

  private static final long SECOND = 1_000_000_000L;

  private Simulator simulator = Simulator.builder().start();
  private final List<SourceRecord> records = new ArrayList<>();
  private TestTask task;

  RangesTopicTest() {
    task = newTask("0");
  }

  @AfterEach
  void end() {
    task.close();
    simulator.close();
  }

  @Test
  void sendsARangeAndEachChangeOfIt() {
    // Given
    String run = simulator.ranges().create("Hotfire 12", 10 * SECOND, Long.MAX_VALUE);
    task.start();
    awaitRecords(1);

    // When
    simulator.ranges().put(run, "Hotfire 12", 10 * SECOND, 20 * SECOND);
    awaitRecords(2);
    simulator.ranges().setProperty(run, "stand", "A");
    awaitRecords(3);
    simulator.ranges().setAlias(run, 1_048_585, "chamber pressure");
    awaitRecords(4);
    simulator.ranges().rename(run, "Hotfire 12a");
    awaitRecords(5);
    simulator.ranges().delete(run);
    awaitRecords(6);

    // Then
    assertThat(records).extracting(SourceRecord::topic).containsOnly("ranges");
    assertThat(records)
        .extracting(SourceRecord::key)
        .containsOnly(simulator.clusterKey() + "/" + run);
    Struct first = value(0);
    assertThat(first.getString("cluster_key")).isEqualTo(simulator.clusterKey());
    assertThat(first.getString("range_key")).isEqualTo(run);
    assertThat(first.getString("name")).isEqualTo("Hotfire 12");
    assertThat(first.getInt64("start")).isEqualTo(10 * SECOND);
    assertThat(first.getInt64("end")).isNull();
    assertThat(first.getMap("properties")).isEmpty();
    assertThat(value(1).getInt64("end")).isEqualTo(20 * SECOND);
    assertThat(value(2).getMap("properties")).isEqualTo(Map.of("stand", "A"));
    assertThat(value(3).getMap("aliases")).isEqualTo(Map.of("1048585", "chamber pressure"));
    assertThat(value(4).getString("name")).isEqualTo("Hotfire 12a");
    assertThat(records.get(5).value()).isNull();
    assertThat(records.get(5).valueSchema()).isNull();
  }

  @Test
  void aRestartSendsOnlyWhatHasChangedMeanwhile() {
    // Given
    String same = simulator.ranges().create("same", SECOND, 2 * SECOND);
    String renamed = simulator.ranges().create("old name", SECOND, 2 * SECOND);
    String deleted = simulator.ranges().create("deleted", SECOND, 2 * SECOND);
    String property = simulator.ranges().create("property", SECOND, 2 * SECOND);
    task.start();
    awaitRecords(4);
    restart();

    // When
    task.close();
    simulator.ranges().rename(renamed, "new name");
    simulator.ranges().delete(deleted);
    simulator.ranges().setProperty(property, "stand", "A");
    task = next();
    task.start();
    awaitRecords(7);
    String marker = simulator.ranges().create("marker", SECOND, 2 * SECOND);
    awaitRecords(8);

    // Then
    assertThat(records.subList(4, 7))
        .extracting(RangesTopicTest::rangeKey)
        .containsExactlyInAnyOrder(renamed, deleted, property)
        .doesNotContain(same);
    assertThat(records)
        .filteredOn(record -> record.value() == null)
        .extracting(RangesTopicTest::rangeKey)
        .containsExactly(deleted);
    assertThat(rangeKey(records.get(7))).isEqualTo(marker);
  }

  @Test
  void aCrashBetweenTwoRecordsRepeatsThem() {
    // Given
    String share = "0a";
    for (int i = 0; i < 3; i++) {
      simulator.ranges().put(share + UUID.randomUUID().toString().substring(2), "r", 1, 2);
    }
    task.start();
    awaitRecords(3);

    // When
    SourceRecord second = records.get(1);
    records.clear();
    TestTask next = newTask("0");
    next.storedOffsets.put(
        second.sourcePartition(), new HashMap<String, Object>(second.sourceOffset()));
    task.close();
    task = next;
    task.start();

    // Then
    awaitRecords(3);
    assertThat(second.sourcePartition())
        .isEqualTo(RangesOffset.partition(simulator.clusterKey(), share));
    assertThat(second.sourceOffset()).isEqualTo(RangesOffset.NONE.toMap());
    assertThat(RangesOffset.fromMap(records.get(2).sourceOffset()).fingerprints()).hasSize(3);
  }

  @Test
  void oneTaskOfAConnectorIsEnough() {
    // Given
    simulator.ranges().create("Hotfire 12", SECOND, 2 * SECOND);
    try (TestTask other = newTask("1")) {
      other.start();

      // When
      task.start();
      awaitRecords(1);

      // Then
      assertThat(other.threads()).isNotEmpty().noneMatch(thread -> thread.contains("ranges"));
      assertThat(task.threads()).anyMatch(thread -> thread.contains("ranges"));
    }
  }

  @Test
  void sendsThemWhereSignalsCannotBeRead() {
    // Given
    simulator.close();
    simulator = Simulator.builder().version("0.54.4").start();
    task.close();
    task = newTask("0").with("channels.refresh.interval.ms", "1000");
    String run = simulator.ranges().create("Hotfire 12", SECOND, TimeStamp.MAX.nanos());
    task.start();
    awaitRecords(1);

    // When
    simulator.ranges().setProperty(run, "stand", "A");

    // Then
    awaitRecords(2);
    assertThat(value(1).getMap("properties")).isEqualTo(Map.of("stand", "A"));
  }

  @Test
  void samplesGoOnWhereRangesMayNotBeRead() throws Exception {
    // Given
    simulator.ranges().deny(true);
    long time = simulator.createIndex("time");
    long pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
    task.close();
    task = newTask("0").with("task.groups", Long.toString(time));
    task.with("channels.include", "pressure").start();

    // When
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> simulator.streamedKeys().stream().anyMatch(keys -> keys.contains(pressure)));
    simulator.openWriter(time, pressure).writeRow(SECOND, 1.0);

    // Then
    assertThat(task.poll(1)).extracting(SourceRecord::topic).containsOnly("synnax.float64");
  }

  private void restart() {
    TestTask next = next();
    task.close();
    task = next;
    task.start();
  }

  /** The next run of the task, not started yet, with what was stored before. */
  private TestTask next() {
    TestTask next = newTask("0");
    records.forEach(
        record ->
            next.storedOffsets.put(
                record.sourcePartition(), new HashMap<String, Object>(record.sourceOffset())));
    return next;
  }

  private TestTask newTask(String number) {
    return new TestTask(simulator.address())
        .with("channels.include", "sy_.*")
        .with("channels.internal", "true")
        .with("ranges.topic", "ranges")
        .with("task.id", number);
  }

  private void awaitRecords(int count) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              records.addAll(task.poll());
              return records.size() >= count;
            });
    assertThat(records).hasSize(count);
  }

  private Struct value(int record) {
    return (Struct) records.get(record).value();
  }

  private static @Nullable String rangeKey(SourceRecord record) {
    String key = String.valueOf(record.key());
    return key.substring(key.indexOf('/') + 1);
  }
}
