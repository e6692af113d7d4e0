package io.synnaxconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.offset.InstantOffset;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replays of what a range of the cluster covers. */
@Timeout(120)
class RangeReplayTest {

  private static final long START = 1_700_000_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final String STOP = "stop.at=range:Hotfire 12";

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
  private final RecordingContext context = new RecordingContext();
  private final List<SynnaxSourceConnector> connectors = new ArrayList<>();
  private final String hotfire =
      simulator.ranges().create("Hotfire 12", START + 10 * SECOND, START + 20 * SECOND);

  @AfterEach
  void stop() {
    connectors.forEach(SynnaxSourceConnector::stop);
    simulator.close();
  }

  @Test
  void deliversExactlyWhatTheRangeCovers() throws Exception {
    // Given
    write(50);
    Map<String, String> config = start("start.from", "range:Hotfire 12").get(0);

    // When
    List<SourceRecord> records = poll(config, 13);

    // Then
    assertThat(of(records, "synnax.float64"))
        .extracting(value -> (value.getInt64("timestamp") - START) / SECOND)
        .containsExactly(10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L);
  }

  @Test
  void aRestartMeansTheSameInstantsWhateverBecameOfTheRange() throws Exception {
    // Given
    write(50);
    Map<String, String> first = start("start.from", "range:Hotfire 12").get(0);
    store(poll(first, 13));

    // When
    simulator.ranges().put(hotfire, "Hotfire 12", START, START + 49 * SECOND);
    Map<String, String> second = start("start.from", "range:Hotfire 12").get(0);
    simulator.ranges().delete(hotfire);
    Map<String, String> third = start("start.from", "range:Hotfire 12").get(0);

    // Then
    assertThat(first)
        .containsEntry("task.start.from", Long.toString(START + 10 * SECOND))
        .containsEntry("task.stop.at", Long.toString(START + 20 * SECOND));
    assertThat(second).isEqualTo(first);
    assertThat(third).isEqualTo(first);
  }

  @Test
  void storesTheInstantsBeforeTheFirstRow() throws Exception {
    // Given
    write(50);
    Map<String, String> config = start("start.from", "range:Hotfire 12").get(0);

    // When
    List<SourceRecord> records = poll(config, 13);

    // Then
    List<SourceRecord> instants =
        records.stream()
            .filter(record -> InstantOffset.isPartition(record.sourcePartition()))
            .toList();
    assertThat(instants)
        .extracting(SourceRecord::key)
        .containsExactlyInAnyOrder("start.from=range:Hotfire 12", STOP);
    assertThat(instants)
        .filteredOn(record -> STOP.equals(record.key()))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.topic()).isEqualTo("beats");
              assertThat(record.sourcePartition())
                  .isEqualTo(InstantOffset.partition(simulator.clusterKey(), STOP));
              assertThat(record.sourceOffset())
                  .isEqualTo(Map.of("v", "1", "instant", Long.toString(START + 20 * SECOND)));
              assertThat(((Struct) record.value()).getInt64("position"))
                  .isEqualTo(START + 20 * SECOND);
            });
    int firstRow = topics(records).indexOf("synnax.float64");
    assertThat(records.subList(0, firstRow)).containsAll(instants);
  }

  @Test
  void tasksThatFindTheirGroupsGetTheInstantsToo() {
    assertThat(start("start.from", "range:Hotfire 12", "channels.assignment", "task"))
        .allSatisfy(config -> assertThat(config).containsKeys("task.start.from", "task.stop.at"));
  }

  @Test
  void aMissingRangeFailsTheConnectorWithTheNearest() {
    assertThatThrownBy(() -> start("start.from", "range:Hotfire 13"))
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "start.from: 'range:Hotfire 13' is not a range of the cluster; did you mean Hotfire"
                + " 12?");
  }

  @Test
  void aRangeThatMayNotBeReadFailsTheConnector() {
    // Given
    simulator.ranges().deny(true);

    // Then
    assertThatThrownBy(() -> start("start.from", "range:Hotfire 12"))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("could not list the ranges");
  }

  private List<Map<String, String>> start(String... changes) {
    Map<String, String> properties = ConfigFixtures.with(changes);
    properties.put("stop.at", "range:Hotfire 12");
    properties.put("synnax.address", simulator.address());
    properties.put("synnax.username", "synnax");
    properties.put("synnax.password", "seldon");
    properties.put("synnax.tls.enabled", "false");
    properties.put("channels.include", "pressure");
    properties.put("heartbeat.topic", "beats");
    SynnaxSourceConnector connector = new SynnaxSourceConnector();
    connectors.add(connector);
    connector.initialize(context);
    connector.start(properties);
    return connector.taskConfigs(2);
  }

  private void write(int rows) {
    try (SimulatedWriter writer =
        simulator.openWriter(WriterOptions.defaults().withStart(START), time, pressure)) {
      for (int i = 0; i < rows; i++) {
        writer.writeRow(START + i * SECOND, (double) i);
      }
    }
  }

  /** Two records of instants, one of the group's start, and the rows. */
  private List<SourceRecord> poll(Map<String, String> config, int count) throws Exception {
    try (TestTask task = new TestTask(simulator.address(), time)) {
      task.properties.clear();
      task.properties.putAll(config);
      return task.start().poll(count);
    }
  }

  private void store(List<SourceRecord> records) {
    for (SourceRecord record : records) {
      Map<String, Object> offset = new HashMap<>(record.sourceOffset());
      context.stored.put(record.sourcePartition(), offset);
    }
  }

  private static List<String> topics(List<SourceRecord> records) {
    return records.stream().map(SourceRecord::topic).toList();
  }

  private static List<Struct> of(List<SourceRecord> records, String topic) {
    return records.stream()
        .filter(record -> record.topic().equals(topic))
        .map(record -> (Struct) record.value())
        .toList();
  }
}
