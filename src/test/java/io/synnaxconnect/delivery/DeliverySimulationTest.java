package io.synnaxconnect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random lives of one group in virtual time; see {@link DeliveryScenario}. A failure names its
 * seed: {@code -Ddelivery.seed=123} runs that alone, {@code -Ddelivery.trace=true} prints what
 * happens in it, and {@code -Ddelivery.seeds=50000} runs so many.
 */
class DeliverySimulationTest {

  private static final int SEEDS =
      Integer.getInteger("delivery.seeds", Boolean.getBoolean("test.full") ? 20_000 : 2_000);

  @Test
  void everySeedDeliversWhatIsPromised() {
    // Given
    Long one = Long.getLong("delivery.seed");
    LongStream seeds = one == null ? LongStream.range(0, SEEDS) : LongStream.of(one);

    // When
    List<String> failures =
        seeds.parallel().boxed().flatMap(seed -> failureOf(seed).stream()).limit(10).toList();

    // Then
    assertThat(failures).isEmpty();
  }

  private static List<String> failureOf(long seed) {
    try {
      new DeliveryScenario(seed).run();
      return List.of();
    } catch (AssertionError | RuntimeException e) {
      return List.of("-Ddelivery.seed=" + seed + ": " + e);
    }
  }
}
