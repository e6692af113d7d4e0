package io.synnaxconnect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.Seeds;
import java.util.List;
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
    // When
    List<String> failures =
        Seeds.failures("delivery.seed", SEEDS, seed -> new DeliveryScenario(seed).run());

    // Then
    assertThat(failures).isEmpty();
  }
}
