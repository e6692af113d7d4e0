package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.contract.CuttableRoute;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One cluster with two addresses, each of which can die. */
@Timeout(120)
class SeveralAddressesTest {

  private static final long START = 1_700_000_000_000_000_000L;

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
  private final SimulatedWriter writer = simulator.openWriter(time, pressure);
  private final CuttableRoute first = new CuttableRoute("127.0.0.1", simulator.port());
  private final CuttableRoute second = new CuttableRoute("127.0.0.1", simulator.port());
  private final Simulator stranger = Simulator.builder().start();
  private final List<SourceRecord> records = new ArrayList<>();
  private int rows;

  @AfterEach
  void end() throws Exception {
    first.close();
    second.close();
    simulator.close();
    stranger.close();
  }

  @Test
  void goesOnAtTheOtherAddressAndBackWithoutLoss() throws Exception {
    // Given
    try (TestTask task = task("127.0.0.1:" + first.port() + ", 127.0.0.1:" + second.port())) {
      startReading(task);
      write(5);
      first.shut();
      write(5);
      eventually(() -> task.metric("synnax-reconnects-total") == 1);
      pollAll(task);

      // When
      first.open();
      second.shut();
      write(5);

      // Then
      pollAll(task);
      assertThat(timestamps()).isEqualTo(simulator.stored(pressure).timestampsNanos());
    }
  }

  @Test
  void readsNothingOfAnotherClusterAndWaitsForItsOwn() throws Exception {
    // Given
    long strangeTime = stranger.createIndex("time");
    long strange = stranger.createChannel("pressure", DataType.FLOAT64, strangeTime);
    try (TestTask task = task("127.0.0.1:" + first.port() + "," + stranger.address())) {
      startReading(task);
      write(5);
      pollAll(task);
      first.shut();
      stranger.openWriter(strangeTime, strange).writeRow(START, 99.0);
      eventually(() -> stranger.counters().connectivityChecks() > 1);

      // When
      first.open();
      write(5);

      // Then
      pollAll(task);
      assertThat(timestamps()).isEqualTo(simulator.stored(pressure).timestampsNanos());
      assertThat(records)
          .allSatisfy(
              record ->
                  assertThat(record.sourcePartition().get("cluster_key"))
                      .isEqualTo(simulator.clusterKey()));
      assertThat(stranger.counters().logins()).as("passwords sent to a stranger").isZero();
    }
  }

  private TestTask task(String addresses) {
    return new TestTask(addresses, time)
        .with("channels.include", "pressure")
        .with("delivery", "lossless");
  }

  private static void startReading(TestTask task) {
    task.start();
    eventually(() -> task.metric("synnax-stream-open") == 1);
  }

  private void write(int count) {
    for (int i = 0; i < count; i++) {
      writer.writeRow(START + rows * 1_000_000L, rows * 1.0);
      rows++;
    }
  }

  private void pollAll(TestTask task) throws InterruptedException {
    records.addAll(task.poll(rows - records.size()));
  }

  private List<Long> timestamps() {
    return records.stream().map(record -> ((Struct) record.value()).getInt64("timestamp")).toList();
  }

  private static void eventually(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofMinutes(1)).until(condition);
  }
}
