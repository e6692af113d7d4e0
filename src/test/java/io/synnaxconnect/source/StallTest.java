package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.source.runtime.TaskEnvironment;
import io.synnaxconnect.telem.DataType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream that stands and brings nothing while the cluster stores: no task stays silent. */
@Timeout(180)
class StallTest {

  private static final long START = 1_700_000_000_000_000_000L;

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
  private final SimulatedWriter writer = simulator.openWriter(time, pressure);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<SourceRecord> records = new ArrayList<>();
  private TestTask task = new TestTask(simulator.address(), time);
  private int rows;

  @AfterEach
  void stop() {
    ended.countDown();
    task.close();
    writer.close();
    simulator.close();
  }

  @Test
  void silentStreamsDoNotKeepRowsBack() throws Exception {
    // Given: probes are so rare that only the watchdog can find what is stored
    start();
    simulator.stall(true);

    // When
    for (int silence = 1; silence <= 3; silence++) {
      write(5);
      pollAll();
    }

    // Then
    assertThat(task.metric("synnax-groups-stalled")).isZero();
    assertThat(task.metric("synnax-history-rows-total")).isEqualTo(rows);
  }

  @Test
  void failsWithASentenceWhenNothingBringsWhatIsStored() throws Exception {
    // Given
    task.close();
    task = new TestTask(this::withoutHistory, TaskEnvironment::system, simulator.address(), time);
    start();
    simulator.stall(true);

    // When
    write(5);
    RuntimeException failure = task.pollUntilFailure();

    // Then
    assertThat(failure)
        .isInstanceOf(ConnectException.class)
        .hasMessageStartingWith(
            "stall.timeout.ms: the cluster stores newer rows of index group 'time'");
    assertThat(task.metric("synnax-stalls-total")).isEqualTo(1);
    assertThat(task.metric("synnax-reconnects-total")).isEqualTo(1);
    assertThat(task.metric("synnax-groups-stalled")).isEqualTo(1);
  }

  /** What the task's own history thread asks for never comes; who else asks gets an answer. */
  private SynnaxCluster withoutHistory(SynnaxCluster real) {
    return (SynnaxCluster)
        Proxy.newProxyInstance(
            SynnaxCluster.class.getClassLoader(),
            new Class<?>[] {SynnaxCluster.class},
            (proxy, method, arguments) -> {
              boolean history = Thread.currentThread().getName().contains("-history-");
              if (history && method.getName().equals("readHistory")) {
                ended.await();
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void start() throws Exception {
    task.with("delivery", "lossless")
        .with("stall.timeout.ms", "1000")
        .with("probe.interval.ms", "3600000")
        .start();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> task.poll().isEmpty() && task.metric("synnax-stream-open") == 1);
  }

  private void write(int count) {
    for (int i = 0; i < count; i++) {
      writer.writeRow(START + 1_000_000L * rows, rows * 1.0);
      rows++;
    }
  }

  private void pollAll() throws InterruptedException {
    records.addAll(task.poll(2 * rows - records.size()));
  }
}
