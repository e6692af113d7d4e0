package io.synnaxconnect.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class SimulatorSourceTest {

  @TempDir private Path folder;

  @Test
  void theHeadOfTheTableNamesTheRangeOfTheCurrentFlight() throws Exception {
    try (SimulatorSource source = SimulatorSource.start(folder, false)) {
      // Given
      assertThat(source.description()).matches("Synnax simulator at 127\\.0\\.0\\.1:\\d+");

      // When
      source.startSending(0);

      // Then
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> source.description().endsWith(", range Hotfire 1"));
    }
  }
}
