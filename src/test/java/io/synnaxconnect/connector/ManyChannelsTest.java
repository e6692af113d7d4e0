package io.synnaxconnect.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.RecordingContext;
import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.TestTask;
import io.synnaxconnect.config.ConfigFixtures;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connector and a task of ten thousand channels. */
@Timeout(180)
class ManyChannelsTest {

  private static final int CHANNELS = 10_000;

  @Test
  void tenThousandVirtualChannelsFlow() throws Exception {
    try (Simulator simulator = Simulator.builder().start()) {
      // Given
      long[] keys = new long[CHANNELS];
      Object[] row = new Object[CHANNELS];
      for (int i = 0; i < CHANNELS; i++) {
        keys[i] = simulator.createVirtual("many_" + i, "float64");
        row[i] = (double) i;
      }
      SimulatedWriter writer = simulator.openWriter(keys);
      Set<Object> arrived = new HashSet<>();

      // When
      long begun = System.nanoTime();
      Map<String, String> taskConfig = onlyTask(simulator.address());
      try (TestTask task = new TestTask(simulator.address())) {
        taskConfig.forEach(task.properties::putIfAbsent);
        task.with("channels.include", "many_.*")
            .with("task.groups", taskConfig.getOrDefault("task.groups", ""));
        task.start();
        await().atMost(Duration.ofMinutes(1)).until(() -> task.metric("synnax-stream-open") == 1);
        System.out.printf("%d channels started in %d ms%n", CHANNELS, millisSince(begun));
        while (arrived.size() < CHANNELS) {
          writer.writeRow(row);
          for (SourceRecord sample : task.poll(CHANNELS)) {
            arrived.add(sample.key());
          }
        }
      }

      // Then
      assertThat(arrived).hasSize(CHANNELS);
    }
  }

  private static Map<String, String> onlyTask(String address) {
    Map<String, String> properties = ConfigFixtures.with("channels.include", "many_.*");
    properties.put("synnax.address", address);
    properties.put("synnax.username", "synnax");
    properties.put("synnax.password", "seldon");
    properties.put("synnax.tls.enabled", "false");
    RecordingContext context = new RecordingContext();
    SynnaxSourceConnector connector = new SynnaxSourceConnector();
    connector.initialize(context);
    try {
      connector.start(properties);
      return connector.taskConfigs(1).get(0);
    } finally {
      connector.stop();
    }
  }

  private static long millisSince(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime).toMillis();
  }
}
