package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a table has in the end whose sink replaces a row by the newest record of its key. */
@Timeout(180)
class RepairedRowsTest {

  private static final long START = 1_700_000_000_000_000_000L;
  private static final long STEP = 1_000_000;
  private static final int ROWS = 10;

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
  private final long force = simulator.createChannel("force", DataType.FLOAT64, time);
  private final List<SourceRecord> records = new ArrayList<>();
  private final TestTask task =
      new TestTask(simulator.address(), time)
          .with("channels.include", "pressure,force")
          .with("delivery", "lossless")
          .with("record.format", "row")
          .with("probe.interval.ms", "100");

  @AfterEach
  void stop() {
    task.close();
    simulator.close();
  }

  @Test
  void aRowThatIsRepairedHasAllItsChannels() throws Exception {
    // When
    writeOneChannelAfterTheOther();
    pollUntilForceCame();

    // Then
    Map<Long, List<@Nullable Object>> table = upserted();
    assertThat(table).hasSize(ROWS);
    for (int i = 0; i < ROWS; i++) {
      assertThat(table.get(START + i * STEP)).containsExactly(i * 1.0, i * 2.0);
    }
    assertThat(records).noneMatch(record -> has(record, "synnax.partial"));
    assertThat(records.get(records.size() - 1)).matches(record -> has(record, "synnax.late"));
  }

  @Test
  void aPartialRowHasTheChannelThatWasMissingAlone() throws Exception {
    // Given
    task.with("row.repair", "partial");

    // When
    writeOneChannelAfterTheOther();
    pollUntilForceCame();

    // Then
    SourceRecord last = records.get(records.size() - 1);
    assertThat(upserted().get(START + (ROWS - 1) * STEP)).containsExactly(null, (ROWS - 1) * 2.0);
    assertThat(has(last, "synnax.partial")).isTrue();
  }

  private void writeOneChannelAfterTheOther() throws Exception {
    task.start();
    while (task.metric("synnax-stream-open") == 0) {
      task.poll();
    }
    try (SimulatedWriter first = simulator.openWriter(time, pressure)) {
      for (int i = 0; i < ROWS; i++) {
        first.writeRow(START + i * STEP, i * 1.0);
      }
    }
    records.addAll(task.poll(ROWS));
    WriterOptions sameStart = WriterOptions.defaults().withStart(START);
    try (SimulatedWriter second = simulator.openWriter(sameStart, force)) {
      for (int i = 0; i < ROWS; i++) {
        second.write(Map.of(force, SeriesData.float64(i * 2.0)));
      }
    }
  }

  private void pollUntilForceCame() throws Exception {
    while (upserted().values().stream().filter(row -> row.get(1) != null).count() < ROWS) {
      records.addAll(task.poll(1));
    }
  }

  private Map<Long, List<@Nullable Object>> upserted() {
    Map<Long, List<@Nullable Object>> table = new TreeMap<>();
    for (SourceRecord record : records) {
      Struct row = (Struct) record.value();
      List<@Nullable Object> values = new ArrayList<>();
      values.add(row.get("pressure"));
      values.add(row.get("force"));
      table.put(row.getInt64("timestamp"), values);
    }
    return new HashMap<>(table);
  }

  private static boolean has(SourceRecord record, String header) {
    return record.headers().lastWithName(header) != null;
  }
}
