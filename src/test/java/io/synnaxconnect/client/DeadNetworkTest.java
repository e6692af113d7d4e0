package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.client.SynnaxClientOptions.Limits;
import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.contract.CuttableRoute;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A network that brings nothing any more ends a stream, although no connection breaks. */
@Timeout(120)
class DeadNetworkTest {

  private static final Limits IMPATIENT =
      new Limits(Duration.ofSeconds(2), 64 << 20, 16 << 20, Duration.ofMillis(500));

  private static SynnaxClientOptions options(int port) {
    return new SynnaxClientOptions(
        "127.0.0.1", port, TestOptions.CREDENTIALS, Tls.PLAINTEXT, IMPATIENT);
  }

  @Test
  void endsAReadThatHasNoLimit() throws Exception {
    try (LiveStand stand = new LiveStand();
        CuttableRoute route = new CuttableRoute("127.0.0.1", stand.simulator.port());
        SynnaxClient client = SynnaxClient.create(options(route.port()))) {
      // Given
      Streamer streamer = client.openStreamer("temperature");

      // When
      route.die();

      // Then
      assertThatThrownBy(streamer::read)
          .isInstanceOfSatisfying(
              SynnaxException.class,
              e -> {
                assertThat(e.code()).isEqualTo(Code.UNREACHABLE);
                assertThat(e.retriable()).isTrue();
              })
          .hasMessageContaining("silent");
    }
  }

  @Test
  void aQuietClusterThatAnswersEndsNothing() throws Exception {
    try (LiveStand stand = new LiveStand();
        SynnaxClient client = SynnaxClient.create(options(stand.simulator.port()))) {
      // Given
      Streamer streamer = client.openStreamer("temperature");

      // When: some questions long
      assertThat(streamer.read(2.5)).isNull();

      // Then
      stand.writeTemperature(3);
      assertThat(LiveStand.temperatureOf(streamer.read(LiveStand.LONG))).isEqualTo(3);
    }
  }

  @Test
  void isNoticedByDefault() {
    assertThat(Limits.DEFAULT.silence()).isEqualTo(Duration.ofSeconds(30));
  }
}
