package io.synnaxconnect.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.ArrivedSamples;
import io.synnaxconnect.FakeConnect;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group that appears while a connector runs starts at its first stored row. */
@Timeout(180)
class NewGroupsTest {

  private static final long IN_2020 = 1_580_000_000_000_000_000L;

  private final Simulator simulator = Simulator.builder().start();
  private final ArrivedSamples arrived = new ArrivedSamples();

  private final FakeConnect.Surroundings surroundings =
      new FakeConnect.Surroundings() {
        @Override
        public void records(List<SourceRecord> records) {
          arrived.add(records);
        }

        @Override
        public void stopped() {}

        @Override
        public long groupChanges() {
          return 0;
        }
      };

  @AfterEach
  void stop() {
    simulator.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"connector", "task"})
  void deliversWhatIsImportedIntoANewGroup(String assignment) {
    // Given: a connector whose two tasks have started on other groups
    for (int i = 0; i < 8; i++) {
      createGroup("old_" + i);
    }
    try (FakeConnect connect = new FakeConnect(properties(assignment), surroundings)) {
      connect.configure(2);
      eventually(() -> simulator.counters().openTelemetryStreams() == 2);

      // When: rows of 2020, imported at once into a group that is made for them
      long[] keys = createGroup("imported");
      List<Long> stamps = new ArrayList<>();
      try (SimulatedWriter writer =
          simulator.openWriter(WriterOptions.defaults().withStart(IN_2020), keys)) {
        for (int row = 0; row < 20; row++) {
          stamps.add(IN_2020 + row * 1_000L);
          writer.writeRow(stamps.get(row), (double) row);
        }
      }

      // Then
      eventually(() -> arrived.missing(keys[1], stamps).isEmpty());
      assertThat(connect.failures()).isEmpty();
    }
  }

  @Test
  void knowsWhichGroupsAppeared() {
    // Given
    NewGroups groups = new NewGroups();
    groups.onGroups("a", Set.of(1L, 2L));

    // When
    groups.onGroups("a", Set.of(2L, 3L));
    groups.onGroups("a", Set.of(1L, 2L, 3L));

    // Then: one that comes back is not new
    assertThat(groups.keys()).containsExactly(3L);
  }

  @Test
  void anotherClusterHasNoNewGroupsAtFirst() {
    // Given
    NewGroups groups = new NewGroups();
    groups.onGroups("a", Set.of(1L));
    groups.onGroups("a", Set.of(1L, 2L));

    // When
    groups.onGroups("b", Set.of(1L, 2L, 3L));

    // Then
    assertThat(groups.keys()).isEmpty();
  }

  private long[] createGroup(String name) {
    long index = simulator.createIndex(name + "_time");
    return new long[] {index, simulator.createChannel(name, DataType.FLOAT64, index)};
  }

  private Map<String, String> properties(String assignment) {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "new-groups-" + assignment);
    properties.put("synnax.address", simulator.address());
    properties.put("synnax.username", "synnax");
    properties.put("synnax.password", "seldon");
    properties.put("synnax.tls.enabled", "false");
    properties.put("channels.include", "old_[0-9], imported");
    properties.put("channels.assignment", assignment);
    properties.put("channels.refresh.debounce.ms", "200");
    properties.put("record.key", "channel_key");
    return properties;
  }

  private static void eventually(java.util.concurrent.Callable<Boolean> condition) {
    await().atMost(Duration.ofMinutes(1)).until(condition);
  }
}
