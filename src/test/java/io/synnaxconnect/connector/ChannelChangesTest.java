package io.synnaxconnect.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random lives of a connector whose channels change; see {@link ChannelChangesScenario}. Each
 * failure names its seed: {@code -Dchanges.seed=12} runs that alone, {@code -Dchanges.seeds=1000}
 * runs so many. Odd seeds have {@code channels.assignment=task}.
 */
@Timeout(1800)
class ChannelChangesTest {

  private static final int SEEDS =
      Integer.getInteger("changes.seeds", Boolean.getBoolean("test.full") ? 200 : 20);

  /** They mostly wait. */
  private static final int AT_ONCE = 5;

  @Test
  void everyChannelFlowsAndNothingIsLostWhateverChanges() throws Exception {
    // Given
    Long one = Long.getLong("changes.seed");
    LongStream seeds = one == null ? LongStream.range(0, SEEDS) : LongStream.of(one);
    ExecutorService lives = Executors.newFixedThreadPool(AT_ONCE);

    // When
    List<String> failures = new ArrayList<>();
    try {
      List<Future<@Nullable String>> results =
          seeds.mapToObj(seed -> lives.submit(() -> failureOf(seed))).toList();
      for (Future<@Nullable String> result : results) {
        String failure = result.get();
        if (failure != null) {
          failures.add(failure);
        }
      }
    } finally {
      lives.shutdownNow();
    }

    // Then
    assertThat(failures).isEmpty();
  }

  private static @Nullable String failureOf(long seed) {
    try (ChannelChangesScenario life = new ChannelChangesScenario(seed)) {
      try {
        life.run();
        return null;
      } catch (AssertionError | RuntimeException e) {
        return "-Dchanges.seed=%d: %s%nafter %s".formatted(seed, e, life.steps());
      }
    }
  }
}
