package io.synnaxconnect.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.synnaxconnect.proto.ChannelRetrieveRequest;
import io.synnaxconnect.proto.ConnectivityResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SimulatorRestartTest {

  private final Stand stand = new Stand();
  private final Simulator simulator = stand.simulator();

  @AfterEach
  void close() {
    stand.close();
  }

  @Test
  void keepsWhatAWriterWrote() {
    // Given
    long[] keys = stand.group();

    // When
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      writer.write(SeriesData.timestamps(Stand.START, Stand.START + 1), SeriesData.float64(1, 2));
    }

    // Then
    StoredSamples stored = simulator.stored(keys[1]);
    assertThat(stored.timestampsNanos()).containsExactly(Stand.START, Stand.START + 1);
    assertThat(stored.samples().doubleAt(1)).isEqualTo(2);
  }

  @Test
  void forgetsWhatWasNeverCommitted() {
    // Given
    long[] keys = stand.group();
    SimulatedWriter writer =
        simulator.openWriter(WriterOptions.defaults().withAutoCommit(false), keys);
    writer.writeRow(Stand.START, 1.0);
    writer.commit();
    writer.writeRow(Stand.START + 1, 2.0);

    // When
    writer.close();

    // Then
    assertThat(simulator.stored(keys[1]).size()).isEqualTo(1);
  }

  @Test
  void refusesWhileStoppedAndKnowsItsDataAfterwards() throws Exception {
    // Given
    long[] keys = stand.group();
    stand.login();
    simulator.stop();
    assertThatThrownBy(() -> stand.client().unary(Stand.RETRIEVE, new byte[0]))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAVAILABLE");

    // When
    simulator.start();
    stand.reconnect();

    // Then
    assertThat(
            stand
                .client()
                .unary(
                    Stand.RETRIEVE,
                    ChannelRetrieveRequest.newBuilder()
                        .addKeys((int) keys[0])
                        .build()
                        .toByteArray()))
        .isNotEmpty();
  }

  @Test
  void beginsAlignmentsAnewAfterARestart() throws Exception {
    // Given
    long[] keys = stand.group();
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      writer.writeRow(Stand.START, 1.0);
    }

    // When
    simulator.restart(RestartKind.CLEAN);

    // Then
    stand.reconnect();
    TestClient.Call call = stand.stream(keys);
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      writer.writeRow(Stand.START + 1, 2.0);
    }
    assertThat(stand.frame(call, keys).get(0).alignment()).isEqualTo(4293967296L << 32);
    assertThat(simulator.stored(keys[0]).size()).isEqualTo(2);
  }

  @Test
  void losesTheLastSecondInACrash() {
    // Given
    long[] keys = stand.group();
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      for (int i = 0; i < 100; i++) {
        writer.writeRow(Stand.START + i, 1.0);
      }
    }

    // When
    simulator.restart(RestartKind.CRASHED);

    // Then
    assertThat(simulator.stored(keys[0]).size()).isLessThan(100);
  }

  @Test
  void handsOutTheSameKeysUnderAnotherClusterKeyAfterAWipe() throws Exception {
    // Given
    String before = simulator.clusterKey();
    long[] keys = stand.group();

    // When
    simulator.restart(RestartKind.WIPED);

    // Then
    ConnectivityResponse identity =
        ConnectivityResponse.parseFrom(
            stand.client().unary("grpc.connectivity.ConnectivityService", new byte[0]));
    assertThat(identity.getClusterKey()).isNotEqualTo(before);
    assertThat(stand.group()).isEqualTo(keys);
  }

  @Test
  void goesOnWritingInsideWhileThePortIsDown() {
    // Given
    long[] keys = stand.group();
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      simulator.stop();

      // When
      writer.writeRow(Stand.START, 1.0);
    }

    // Then
    assertThat(simulator.stored(keys[1]).size()).isEqualTo(1);
  }

  @Test
  void endsItsThreadsOnClose() {
    // Given
    Simulator other = Simulator.builder().start();

    // When
    long before = System.nanoTime();
    other.close();
    simulator.close();

    // Then
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    await().until(() -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("simulator-"))
        .count();
  }
}
