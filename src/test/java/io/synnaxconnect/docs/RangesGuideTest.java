package io.synnaxconnect.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.synnaxconnect.TestTask;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.telem.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example of docs/ranges.md does what the page says. */
@Timeout(120)
class RangesGuideTest {

  private static final long START = 1_700_000_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final Path CODE = Path.of("src/test/java/io/synnaxconnect/docs/RangesGuide.java");

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);

  @AfterEach
  void end() {
    simulator.close();
  }

  @Test
  void cutsARunOutOfTheTopics() throws Exception {
    // Given
    simulator.ranges().create("Hotfire 11", START, START + 10 * SECOND);
    simulator.ranges().create("Hotfire 12", START + 10 * SECOND, START + 20 * SECOND);
    String wrong = simulator.ranges().create("Hotfire 13", START, START + SECOND);
    write(30);
    List<SourceRecord> records = new ArrayList<>();
    try (TestTask task = new TestTask(simulator.address(), time)) {
      task.with("channels.include", "pressure").with("ranges.topic", "ranges");
      task.with("delivery", "lossless").with("start.from", "earliest").start();
      poll(task, records, 33);
      simulator.ranges().delete(wrong);
      poll(task, records, 34);
    }

    // When
    List<JsonNode> samples;
    List<String> names;
    try (Consumer<String, JsonNode> consumer = new RecordedTopics(records)) {
      Map<String, JsonNode> ranges = RangesGuide.ranges(consumer, "ranges");
      names = ranges.values().stream().map(range -> range.get("name").asText()).toList();
      JsonNode run =
          ranges.values().stream()
              .filter(range -> range.get("name").asText().equals("Hotfire 12"))
              .findFirst()
              .orElseThrow();
      samples = RangesGuide.cut(consumer, "synnax.float64", run);
    }

    // Then
    assertThat(names).containsExactlyInAnyOrder("Hotfire 11", "Hotfire 12");
    assertThat(samples)
        .extracting(sample -> sample.get("value").asDouble())
        .containsExactly(10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0);
    assertThat(samples.get(0).get("channel").asText()).isEqualTo("pressure");
  }

  @Test
  void thePageShowsTheCodeThatRuns() throws IOException {
    // When
    List<String> shown = ShownCode.blocks(Files.readString(Path.of("docs/ranges.md")));
    List<String> run = ShownCode.regions(CODE);

    // Then
    assertThat(run).hasSize(3);
    assertThat(shown).containsExactlyElementsOf(run);
  }

  private void write(int rows) {
    try (SimulatedWriter writer =
        simulator.openWriter(WriterOptions.defaults().withStart(START), time, pressure)) {
      for (int i = 0; i < rows; i++) {
        writer.writeRow(START + i * SECOND, (double) i);
      }
    }
  }

  private static void poll(TestTask task, List<SourceRecord> records, int count) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> records.addAll(task.poll()) && records.size() >= count);
  }
}
