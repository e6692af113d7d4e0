package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A buffer that is full because nobody polled for a while. */
@Timeout(180)
class OverloadTest {

  private static final long START = 1_700_000_000_000_000_000L;
  private static final int FRAMES = 200;
  private static final int ROWS = 1_000;

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long data = simulator.createChannel("data", DataType.FLOAT64, time);

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void aLiveGroupDeliversWhatWasBufferedBefore() throws Exception {
    // Given: three times as much as the buffer may hold
    try (TestTask task = new TestTask(simulator.address(), time).with("channels.include", "data");
        SimulatedWriter writer = simulator.openWriter(time, data)) {
      task.with("buffer.max.bytes", "1048576").start();
      await().atMost(Duration.ofMinutes(1)).until(() -> task.metric("synnax-stream-open") == 1);
      for (int frame = 0; frame < FRAMES; frame++) {
        write(writer, frame);
      }
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> task.metric("synnax-received-frames-total") == FRAMES);
      long shed = task.metric("synnax-shed-frames-total");

      // When
      int records = task.poll((int) (FRAMES - shed) * ROWS).size();

      // Then
      assertThat(shed).isBetween(1L, FRAMES / 4L * 3);
      assertThat(records).isEqualTo((int) (FRAMES - shed) * ROWS);
      assertThat(task.metric("synnax-shed-frames-total")).isEqualTo(shed);
    }
  }

  private static void write(SimulatedWriter writer, int frame) {
    long[] stamps = new long[ROWS];
    Arrays.setAll(stamps, i -> START + frame * (long) ROWS + i);
    writer.write(SeriesData.timestamps(stamps), SeriesData.float64(new double[ROWS]));
  }
}
