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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cluster of three nodes, of which one is away for a while. */
@Timeout(180)
class SeveralNodesTest {

  private final Simulator cluster = Simulator.builder().nodes(3).start();
  private final Map<Integer, Long> times = new HashMap<>();
  private final Map<Integer, Long> values = new HashMap<>();
  private final Map<Integer, SimulatedWriter> writers = new HashMap<>();
  private final Map<Integer, Integer> rows = new HashMap<>();
  private final List<SourceRecord> records = new ArrayList<>();
  private final TestTask task;
  private long lastStamp;

  SeveralNodesTest() {
    for (int node = 1; node <= 3; node++) {
      times.put(node, cluster.createIndex("time" + node, node));
      values.put(node, cluster.createChannel("value" + node, DataType.FLOAT64, times.get(node)));
      openWriter(node);
    }
    long[] groups = times.values().stream().mapToLong(Long::longValue).toArray();
    task =
        new TestTask(cluster.node(2).address(), groups)
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
    eventually(() -> polled("synnax-history-failures-total") > 0);
    write(1, 2);
    pollAll();
    cluster.node(3).start();
    openWriter(3);
    write(1, 2, 3);

    // Then
    pollAll();
    eventually(() -> polled("synnax-groups-live") == 3);
    write(1, 2, 3);
    pollAll();
    assertNothingLostOrTwice();
    assertThat(task.metric("synnax-reconnects-total")).isZero();
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
    writers.put(node, cluster.openWriter(times.get(node), values.get(node)));
  }

  private void startReading() {
    task.start();
    eventually(() -> task.metric("synnax-stream-open") == 1);
  }

  private void write(int... nodes) {
    for (int node : nodes) {
      for (int i = 0; i < 5; i++) {
        int row = rows.merge(node, 1, Integer::sum);
        writers.get(node).writeRow(nextStamp(), row * 1.0);
      }
    }
  }

  /** Groups of a node that does not answer at the start begin at that instant. */
  private long nextStamp() {
    lastStamp = Math.max(lastStamp + 1, TimeStamp.of(Instant.now()).nanos());
    return lastStamp;
  }

  private void pollAll() throws Exception {
    int written = rows.values().stream().mapToInt(Integer::intValue).sum();
    eventually(
        () -> {
          records.addAll(task.poll());
          return records.size() >= written;
        });
  }

  private long polled(String metric) throws Exception {
    records.addAll(task.poll());
    return task.metric(metric);
  }

  private void assertNothingLostOrTwice() {
    for (int node = 1; node <= 3; node++) {
      String channel = "value" + node;
      assertThat(
              records.stream()
                  .filter(record -> channel.equals(record.key()))
                  .map(record -> ((Struct) record.value()).getInt64("timestamp")))
          .as(channel)
          .isEqualTo(cluster.stored(values.get(node)).timestampsNanos());
    }
  }

  private static void eventually(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofMinutes(1)).until(condition);
  }
}
