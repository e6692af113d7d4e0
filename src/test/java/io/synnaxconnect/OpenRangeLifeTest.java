package io.synnaxconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.FakeConnect.Reason;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker's life with a connector that records a run while it goes on, and ends with it. */
@Timeout(180)
class OpenRangeLifeTest implements FakeConnect.Surroundings {

  private static final long START = 1_700_000_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  private final Simulator simulator = Simulator.builder().start();
  private final List<SimulatedWriter> writers = new ArrayList<>();
  private final List<String> channels = new ArrayList<>();
  private final String run =
      simulator.ranges().create("Hotfire 12", START + 10 * SECOND, Long.MAX_VALUE);

  /** The seconds of each life of the tasks. */
  private final List<List<Long>> lives = new CopyOnWriteArrayList<>();

  private int written;

  OpenRangeLifeTest() {
    lives.add(new CopyOnWriteArrayList<>());
    for (String name : List.of("pressure", "thrust")) {
      long time = simulator.createIndex(name + "_time");
      long data = simulator.createChannel(name, DataType.FLOAT64, time);
      channels.add(name);
      writers.add(simulator.openWriter(WriterOptions.defaults().withStart(START), time, data));
    }
  }

  @AfterEach
  void stop() {
    writers.forEach(SimulatedWriter::close);
    simulator.close();
  }

  @Override
  public void records(List<SourceRecord> records) {
    List<Long> seconds = lives.get(lives.size() - 1);
    for (SourceRecord record : records) {
      if (!record.topic().equals("beats")) {
        seconds.add((((Struct) record.value()).getInt64("timestamp") - START) / SECOND);
      }
    }
  }

  @Override
  public void stopped() {
    lives.add(new CopyOnWriteArrayList<>());
  }

  @Override
  public long groupChanges() {
    return 0;
  }

  @Test
  void deliversAllOfTheRunAndNothingMoreOnceItsEndIsKnown() {
    // Given
    write(40);
    FakeConnect worker = new FakeConnect(properties(), this);
    try (worker) {
      worker.configure(2);
      await().atMost(Duration.ofMinutes(1)).until(() -> delivered().size() == 60);

      // When: rows before and after the end are written before and after anybody knows it
      write(20);
      long first = lives.size();
      simulator.ranges().put(run, "Hotfire 12", START + 10 * SECOND, START + 80 * SECOND);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                write(1);
                return lives.size() > first && written > 100;
              });
      await().atMost(Duration.ofMinutes(1)).until(() -> delivered().containsAll(run(10, 80)));
      worker.configure(2);
      write(20);
    }

    // Then: the connector that was restarted changed nothing
    assertThat(worker.failures()).isEmpty();
    assertThat(worker.restarts()).containsExactly(Reason.FIRST_START, Reason.NONE);
    assertThat(beforeTheEnd()).containsExactlyInAnyOrderElementsOf(twice(run(10, 80)));
    assertThat(lives.subList(lives.size() - 2, lives.size()))
        .allSatisfy(life -> assertThat(life).allMatch(second -> second < 80));
  }

  private Map<String, String> properties() {
    Map<String, String> properties = ConfigFixtures.with();
    properties.put("name", "open-range-life");
    properties.put("start.from", "range:Hotfire 12");
    properties.put("stop.at", "range:Hotfire 12");
    properties.put("synnax.address", simulator.address());
    properties.put("synnax.username", "synnax");
    properties.put("synnax.password", "seldon");
    properties.put("synnax.tls.enabled", "false");
    properties.put("channels.include", String.join(",", channels));
    properties.put("heartbeat.topic", "beats");
    return properties;
  }

  private void write(int rows) {
    for (int i = 0; i < rows; i++) {
      long stamp = START + written++ * SECOND;
      writers.forEach(writer -> writer.writeRow(stamp, 1.0));
    }
  }

  private List<Long> delivered() {
    return lives.stream().flatMap(List::stream).toList();
  }

  private List<Long> beforeTheEnd() {
    return delivered().stream().filter(second -> second < 80).toList();
  }

  private static List<Long> run(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  /** Both channels have a sample at each second. */
  private static List<Long> twice(List<Long> seconds) {
    List<Long> both = new ArrayList<>(seconds);
    both.addAll(seconds);
    return both;
  }
}
