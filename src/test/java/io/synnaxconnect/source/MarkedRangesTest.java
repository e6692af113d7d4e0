package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.CapturedLog;
import io.synnaxconnect.TestTask;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Records of a task name the ranges of the cluster in which they lie. */
@Timeout(180)
class MarkedRangesTest {

  private static final long START = 1_700_000_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
  private @Nullable TestTask task;
  private @Nullable SimulatedWriter writer;
  private int written;

  @AfterEach
  void stop() {
    if (task != null) {
      task.close();
    }
    if (writer != null) {
      writer.close();
    }
    simulator.close();
  }

  @Test
  void theFirstRecordsNameRangesThatExist() throws Exception {
    // Given
    simulator.ranges().create("Hotfire 12", START + 2 * SECOND, START + 4 * SECOND);
    write(5);

    // When
    List<SourceRecord> records = start("delivery", "lossless", "start.from", "earliest").poll(5);

    // Then
    assertThat(records)
        .extracting(MarkedRangesTest::ranges)
        .containsExactly("", "", "[Hotfire 12]", "[Hotfire 12]", "");
  }

  @Test
  void aRangeMarksWhatComesAfterItWasCreatedRenamedOrDeleted() throws Exception {
    // Given
    start();
    awaitStream();
    write(1);
    assertThat(task().poll(1)).extracting(MarkedRangesTest::ranges).containsExactly("");

    // When / Then: rows in between show nothing, so each step goes on until a record shows it
    String run = simulator.ranges().create("Hotfire 12", START, Long.MAX_VALUE);
    awaitRanges("[Hotfire 12]");
    simulator.ranges().rename(run, "Hotfire 12 (aborted)");
    awaitRanges("[Hotfire 12 (aborted)]");
    simulator.ranges().put(run, "Hotfire 12 (aborted)", START, START + SECOND);
    awaitRanges("");
    simulator.ranges().put(run, "Hotfire 12", START, Long.MAX_VALUE);
    awaitRanges("[Hotfire 12]");
    simulator.ranges().delete(run);
    awaitRanges("");
  }

  @Test
  void recordsGoOnWithoutTheRightToSeeRanges() throws Exception {
    // Given
    simulator.ranges().create("Hotfire 12", START, Long.MAX_VALUE);
    simulator.ranges().deny(true);
    write(2);

    // When
    try (CapturedLog log = new CapturedLog()) {
      List<SourceRecord> records = start("delivery", "lossless", "start.from", "earliest").poll(2);

      // Then
      assertThat(records).extracting(MarkedRangesTest::ranges).containsExactly("", "");
      assertThat(log.lines("so records get no header synnax.ranges")).hasSize(1);
      assertThat(log.lines("so ranges.topic gets no records")).isEmpty();
    }
  }

  @Test
  void everyTaskReadsThemAndOnlyTheFirstSendsThem() throws Exception {
    // Given
    simulator.ranges().create("Hotfire 12", START, Long.MAX_VALUE);
    write(1);

    // When
    List<SourceRecord> records =
        start(
                "task.id",
                "1",
                "ranges.topic",
                "ranges",
                "delivery",
                "lossless",
                "start.from",
                "earliest")
            .poll(1);

    // Then
    assertThat(records).extracting(SourceRecord::topic).containsExactly("synnax.float64");
    assertThat(records).extracting(MarkedRangesTest::ranges).containsExactly("[Hotfire 12]");
    for (int i = 0; i < 5; i++) {
      assertThat(task().poll()).isEmpty();
    }
  }

  @Test
  void nobodyReadsThemWithoutTheSetting() {
    // When
    start("record.ranges", "false");

    // Then
    assertThat(task().threads()).isNotEmpty().noneMatch(thread -> thread.contains("ranges"));
  }

  private TestTask start(String... settings) {
    TestTask started = new TestTask(simulator.address(), time);
    started.with("channels.include", "pressure").with("record.ranges", "true");
    for (int i = 0; i < settings.length; i += 2) {
      started.with(settings[i], settings[i + 1]);
    }
    task = started;
    return started.start();
  }

  private TestTask task() {
    if (task == null) {
      throw new IllegalStateException("the task was not started");
    }
    return task;
  }

  private void awaitStream() {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> simulator.streamedKeys().stream().anyMatch(keys -> keys.contains(pressure)));
  }

  private void write(int rows) {
    if (writer == null) {
      writer = simulator.openWriter(WriterOptions.defaults().withStart(START), time, pressure);
    }
    for (int i = 0; i < rows; i++) {
      writer.writeRow(START + written++ * SECOND, 1.0);
    }
  }

  /** Writes row after row until the newest record shows this. */
  private void awaitRanges(String ranges) {
    List<SourceRecord> records = new ArrayList<>();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              write(1);
              records.addAll(task().poll(1));
              return ranges(records.get(records.size() - 1)).equals(ranges);
            });
  }

  private static String ranges(SourceRecord record) {
    Header header = record.headers().lastWithName("synnax.ranges");
    return header == null ? "" : String.valueOf(header.value());
  }
}
