package io.synnaxconnect.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.synnaxconnect.proto.LoginRequest;
import io.synnaxconnect.proto.LoginResponse;
import io.synnaxconnect.proto.StreamerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SimulatorStreamTest {

  private final Stand stand = new Stand();
  private final Simulator simulator = stand.simulator();

  @AfterEach
  void close() {
    stand.close();
  }

  @Test
  void streamsWhatAWriterWritesWithTheRecordedBytes() throws Exception {
    // Given
    long[] keys = stand.group();
    TestClient.Call call = stand.login().open(Stand.STREAMER).send(Stand.request(keys));
    byte[] acknowledgement = call.answer();

    // When
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      writer.writeRow(Stand.START, 0.5);
    }

    // Then
    assertThat(Stand.hex(acknowledgement)).isEqualTo("12093e01000000ffffffff");
    assertThat(Stand.hex(call.answer()))
        .isEqualTo("12211f010000000100000000000000c0bdf0ff00002a36fe9c9717000000000000e03f");
  }

  @Test
  void countsWhatTwoStreamsReadAtTheSameTime() throws Exception {
    // Given
    long[] keys = stand.group();
    stand.login();
    TestClient.Call first = stand.stream(keys);
    assertThat(simulator.counters().channelsReadTwice()).isZero();

    // When
    TestClient.Call second = stand.stream(keys[0]);

    // Then
    assertThat(simulator.streamedKeys())
        .containsExactlyInAnyOrder(Set.of(keys[0], keys[1]), Set.of(keys[0]));
    assertThat(simulator.counters().channelsReadTwice()).isEqualTo(1);
    assertThat(simulator.counters().openConnections()).isEqualTo(1);
    assertThat(first).isNotSameAs(second);
    Overlap overlap = simulator.counters().overlaps().get(0);
    assertThat(overlap.channelKey()).isEqualTo(keys[0]);
    assertThat(overlap.isOpen()).isTrue();

    // When
    first.send(Stand.request(keys[1]));

    // Then
    await().until(() -> !overlap.isOpen());
  }

  @Test
  void whatTwoStreamsReadEndsWithTheOlderOne() throws Exception {
    // Given
    long[] keys = stand.group();
    stand.login();
    TestClient.Call first = stand.stream(keys[0]);
    stand.stream(keys[0]);
    Overlap overlap = simulator.counters().overlaps().get(0);

    // When
    first.cancel();

    // Then
    await().until(() -> !overlap.isOpen());
    assertThat(simulator.counters().overlaps()).hasSize(1);
  }

  @Test
  void blocksBehindTheFiftyFirstIdleKeyUpdate() throws Exception {
    // Given
    long[] keys = stand.group();
    stand.login();
    TestClient.Call call = stand.stream(keys);
    for (int i = 0; i < 60; i++) {
      call.send(Stand.request(keys));
    }
    await().until(() -> simulator.counters().keyUpdates() == 60);
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      // When
      writer.writeRow(Stand.START, 1.0);
      int first = Stand.sequence(call.answer());
      writer.writeRow(Stand.START + 1, 1.0);

      // Then
      assertThat(first).isEqualTo(52);
      assertThat(Stand.sequence(call.answer())).isEqualTo(61);
    }
  }

  @Test
  void losesWholeFramesForAReaderThatStopsReading() throws Exception {
    // Given
    long[] keys = stand.group();
    stand.login();
    TestClient.Call call = stand.client().openWithoutReading(Stand.STREAMER);
    call.send(Stand.request(keys));
    call.take(1);
    call.answer();
    double[] values = new double[2000];
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      // When
      for (int i = 0; simulator.counters().framesSkipped() == 0 && i < 2000; i++) {
        long first = Stand.START + i * 2000L;
        writer.write(
            SeriesData.timestamps(IntStream.range(0, 2000).mapToLong(n -> first + n).toArray()),
            SeriesData.float64(values));
      }
    }

    // Then
    assertThat(simulator.counters().framesSkipped()).isPositive();
    assertThat(call.isOpen()).isTrue();
  }

  @Test
  void drainsTheQueueAfterAHalfClose() throws Exception {
    // Given
    long[] keys = stand.group();
    stand.login();
    TestClient.Call call = stand.stream(keys);

    // When
    call.halfClose();

    // Then
    assertThat(call.status().getCode()).isEqualTo(Status.Code.OK);
  }

  @Test
  void missesWhatIsWrittenBeforeALateSubscription() throws Exception {
    // Given
    long[] keys = stand.group();
    stand.login();
    simulator.delaySubscription(Duration.ofSeconds(1));
    TestClient.Call call = stand.stream(keys);

    // When
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      writer.writeRow(Stand.START, 1.0);
      await()
          .until(
              () -> {
                writer.writeRow(SimulatorBuilder.systemNanos(), 2.0);
                return simulator.counters().framesSent() > 0;
              });
    }

    // Then
    assertThat(stand.frame(call, keys).get(0).alignment() & 0xffff_ffffL).isPositive();
  }

  @Test
  void tellsAboutCreatedAndDeletedChannels() throws Exception {
    // Given
    stand.login();
    TestClient.Call call =
        stand.stream(BuiltInChannels.CHANNEL_SET, BuiltInChannels.CHANNEL_DELETE);

    // When
    long key = simulator.createVirtual("fresh", "int8");
    simulator.deleteChannel(key);

    // Then
    long[] keys = {BuiltInChannels.CHANNEL_SET, BuiltInChannels.CHANNEL_DELETE};
    byte[] set = stand.frame(call, keys).get(0).data();
    assertThat(new String(set, 4, set.length - 4, StandardCharsets.UTF_8))
        .contains("\"name\":\"fresh\"", "\"key\":" + key);
    assertThat(Samples.intAt(stand.frame(call, keys).get(0).data(), 0)).isEqualTo((int) key);
  }

  @Test
  void sendsFramesInPlaceOfBuffersAsAnOlderServer() throws Exception {
    try (Simulator older = Simulator.builder().version("0.54.2").start();
        TestClient reader = new TestClient(older)) {
      // Given
      long key = older.createVirtual("text", "string");
      byte[] login =
          LoginRequest.newBuilder()
              .setUsername("synnax")
              .setPassword("seldon")
              .build()
              .toByteArray();
      LoginResponse answer =
          LoginResponse.parseFrom(reader.unary("grpc.auth.AuthLoginService", login));
      TestClient.Call call =
          reader
              .withToken("Bearer " + answer.getToken())
              .open(Stand.STREAMER)
              .send(Stand.request(key));
      call.answer();

      // When
      try (SimulatedWriter writer = older.openWriter(key)) {
        writer.write(SeriesData.strings("a", "b"));
      }

      // Then
      StreamerResponse response = StreamerResponse.parseFrom(call.answer());
      assertThat(response.getBuffer()).isEmpty();
      assertThat(response.getFrame().getSeries(0).getData().toStringUtf8()).isEqualTo("a\nb\n");
    }
  }

  @Test
  void knowsNoServiceOfTodayWhenItIsTooOld() {
    try (Simulator older = Simulator.builder().version("0.53.4").start();
        TestClient reader = new TestClient(older)) {
      assertThatThrownBy(() -> reader.unary("grpc.auth.AuthLoginService", new byte[0]))
          .hasMessage("UNIMPLEMENTED: unknown service grpc.auth.AuthLoginService");
    }
  }

  @Test
  void writesItsMetricsByItselfWhereWanted() throws Exception {
    // Given
    try (Simulator busy = Simulator.builder().housekeeping(true).start()) {
      // Then
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> busy.stored(BuiltInChannels.METRICS_TIME).size() >= 2);
    }
  }
}
