package io.synnaxconnect.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlicesTest {

  private static final int ROUNDS = 50;

  private final List<String> order = new ArrayList<>();
  private final Map<String, Long> done = new HashMap<>();
  private long clockNanos;

  @Test
  void givesEveryArmOneSliceInEveryRoundInChangingOrder() throws Exception {
    // Given
    Arm one = arm("one", 1_000);
    Arm other = arm("other", 1_000);
    Plan plan = new Plan(ROUNDS, Duration.ZERO, Duration.ofNanos(200), Duration.ZERO, 7);

    // When
    new Slices(plan, new Random(plan.seed())).run(List.of(one, other));

    // Then
    List<String> measured = order.subList(order.size() - 2 * ROUNDS, order.size());
    int oneFirst = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<String> slices = measured.subList(2 * round, 2 * round + 2);
      assertThat(slices).containsExactlyInAnyOrder("one", "other");
      oneFirst += slices.get(0).equals("one") ? 1 : 0;
    }
    assertThat(oneFirst).isBetween(ROUNDS / 5, ROUNDS * 4 / 5);
  }

  @Test
  void findsWhatTheControlsAreMadeOf() throws Exception {
    // Given
    Arm arm = arm("arm", 1_000);
    Plan plan = new Plan(ROUNDS, Duration.ZERO, Duration.ofNanos(200), Duration.ZERO, 7);
    Random random = new Random(plan.seed());

    // When
    Map<String, BenchSamples> samples =
        new Slices(plan, random).run(List.of(arm, arm.again(), arm.withAddedWork()));

    // Then
    double[] base = SlicedExperiment.of(samples, "arm").cpuNanos();
    double[] added = SlicedExperiment.of(samples, "arm, 10 % added").cpuNanos();
    double[] again = SlicedExperiment.of(samples, "arm, again").cpuNanos();
    assertThat(
            new Controls(
                    Estimate.ofRatio(again, base, random), Estimate.ofRatio(added, base, random))
                .problems())
        .isEmpty();
  }

  /** An arm whose CPU time is made up, so that nothing depends on the machine. */
  private Arm arm(String name, long nanosEach) {
    return new Arm(
        name,
        times -> {
          order.add(name);
          done.merge(name, times, Long::sum);
          clockNanos += times * nanosEach;
        },
        () -> new Cost(clockNanos, 0),
        1);
  }
}
