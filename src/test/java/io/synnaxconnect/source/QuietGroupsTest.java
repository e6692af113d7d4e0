package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.TestTask;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups in which nobody writes. */
@Timeout(120)
class QuietGroupsTest {

  private static final int GROUPS = 60;
  private static final Duration OUTAGE = Duration.ofSeconds(1);

  private final Simulator simulator = Simulator.builder().start();
  private final long[] indexes = IntStream.range(0, GROUPS).mapToLong(this::index).toArray();

  private long index(int number) {
    long time = simulator.createIndex("time" + number);
    long data = simulator.createChannel("data" + number, DataType.FLOAT64, time);
    simulator.importRows(new long[] {time, data}, number, new Object[] {(long) number, 1.0});
    return time;
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void areReadOnceWhenTheStreamIsOpenedAgain() throws Exception {
    // Given
    try (TestTask task = new TestTask(simulator.address(), indexes)) {
      task.with("delivery", "lossless").with("channels.include", "data.*").start();
      while (task.metric("synnax-groups-live") < GROUPS) {
        task.poll();
      }
      long before = simulator.counters().iteratorsOpened();

      // When
      simulator.stop();
      long down = System.nanoTime();
      while (System.nanoTime() - down < OUTAGE.toNanos()) {
        task.poll();
      }
      simulator.start();
      while (task.metric("synnax-reconnects-total") == 0
          || simulator.counters().iteratorsOpened() < before + GROUPS
          || task.metric("synnax-groups-live") < GROUPS) {
        task.poll();
      }

      // Then
      long looks = simulator.counters().iteratorsOpened() - before;
      assertThat(looks).as("looks at %s groups", GROUPS).isLessThan(GROUPS * 3 / 2);
    }
  }
}
