package io.synnaxconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.cluster.ChildProcess;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that we print, at any level, holds a password, a key or a token. */
@Timeout(300)
class SecretsTest {

  private static final String CANARY = "Canary0a1b2c3d4e5f";
  private static final String CANARY_HEX =
      HexFormat.of().formatHex(CANARY.getBytes(StandardCharsets.UTF_8));

  /** What every JSON web token begins with. */
  private static final String TOKEN = "eyJ";

  @Test
  void noSecretIsInAnyOutputAtAnyLevel(@TempDir Path folder) {
    // Given
    AtomicLong row = new AtomicLong();
    try (Simulator simulator = Simulator.builder().password(CANARY).start()) {
      long time = simulator.createIndex("time");
      long value = simulator.createChannel("value", DataType.FLOAT64, time);

      // When
      ScheduledExecutorService cluster = Executors.newSingleThreadScheduledExecutor();
      try (SimulatedWriter writer = simulator.openWriter(time, value);
          ChildProcess scenario = start(folder, simulator, time)) {
        Future<?> life =
            cluster.scheduleAtFixedRate(
                () -> writeAndDisturb(simulator, writer, row.incrementAndGet()),
                0,
                2,
                TimeUnit.MILLISECONDS);
        scenario.awaitSuccess();
        assertThat(life).isNotDone();

        // Then
        assertThat(scenario.output())
            .contains("the scenario is over")
            .contains("every level is shown")
            .contains("io.grpc")
            .contains("[hidden]");
        assertThat(scenario.output().contains(CANARY)).as("password").isFalse();
        assertThat(scenario.output().contains(CANARY_HEX)).as("password in hex").isFalse();
        assertThat(scenario.output().contains(TOKEN)).as("token").isFalse();
        assertThat(simulator.counters().refusedTokens()).isPositive();
      } finally {
        cluster.shutdownNow();
      }
    }
  }

  /** Connections die again and again until tokens were refused; then there is peace. */
  private static void writeAndDisturb(Simulator simulator, SimulatedWriter writer, long row) {
    boolean trouble = simulator.counters().refusedTokens() < 3;
    if (trouble) {
      simulator.expireTokens();
    }
    if (row % 10 == 0) {
      writer.writeRow(row * 1_000_000, 1.0);
    }
    if (trouble && row % 100 == 0) {
      simulator.cutConnections();
    }
  }

  private static ChildProcess start(Path folder, Simulator simulator, long groupKey) {
    return ChildProcess.java(
        "secrets",
        folder,
        List.of(
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
            "-cp",
            System.getProperty("java.class.path"),
            SecretsScenario.class.getName(),
            simulator.address(),
            "synnax",
            CANARY,
            Long.toString(groupKey)));
  }
}
