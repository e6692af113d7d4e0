package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.simulator.WriterOptions;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A live group beside groups that read much history. */
@Timeout(180)
class FairnessTest {

  private static final long START = 1_700_000_000_000_000_000L;
  private static final int BACKLOG_ROWS = 40_000;
  private static final int LIVE_ROWS = 10;

  private final Simulator simulator = Simulator.builder().start();
  private final long liveTime = simulator.createIndex("live_time");
  private final long live = simulator.createChannel("live", DataType.FLOAT64, liveTime);
  private final long[] indexes = {liveTime, backlog(1), backlog(2), backlog(3), backlog(4)};
  private final List<SourceRecord> records = new ArrayList<>();

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void liveRowsPassTheHistoryOfOtherGroups() throws Exception {
    // Given
    int polls = 0;
    try (TestTask task = new TestTask(simulator.address(), indexes);
        SimulatedWriter writer = simulator.openWriter(liveTime, live)) {
      task.with("delivery", "lossless")
          .with("start.from", "earliest")
          .with("channels.include", "live,data.*")
          .start();
      records.addAll(task.poll(2_000));

      // When
      for (int row = 0; row < LIVE_ROWS; row++) {
        long frames = task.metric("synnax-received-frames-total");
        writer.writeRow(START + row, row);
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> task.metric("synnax-received-frames-total") > frames);
        long before = liveRecords();
        while (liveRecords() == before) {
          records.addAll(task.poll());
          polls += row == 0 ? 0 : 1;
        }
      }
    }

    // Then: the first row also waits until history was read up to it
    assertThat(liveRecords()).isEqualTo(LIVE_ROWS);
    assertThat(records.size()).as("while history remains").isLessThan(4 * BACKLOG_ROWS);
    assertThat(polls).as("polls for %s live rows", LIVE_ROWS).isLessThanOrEqualTo(2 * LIVE_ROWS);
  }

  private long liveRecords() {
    return records.stream().filter(record -> "live".equals(record.key())).count();
  }

  /** An index with many stored rows. */
  private long backlog(int number) {
    long time = simulator.createIndex("time" + number);
    long data = simulator.createChannel("data" + number, DataType.FLOAT64, time);
    try (SimulatedWriter writer =
        simulator.openWriter(WriterOptions.defaults().withStart(START), time, data)) {
      long[] stamps = new long[BACKLOG_ROWS];
      Arrays.setAll(stamps, i -> START + i);
      writer.write(SeriesData.timestamps(stamps), SeriesData.float64(new double[BACKLOG_ROWS]));
    }
    return time;
  }
}
