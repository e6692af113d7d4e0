package io.synnaxconnect.source.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The two clocks of a task. */
class TaskEnvironmentTest {

  private final AtomicReference<Instant> wall = new AtomicReference<>(Instant.ofEpochSecond(100));
  private final AtomicLong nanoTime = new AtomicLong(-5);
  private final TaskEnvironment environment =
      new TaskEnvironment(wall::get, nanoTime::get, () -> 0, Thread::new);

  @Test
  void durationsRunOnWhenTheWallClockIsSet() {
    // When
    nanoTime.addAndGet(3);
    wall.set(Instant.ofEpochSecond(40));

    // Then
    assertThat(environment.nowNanos()).isEqualTo(100_000_000_003L);
    assertThat(environment.wallNanos()).isEqualTo(40_000_000_000L);
    assertThat(environment.wallAheadNanos()).isEqualTo(-60_000_000_003L);
  }
}
