package io.synnaxconnect.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.synnaxconnect.proto.LoginRequest;
import io.synnaxconnect.proto.LoginResponse;
import io.synnaxconnect.proto.StreamerRequest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SimulatorFaultTest {

  private final Stand stand = new Stand();
  private final Simulator simulator = stand.simulator();

  @AfterEach
  void close() {
    stand.close();
  }

  @Test
  void skippedFramesLeaveAHoleInTheAlignment() throws Exception {
    // Given
    long[] keys = stand.group();
    stand.login();
    TestClient.Call call = stand.stream(keys);
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      writer.writeRow(Stand.START, 1.0);
      stand.frame(call, keys);

      // When
      simulator.skipFrames(2);
      for (int i = 1; i <= 3; i++) {
        writer.writeRow(Stand.START + i, 1.0);
      }
    }

    // Then
    assertThat(stand.frame(call, keys).get(0).alignment() & 0xffff_ffffL).isEqualTo(3);
    assertThat(simulator.counters().framesSkipped()).isEqualTo(2);
  }

  @Test
  void skipsWhateverTheDiceSay() throws Exception {
    // Given
    long[] keys = stand.group();
    stand.login();
    TestClient.Call call = stand.stream(keys);
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      // When
      simulator.skipFramesRandomly(1, 7);
      writer.writeRow(Stand.START, 1.0);
      writer.writeRow(Stand.START + 1, 1.0);
      await().until(() -> simulator.counters().framesSkipped() == 2);
      simulator.skipFramesRandomly(0, 7);
      writer.writeRow(Stand.START + 2, 1.0);
    }

    // Then
    assertThat(stand.frame(call, keys).get(0).alignment() & 0xffff_ffffL).isEqualTo(2);
    assertThat(simulator.counters().framesSkipped()).isEqualTo(2);
  }

  @Test
  void acceptsNobodyUntilASlowStartIsOver() throws Exception {
    // Given
    Duration delay = Duration.ofMillis(300);
    simulator.slowStart(delay);
    long before = System.nanoTime();

    // When
    simulator.restart(RestartKind.CLEAN);

    // Then
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(delay.toNanos());
    stand.reconnect();
  }

  @Test
  void staysOpenAndSilentWhileStalled() throws Exception {
    // Given
    long[] keys = stand.group();
    stand.login();
    TestClient.Call call = stand.stream(keys);
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      simulator.stall(true);
      writer.writeRow(Stand.START, 1.0);
      byte[] whileStalled = call.answerWithin(200);

      // When
      simulator.stall(false);
      writer.writeRow(Stand.START + 1, 2.0);

      // Then
      assertThat(whileStalled).isNull();
      assertThat(stand.frame(call, keys).get(0).alignment() & 0xffff_ffffL).isEqualTo(1);
    }
  }

  @Test
  void endsStreamsAsUnavailableWhenConnectionsAreCut() throws Exception {
    // Given
    long[] keys = stand.group();
    stand.login();
    TestClient.Call call = stand.stream(keys);

    // When
    simulator.cutConnections();

    // Then
    assertThat(call.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void refusesExpiredTokens() throws Exception {
    // Given
    stand.login();

    // When
    simulator.expireTokens();

    // Then
    assertThatThrownBy(() -> stand.client().unary(Stand.RETRIEVE, new byte[0]))
        .hasMessageContaining("sy.auth.expired_token---");
  }

  @Test
  void refusesChannelsThatAUserMayNotRetrieve() throws Exception {
    // Given
    stand.login();

    // When
    simulator.denyAccess(channel -> channel.key() == BuiltInChannels.METRICS_TIME);

    // Then
    assertThatThrownBy(() -> stand.client().unary(Stand.RETRIEVE, new byte[0]))
        .hasMessage("UNKNOWN: sy.auth---access denied: auth error");
    assertThat(
            stand
                .client()
                .open(Stand.STREAMER)
                .send(Stand.request(BuiltInChannels.METRICS_TIME))
                .status())
        .extracting(Status::getDescription)
        .isEqualTo("sy.auth---access denied: auth error");
  }

  @Test
  void cutsOffOneFrame() throws Exception {
    // Given
    long[] keys = stand.group();
    stand.login();
    TestClient.Call call = stand.stream(keys);

    // When
    simulator.sendMalformedFrame();
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      writer.writeRow(Stand.START, 1.0);
    }

    // Then
    assertThatThrownBy(() -> stand.frame(call, keys)).hasMessageContaining("cut off");
  }

  @Test
  void letsARestrictedUserSeeOnlyWhatItMay() throws Exception {
    // Given
    try (Simulator restricted =
            Simulator.builder().user("guest", "word", c -> c.name().startsWith("a")).start();
        TestClient guest = new TestClient(restricted)) {
      long open = restricted.createIndex("a_time");
      long hidden = restricted.createIndex("b_time");
      byte[] login =
          LoginRequest.newBuilder().setUsername("guest").setPassword("word").build().toByteArray();
      LoginResponse answer =
          LoginResponse.parseFrom(guest.unary("grpc.auth.AuthLoginService", login));
      guest.withToken("Bearer " + answer.getToken());

      // When
      TestClient.Call allowed = guest.open(Stand.STREAMER).send(Stand.request(open));
      TestClient.Call refused = guest.open(Stand.STREAMER).send(Stand.request(open, hidden));
      TestClient.Call hole = guest.open(Stand.STREAMER).send(Stand.request());

      // Then
      assertThat(allowed.answer()).isNotEmpty();
      assertThat(refused.status().getDescription()).startsWith("sy.auth---");
      assertThat(hole.answer()).isEqualTo(new byte[] {0x0a, 0});
    }
  }

  @Test
  void diesOnAThrottleRateThatKillsARealServer() throws Exception {
    // Given
    stand.login();

    // When
    TestClient.Call call =
        stand
            .client()
            .open(Stand.STREAMER)
            .send(StreamerRequest.newBuilder().setThrottleRateHz(2e9).build().toByteArray());

    // Then
    assertThat(call.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }
}
