package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cluster of three nodes, of which one is away for a while. */
@Timeout(400)
class SeveralNodesTest {

  private static final int NODES = 3;
  private static final int MOST_GROUPS = 15;

  private final Simulator cluster = Simulator.builder().nodes(NODES).start();

  /** By the number of the group, which up to 3 is that of its node. */
  private final long[] times = new long[MOST_GROUPS + 1];

  private final long[] values = new long[MOST_GROUPS + 1];
  private final SimulatedWriter[] writers = new SimulatedWriter[NODES + 1];
  private final int[] rows = new int[NODES + 1];
  private final List<SourceRecord> records = new ArrayList<>();
  private final long shown = cluster.createVirtual("shown", "float64", 2);
  private TestTask task;
  private long lastStamp;

  SeveralNodesTest() {
    for (int node = 1; node <= NODES; node++) {
      times[node] = cluster.createIndex("time" + node, node);
      values[node] = cluster.createChannel("value" + node, DataType.FLOAT64, times[node]);
      openWriter(node);
    }
    task = newTask(cluster.node(2).address());
  }

  private TestTask newTask(String address) {
    LongStream groups = Arrays.stream(times).filter(key -> key > 0);
    return new TestTask(address, LongStream.concat(groups, LongStream.of(shown)).toArray())
        .with("channels.include", "value.*")
        .with("delivery", "lossless")
        .with("probe.interval.ms", "1000");
  }

  @AfterEach
  void end() {
    task.close();
    cluster.close();
  }

  @Test
  void aNodeThatDiesAndReturnsKeepsNothingBackAndLosesNothing() throws Exception {
    // Given
    startReading();
    write(1, 2, 3);
    pollAll();

    // When
    cluster.node(3).die();
    eventually(() -> polled("synnax-groups-unstreamed") == 1);
    assertThat(task.metric("synnax-groups-live")).isEqualTo(2);
    write(1, 2);
    pollAll();
    cluster.node(3).start();
    openWriter(3);
    write(1, 2, 3);

    // Then: history serves its group until its channels are requested again
    eventuallyWhileWriting(() -> polled("synnax-stalls-total") == 1);
    assertThat(task.metric("synnax-groups-live")).isEqualTo(2);
    eventuallyWhileWriting(() -> polled("synnax-groups-live") == 3);
    pollAll();
    assertNothingLostOrTwice();
    assertThat(task.metric("synnax-reconnects-total")).isZero();
  }

  @Test
  void startsWhileANodeSwallowsEverything() throws Exception {
    // Given
    task.with("synnax.request.timeout.ms", "600000");
    cluster.node(3).freeze(true);

    // When
    startReading();
    write(1, 2);
    pollAll();

    // Then
    cluster.node(3).freeze(false);
    assertThat(records).hasSize(rowsWritten());
  }

  @Test
  void aNodeThatSwallowsEverythingKeepsOnlyItsOwnGroupsWaiting() throws Exception {
    // Given: more groups of that node than threads that begin readings, none of which gives up
    for (int group = 4; group <= MOST_GROUPS; group++) {
      times[group] = cluster.createIndex("time" + group, 3);
      values[group] = cluster.createChannel("value" + group, DataType.FLOAT64, times[group]);
    }
    task = newTask(cluster.node(2).address()).with("synnax.request.timeout.ms", "600000");
    startReading();
    write(1, 2, 3);
    pollAll();

    // When
    cluster.node(3).freeze(true);
    eventually(() -> polled("synnax-records-total") > 0 && swallowed() >= 8);
    for (int hole = 0; hole < 3; hole++) {
      write(1, 2);
      cluster.skipFrames(2);
      write(1, 2);
      pollAll();
    }

    // Then
    assertThat(task.metric("synnax-holes-total")).isPositive();
    assertNothingLostOrTwice();
  }

  private long swallowed() {
    return cluster.counters().swallowedIterators();
  }

  @Test
  void aBlockedRelayIsNoticedAndAnotherNodeTried() throws Exception {
    // Given
    task =
        newTask(cluster.node(2).address() + "," + cluster.node(3).address())
            .with("channels.include", "value.*,shown")
            .with("channels.virtual", "include");
    startReading();
    write(1, 2, 3);
    pollAll();

    // When
    cluster.node(2).jam();

    // Then: history serves them until the stream is opened at the other node
    eventuallyWhileWriting(() -> polled("synnax-reconnects-total") == 1);
    eventuallyWhileWriting(() -> polled("synnax-groups-live") == 4);
    pollAll();
    assertNothingLostOrTwice();
    try (SimulatedWriter writer = cluster.openWriter(shown)) {
      writer.writeRow(1.5);
    }
    eventually(() -> polled("synnax-records-total") > rowsWritten());
    assertThat(records.get(records.size() - 1).key()).isEqualTo("shown");
  }

  @Test
  void aRestartOfAllNodesOneAfterTheOtherLosesNothing() throws Exception {
    // Given
    task =
        newTask(
            String.join(
                ",",
                cluster.node(2).address(),
                cluster.node(3).address(),
                cluster.node(1).address()));
    startReading();

    // When
    for (int node = 1; node <= NODES; node++) {
      write(1, 2, 3);
      cluster.node(node).die();
      for (int other = 1; other <= NODES; other++) {
        if (other != node) {
          write(other);
        }
      }
      cluster.node(node).start();
      openWriter(node);
      write(1, 2, 3);
      pollAll();
    }

    // Then
    eventuallyWhileWriting(() -> polled("synnax-groups-live") == 3);
    pollAll();
    assertNothingLostOrTwice();
  }

  @Test
  void aTaskThatRestartsWhileANodeIsAwayRepeatsNothing() throws Exception {
    // Given
    startReading();
    write(1, 2, 3);
    pollAll();
    cluster.node(3).die();
    write(1, 2);
    pollAll();
    task.close();

    // When
    Map<Map<String, ?>, Map<String, Object>> offsets = new HashMap<>();
    records.forEach(r -> offsets.put(r.sourcePartition(), new HashMap<>(r.sourceOffset())));
    task = newTask(cluster.node(2).address());
    task.storedOffsets.putAll(offsets);
    startReading();
    write(1, 2);
    pollAll();
    cluster.node(3).start();
    openWriter(3);
    write(1, 2, 3);

    // Then
    pollAll();
    assertNothingLostOrTwice();
  }

  @Test
  void deliversWhatIsImportedAtAnotherNode() throws Exception {
    // Given
    task.with("start.from", "earliest");
    startReading();
    write(1, 2, 3);
    pollAll();
    eventually(() -> cluster.streamedKeys().stream().anyMatch(keys -> keys.contains(0x300001L)));
    writers[3].close();

    // When
    long[] group = {times[3], values[3]};
    long old = nextStamp() - Duration.ofHours(1).toNanos();
    cluster.importRows(group, old, new Object[] {old, 0.5});

    // Then
    eventually(() -> polled("synnax-imported-rows-total") == 1);
  }

  @Test
  void followsAChannelThatIsCreatedOnAnotherNode() throws Exception {
    // Given
    startReading();
    write(1, 2, 3);
    pollAll();
    writers[3].close();

    // When
    long more = cluster.createChannel("value_more", DataType.FLOAT64, times[3]);
    eventually(() -> cluster.streamedKeys().stream().anyMatch(keys -> keys.contains(more)));
    try (SimulatedWriter writer = cluster.openWriter(times[3], more)) {
      writer.writeRow(nextStamp(), 2.5);
    }

    // Then
    eventually(() -> polled("synnax-records-total") > rowsWritten());
    assertThat(records.get(records.size() - 1).key()).isEqualTo("value_more");
  }

  @Test
  void startsWhileANodeIsAway() throws Exception {
    // Given
    cluster.node(3).die();

    // When
    startReading();
    write(1, 2);

    // Then
    pollAll();
    cluster.node(3).start();
    openWriter(3);
    write(1, 2, 3);
    pollAll();
    assertNothingLostOrTwice();
  }

  private void openWriter(int node) {
    writers[node] = cluster.openWriter(times[node], values[node]);
  }

  private void startReading() {
    task.start();
    eventually(() -> task.metric("synnax-stream-open") == 1);
  }

  private void write(int... nodes) {
    for (int node : nodes) {
      for (int i = 0; i < 5; i++) {
        int row = ++rows[node];
        writers[node].writeRow(nextStamp(), row * 1.0);
      }
    }
  }

  /** Groups of a node that does not answer at the start begin at that instant. */
  private long nextStamp() {
    lastStamp = Math.max(lastStamp + 1, TimeStamp.of(Instant.now()).nanos());
    return lastStamp;
  }

  private void pollAll() throws Exception {
    int written = rowsWritten();
    eventually(
        () -> {
          records.addAll(task.poll());
          return records.size() >= written;
        });
  }

  private int rowsWritten() {
    return Arrays.stream(rows).sum();
  }

  private long polled(String metric) throws Exception {
    records.addAll(task.poll());
    return task.metric(metric);
  }

  private void assertNothingLostOrTwice() {
    for (int node = 1; node <= NODES; node++) {
      String channel = "value" + node;
      assertThat(
              records.stream()
                  .filter(record -> channel.equals(record.key()))
                  .map(record -> ((Struct) record.value()).getInt64("timestamp")))
          .as(channel)
          .isEqualTo(cluster.stored(values[node]).timestampsNanos());
    }
  }

  private void eventuallyWhileWriting(Callable<Boolean> condition) {
    eventually(
        () -> {
          write(1, 2, 3);
          return condition.call();
        });
  }

  /** What does not help a silent node is done again after a minute. */
  private static void eventually(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofMinutes(3)).until(condition);
  }
}
