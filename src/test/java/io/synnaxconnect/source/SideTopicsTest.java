package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
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

/** What a task says beside its samples: what happens to it, and which channels there are. */
@Timeout(120)
class SideTopicsTest {

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
  private final List<SourceRecord> records = new ArrayList<>();
  private TestTask task = newTask();

  @AfterEach
  void end() {
    task.close();
    simulator.close();
  }

  @Test
  void saysWhatHappensToATask() throws Exception {
    // Given
    task.start();
    awaitStatus(2);

    // When
    simulator.cutConnections();
    awaitStatus(4);

    // Then
    assertThat(of("status"))
        .extracting(value -> value.getString("kind"))
        .containsExactly("task_started", "stream_opened", "stream_lost", "stream_opened");
    Struct lost = of("status").get(2);
    assertThat(lost.getString("severity")).isEqualTo("warn");
    assertThat(lost.getString("cluster_key")).isEqualTo(simulator.clusterKey());
    assertThat(lost.getString("task")).isEqualTo("0");
    assertThat(lost.getString("message")).contains(simulator.address());
    assertThat(records)
        .filteredOn(record -> record.topic().equals("status"))
        .allSatisfy(
            record -> {
              assertThat(record.sourcePartition())
                  .isEqualTo(Map.of("stream", "status", "task_id", "0"));
              assertThat(record.sourceOffset()).isEqualTo(Map.of("v", "1", "groups", time + ""));
              assertThat(record.key()).isEqualTo(task.properties.get("name") + "/0");
            });
  }

  @Test
  void saysWhichOtherGroupsItWasGivenAndOnlyOnce() throws Exception {
    // Given
    long clock = simulator.createIndex("clock");
    task.start();
    awaitStatus(2);
    restart(Long.toString(time));
    awaitStatus(4);

    // When
    restart(Long.toString(clock));
    awaitStatus(7);
    restart(Long.toString(clock));
    awaitStatus(9);

    // Then
    assertThat(of("status"))
        .extracting(value -> value.getString("kind"))
        .containsExactly(
            "task_started",
            "stream_opened",
            "task_started",
            "stream_opened",
            "task_reconfigured",
            "task_started",
            "stream_opened",
            "task_started",
            "stream_opened");
    assertThat(of("status").get(4).getString("message"))
        .isEqualTo(
            "The connector has assigned other index groups to the task: now 1, added "
                + clock
                + ", removed "
                + time);
  }

  @Test
  void saysWhichOtherShareItWasGiven() throws Exception {
    // Given
    task.with("channels.assignment", "task").with("task.count", "1").start();
    awaitStatus(2);

    // When
    next().with("channels.assignment", "task").with("task.count", "2");
    task.start();
    awaitStatus(4);

    // Then
    assertThat(of("status").get(2).getString("message"))
        .isEqualTo(
            "The connector has split the index groups again: the task now reads share 0/2,"
                + " before share 0/1");
  }

  @Test
  void deliversAllTheSameWhenItCannotReadWhatItWasGivenBefore() throws Exception {
    // Given
    task.storedOffsets.put(
        Map.of("stream", "status", "task_id", "0"), Map.of("v", "2", "groups", "anything"));

    // When
    task.start();
    awaitStatus(2);

    // Then
    assertThat(of("status"))
        .extracting(value -> value.getString("kind"))
        .containsExactly("task_started", "stream_opened");
  }

  /** Another start of the task, with what was stored before. */
  private void restart(String groups) {
    next().with("channels.include", ".*").with("task.groups", groups).start();
  }

  /** The next run of the task, not started yet, with what was stored before. */
  private TestTask next() {
    TestTask next = newTask();
    task.close();
    records.forEach(
        record ->
            next.storedOffsets.put(record.sourcePartition(), new HashMap<>(record.sourceOffset())));
    task = next;
    return next;
  }

  @Test
  void saysWhyItFailsBeforeItDoes() throws Exception {
    // Given
    task.with("synnax.password", "wrong").start();

    // When
    awaitStatus(2);

    // Then
    Struct failed = of("status").get(1);
    assertThat(failed.getString("kind")).isEqualTo("task_failed");
    assertThat(failed.getString("severity")).isEqualTo("error");
    assertThat(failed.getString("message")).contains("user name or password is wrong");
    assertThat(task.pollUntilFailure()).hasMessage(failed.getString("message"));
  }

  @Test
  void keepsTheCatalogueOverChangesAndRestarts() throws Exception {
    // Given
    task.start();
    awaitCatalogue(1);
    simulator.renameChannel(pressure, "thrust");
    simulator.createChannel("force", DataType.FLOAT32, time);
    awaitCatalogue(3);

    // When
    next().start();
    awaitStatus(of("status").size() + 2);
    simulator.deleteChannel(pressure);
    awaitCatalogue(4);

    // Then
    assertThat(of("catalogue"))
        .extracting(
            entry -> entry.getString("name"),
            entry -> entry.getString("topic"),
            entry -> entry.getBoolean("deleted"))
        .containsExactlyInAnyOrder(
            tuple("pressure", "synnax.float64", false),
            tuple("thrust", "synnax.float64", false),
            tuple("force", "synnax.float32", false),
            tuple("thrust", "synnax.float64", true));
  }

  private TestTask newTask() {
    return new TestTask(simulator.address(), time)
        .with("channels.include", "pressure,thrust,force")
        .with("status.topic", "status")
        .with("catalogue.topic", "catalogue");
  }

  private void awaitStatus(int count) {
    eventually(() -> poll("status") >= count);
  }

  private void awaitCatalogue(int count) {
    eventually(() -> poll("catalogue") >= count);
  }

  private int poll(String topic) throws InterruptedException {
    records.addAll(task.poll());
    return of(topic).size();
  }

  private List<Struct> of(String topic) {
    return records.stream()
        .filter(record -> record.topic().equals(topic))
        .map(record -> (Struct) record.value())
        .toList();
  }

  private static void eventually(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofMinutes(1)).until(condition);
  }
}
