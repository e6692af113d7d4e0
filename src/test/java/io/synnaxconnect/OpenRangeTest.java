package io.synnaxconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.offset.InstantOffset;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replays that end when a range of the cluster gets its end. */
@Timeout(180)
class OpenRangeTest {

  private static final long START = 1_700_000_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final long NO_END = Long.MAX_VALUE;
  private static final String OPEN_RANGE = "task.stop.at.open.range";

  private Simulator simulator = Simulator.builder().start();
  private long time = simulator.createIndex("time");
  private long pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
  private String run = simulator.ranges().create("Hotfire 12", START, NO_END);
  private final RecordingContext context = new RecordingContext();
  private @Nullable SynnaxSourceConnector connector;
  private @Nullable TestTask task;
  private @Nullable SimulatedWriter writer;

  @AfterEach
  void stop() {
    stopTask();
    stopConnector();
    if (writer != null) {
      writer.close();
    }
    simulator.close();
  }

  @Test
  void deliversLiveUntilTheRangeHasAnEnd() throws Exception {
    // Given
    Map<String, String> open = startConnector();
    assertThat(open).containsEntry("task.stop.at", Long.toString(NO_END));
    assertThat(open).containsEntry(OPEN_RANGE, run);
    startTask(open);

    // When
    List<SourceRecord> live = awaitRows(0, 5);
    simulator.ranges().put(run, "Hotfire 12", START, START + 8 * SECOND);
    Map<String, String> ended = awaitConfig(START + 8 * SECOND);
    stopTask();
    write(5, 12);
    startTask(ended);

    // Then
    assertThat(ended).doesNotContainKey(OPEN_RANGE);
    assertThat(seconds(live)).containsExactly(0L, 1L, 2L, 3L, 4L);
    List<SourceRecord> rest = awaitRows(3);
    assertThat(seconds(rest)).containsExactly(5L, 6L, 7L);
    assertThat(stored()).isEqualTo(Map.of("v", "1", "instant", Long.toString(START + 8 * SECOND)));
  }

  @Test
  void deliversNothingMoreIfRowsAfterTheEndWentBeforeItWasKnown() throws Exception {
    // Given
    startTask(startConnector());
    List<SourceRecord> live = awaitRows(0, 10);

    // When
    simulator.ranges().put(run, "Hotfire 12", START, START + 4 * SECOND);
    Map<String, String> ended = awaitConfig(START + 4 * SECOND);
    stopTask();
    startTask(ended);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> simulator.streamedKeys().stream().anyMatch(keys -> keys.contains(pressure)));
    write(10, 12);

    // Then
    assertThat(seconds(live)).hasSize(10);
    List<SourceRecord> after = records(1);
    for (int i = 0; i < 20; i++) {
      after.addAll(task().poll());
    }
    assertThat(after).extracting(SourceRecord::topic).containsOnly("beats");
  }

  @Test
  void followsARangeThatWasRenamedWhileTheConnectorWasDown() throws Exception {
    // Given
    startTask(startConnector());
    awaitRows(0, 1);
    assertThat(stored())
        .isEqualTo(Map.of("v", "1", "instant", Long.toString(NO_END), "open_range", run));
    stopConnector();
    simulator.ranges().rename(run, "Hotfire 12 (aborted)");

    // When
    Map<String, String> again = startConnector();
    int requested = context.reconfigurations.get();
    simulator.ranges().put(run, "Hotfire 12 (aborted)", START, START + 8 * SECOND);

    // Then
    assertThat(again).containsEntry(OPEN_RANGE, run);
    assertThat(awaitConfig(START + 8 * SECOND)).doesNotContainKey(OPEN_RANGE);
    assertThat(context.reconfigurations.get()).isGreaterThan(requested);
  }

  @Test
  void tasksStartWithAnEndThatWasSetWhileTheConnectorWasDown() throws Exception {
    // Given
    startTask(startConnector());
    awaitRows(0, 1);
    stopConnector();
    simulator.ranges().put(run, "Hotfire 12", START, START + 8 * SECOND);

    // When
    Map<String, String> ended = startConnector();

    // Then
    assertThat(ended).containsEntry("task.stop.at", Long.toString(START + 8 * SECOND));
    assertThat(ended).doesNotContainKey(OPEN_RANGE);
    assertThat(context.reconfigurations).hasValue(0);
  }

  @Test
  void doesNotGoPastAnEndThatIsPlanned() throws Exception {
    // Given
    long planned = inSeconds(3_600);
    simulator.ranges().put(run, "Hotfire 12", START, planned);

    // When
    Map<String, String> open = startConnector();
    assertThat(open).containsEntry("task.stop.at", Long.toString(planned));
    assertThat(open).containsEntry(OPEN_RANGE, run);
    long later = planned + 3_600 * SECOND;
    simulator.ranges().put(run, "Hotfire 12", START, later);

    // Then
    assertThat(awaitConfig(later)).containsEntry(OPEN_RANGE, run);
  }

  @Test
  void storesAPlannedEndOnceItIsPast() throws Exception {
    // Given
    long planned = inSeconds(4);
    simulator.ranges().put(run, "Hotfire 12", START, planned);

    // When
    Map<String, String> open = startConnector("channels.refresh.interval.ms", "1000");

    // Then
    assertThat(open).containsEntry("task.stop.at", Long.toString(planned));
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> context.reconfigurations.get() > 0 && !config().containsKey(OPEN_RANGE));
    assertThat(config()).containsEntry("task.stop.at", Long.toString(planned));
  }

  @Test
  void aRangeThatIsDeletedBeforeItsEndKeepsTheLastOne() throws Exception {
    // Given
    long planned = inSeconds(3_600);
    simulator.ranges().put(run, "Hotfire 12", START, planned);
    startTask(startConnector());
    awaitRows(0, 1);

    // When
    try (CapturedLog log = new CapturedLog()) {
      simulator.ranges().delete(run);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> !log.lines("was deleted while it was open", run).isEmpty());
    }
    stopConnector();

    // Then
    assertThat(startConnector()).containsEntry("task.stop.at", Long.toString(planned));
    assertThat(context.errors).isEmpty();
  }

  @Test
  void asksConnectAgainUntilTheTasksHaveTheEnd() {
    // Given
    startConnector("channels.refresh.interval.ms", "1000");

    // When
    simulator.ranges().put(run, "Hotfire 12", START, START + 8 * SECOND);

    // Then
    await().atMost(Duration.ofMinutes(1)).until(() -> context.reconfigurations.get() >= 2);
    assertThat(awaitConfig(START + 8 * SECOND)).doesNotContainKey(OPEN_RANGE);
    await().atMost(Duration.ofMinutes(1)).until(() -> !hasThread("synnax-ranges-"));
  }

  @Test
  void goesOnWithoutTheRightToSeeTheEnd() throws Exception {
    // Given
    startTask(startConnector());
    awaitRows(0, 1);
    stopConnector();
    simulator.ranges().deny(true);

    // When
    try (CapturedLog log = new CapturedLog()) {
      startConnector();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> !log.lines("so the end of the range of stop.at is not seen").isEmpty());
    }

    // Then
    assertThat(context.errors).isEmpty();
    assertThat(config()).containsEntry("task.stop.at", Long.toString(NO_END));
  }

  @Test
  void followsWhereSignalsCannotBeRead() {
    // Given
    simulator.close();
    simulator = Simulator.builder().version("0.54.4").start();
    time = simulator.createIndex("time");
    pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
    run = simulator.ranges().create("Hotfire 12", START, NO_END);
    startConnector("channels.refresh.interval.ms", "1000");

    // When
    simulator.ranges().put(run, "Hotfire 12", START, START + 8 * SECOND);

    // Then
    assertThat(awaitConfig(START + 8 * SECOND)).doesNotContainKey(OPEN_RANGE);
  }

  @Test
  void watchesNothingIfTheRangeHasEnded() {
    // Given
    simulator.ranges().put(run, "Hotfire 12", START, START + 8 * SECOND);

    // When
    Map<String, String> config = startConnector();

    // Then
    assertThat(config).containsEntry("task.stop.at", Long.toString(START + 8 * SECOND));
    assertThat(config).doesNotContainKey(OPEN_RANGE);
    assertThat(hasThread("synnax-ranges-")).isFalse();
  }

  private static boolean hasThread(String start) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith(start));
  }

  private static long inSeconds(long seconds) {
    return (Instant.now().getEpochSecond() + seconds) * SECOND;
  }

  private Map<String, String> startConnector(String... changes) {
    Map<String, String> properties = ConfigFixtures.with(changes);
    properties.put("start.from", "earliest");
    properties.put("stop.at", "range:Hotfire 12");
    properties.put("synnax.address", simulator.address());
    properties.put("synnax.username", "synnax");
    properties.put("synnax.password", "seldon");
    properties.put("synnax.tls.enabled", "false");
    properties.put("channels.include", "pressure");
    properties.put("heartbeat.topic", "beats");
    SynnaxSourceConnector started = new SynnaxSourceConnector();
    connector = started;
    started.initialize(context);
    started.start(properties);
    return config();
  }

  private Map<String, String> config() {
    return connector == null ? Map.of() : connector.taskConfigs(1).get(0);
  }

  /** The configuration of the task once the connector has requested one with this end. */
  private Map<String, String> awaitConfig(long endNanos) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                context.reconfigurations.get() > 0
                    && Long.toString(endNanos).equals(config().get("task.stop.at")));
    return config();
  }

  private void startTask(Map<String, String> config) {
    TestTask started = new TestTask(simulator.address(), time);
    started.properties.clear();
    started.properties.putAll(config);
    started.storedOffsets.putAll(context.stored);
    task = started.start();
  }

  private TestTask task() {
    if (task == null) {
      throw new IllegalStateException("the task was not started");
    }
    return task;
  }

  private void stopTask() {
    if (task != null) {
      task.close();
    }
  }

  private void stopConnector() {
    if (connector != null) {
      connector.stop();
    }
  }

  private void write(int first, int end) {
    if (writer == null) {
      writer = simulator.openWriter(WriterOptions.defaults().withStart(START), time, pressure);
    }
    for (int i = first; i < end; i++) {
      writer.writeRow(START + i * SECOND, (double) i);
    }
  }

  /** Writes rows, and polls them. */
  private List<SourceRecord> awaitRows(int first, int end) throws Exception {
    write(first, end);
    return awaitRows(end - first);
  }

  private List<SourceRecord> awaitRows(int count) throws Exception {
    List<SourceRecord> rows = new ArrayList<>();
    while (rows.size() < count) {
      records(1).stream().filter(record -> !record.topic().equals("beats")).forEach(rows::add);
    }
    return rows;
  }

  /** Polls, and stores the offsets. */
  private List<SourceRecord> records(int count) throws Exception {
    List<SourceRecord> records = task().poll(count);
    for (SourceRecord record : records) {
      context.stored.put(record.sourcePartition(), new HashMap<>(record.sourceOffset()));
    }
    return records;
  }

  private @Nullable Map<String, Object> stored() {
    return context.stored.get(
        InstantOffset.partition(simulator.clusterKey(), "stop.at=range:Hotfire 12"));
  }

  private static List<Long> seconds(List<SourceRecord> rows) {
    return rows.stream()
        .map(record -> (((Struct) record.value()).getInt64("timestamp") - START) / SECOND)
        .toList();
  }
}
