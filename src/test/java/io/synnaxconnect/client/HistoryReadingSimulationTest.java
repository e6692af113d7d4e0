package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.Seeds;
import io.synnaxconnect.simulator.Simulator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random readings of history; see {@link HistoryReadingLife}. A failure names its seed: {@code
 * -Dreading.seed=123} runs that alone, and {@code -Dreading.seeds=5000} runs so many.
 */
@Timeout(3600)
class HistoryReadingSimulationTest {

  private static final int SEEDS =
      Integer.getInteger("reading.seeds", Boolean.getBoolean("test.full") ? 6_000 : 500);
  private static final int MAX_MESSAGE_BYTES = 1 << 18;

  @Test
  void everySeedReadsWhatIsStored() {
    try (Simulator simulator = Simulator.builder().password(TestOptions.PASSWORD).start();
        SynnaxClient client =
            SynnaxClient.create(TestOptions.plaintext(simulator.port(), MAX_MESSAGE_BYTES))) {
      // When
      List<String> failures =
          Seeds.failures(
              "reading.seed",
              SEEDS,
              seed -> {
                // Faults are those of the whole cluster.
                synchronized (simulator) {
                  new HistoryReadingLife(seed, simulator, client, MAX_MESSAGE_BYTES).run();
                }
              });

      // Then
      assertThat(failures).isEmpty();
    }
  }
}
