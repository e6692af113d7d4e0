package io.synnaxconnect.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.Seeds;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Random lives of 2 to 50 groups in virtual time; see {@link ManyGroupsLife}. A failure names its
 * seed: {@code -Dgroups.seed=123} runs that alone, {@code -Ddelivery.trace=true} prints what
 * happens in it, and {@code -Dgroups.seeds=5000} runs so many.
 */
class ManyGroupsSimulationTest {

  private static final int SEEDS =
      Integer.getInteger("groups.seeds", Boolean.getBoolean("test.full") ? 20_000 : 2_000);

  private final PrintStream before = System.err;

  /** Every life sheds, skips and fails, and says so in the log. */
  @BeforeEach
  void silenceTheLog() {
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restoreTheLog() {
    System.setErr(before);
  }

  @Test
  void everySeedDeliversWhatIsPromised() {
    // When
    List<String> failures =
        Seeds.failures("groups.seed", SEEDS, seed -> new ManyGroupsLife(seed).run());

    // Then
    assertThat(failures).isEmpty();
  }
}
