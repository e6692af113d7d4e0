package io.synnaxconnect.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.synnaxconnect.proto.ChannelRetrieveRequest;
import io.synnaxconnect.proto.ConnectivityResponse;
import io.synnaxconnect.proto.LoginRequest;
import io.synnaxconnect.proto.LoginResponse;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SimulatorTest {

  private static final String STREAMER = "grpc.framer.FrameStreamerService";
  private static final String RETRIEVE = "grpc.channel.ChannelRetrieveService";
  private static final long START = 1_700_000_000_000_000_000L;

  private final Simulator simulator = Simulator.builder().start();
  private TestClient client = new TestClient(simulator);

  @AfterEach
  void close() {
    client.close();
    simulator.close();
  }

  private TestClient login() throws Exception {
    return login("synnax", "seldon");
  }

  private TestClient login(String user, String password) throws Exception {
    byte[] request =
        LoginRequest.newBuilder().setUsername(user).setPassword(password).build().toByteArray();
    byte[] answer = client.withToken(null).unary("grpc.auth.AuthLoginService", request);
    return client.withToken("Bearer " + LoginResponse.parseFrom(answer).getToken());
  }

  private void reconnect() throws Exception {
    client.close();
    client = new TestClient(simulator);
    login();
  }

  private TestClient.Call stream(long... keys) throws Exception {
    TestClient.Call call = client.open(STREAMER).send(request(keys));
    call.answer();
    return call;
  }

  private static byte[] request(long... keys) {
    StreamerRequest.Builder request = StreamerRequest.newBuilder();
    for (long key : keys) {
      request.addKeys((int) key);
    }
    return request.build().toByteArray();
  }

  private long[] group() {
    long index = simulator.createIndex("time");
    return new long[] {index, simulator.createChannel("value", DataType.FLOAT64, index)};
  }

  private CodecState state(int sequence, long... keys) {
    List<Channel> channels =
        simulator.channels().stream()
            .filter(c -> IntStream.range(0, keys.length).anyMatch(i -> keys[i] == c.key()))
            .toList();
    return CodecState.of(sequence, channels);
  }

  private List<LiveSeries> frame(TestClient.Call call, int sequence, long... keys)
      throws Exception {
    byte[] buffer = StreamerResponse.parseFrom(call.answer()).getBuffer().toByteArray();
    return FrameDecoder.decode(state(sequence, keys), buffer);
  }

  @Test
  void streamsWhatAWriterWritesWithTheRecordedBytes() throws Exception {
    // Given
    long[] keys = group();
    TestClient.Call call = login().open(STREAMER).send(request(keys));
    byte[] acknowledgement = call.answer();

    // When
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      writer.writeRow(START, 0.5);
    }

    // Then
    assertThat(hex(acknowledgement)).isEqualTo("12093e01000000ffffffff");
    assertThat(hex(call.answer()))
        .isEqualTo("12211f010000000100000000000000c0bdf0ff00002a36fe9c9717000000000000e03f");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void keepsWhatAWriterWrote() {
    // Given
    long[] keys = group();

    // When
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      writer.write(SeriesData.timestamps(START, START + 1), SeriesData.float64(1, 2));
    }

    // Then
    StoredSamples stored = simulator.stored(keys[1]);
    assertThat(stored.timestampsNanos()).containsExactly(START, START + 1);
    assertThat(stored.samples().doubleAt(1)).isEqualTo(2);
  }

  @Test
  void forgetsWhatWasNeverCommitted() {
    // Given
    long[] keys = group();
    SimulatedWriter writer =
        simulator.openWriter(WriterOptions.defaults().withAutoCommit(false), keys);
    writer.writeRow(START, 1.0);
    writer.commit();
    writer.writeRow(START + 1, 2.0);

    // When
    writer.close();

    // Then
    assertThat(simulator.stored(keys[1]).size()).isEqualTo(1);
  }

  @Test
  void skippedFramesLeaveAHoleInTheAlignment() throws Exception {
    // Given
    long[] keys = group();
    login();
    TestClient.Call call = stream(keys);
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      writer.writeRow(START, 1.0);
      frame(call, 1, keys);

      // When
      simulator.skipFrames(2);
      for (int i = 1; i <= 3; i++) {
        writer.writeRow(START + i, 1.0);
      }
    }

    // Then
    assertThat(frame(call, 1, keys).get(0).alignment() & 0xffff_ffffL).isEqualTo(3);
    assertThat(simulator.counters().framesSkipped()).isEqualTo(2);
  }

  @Test
  void staysOpenAndSilentWhileStalled() throws Exception {
    // Given
    long[] keys = group();
    login();
    TestClient.Call call = stream(keys);
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      simulator.stall(true);
      writer.writeRow(START, 1.0);
      byte[] whileStalled = call.answerWithin(200);

      // When
      simulator.stall(false);
      writer.writeRow(START + 1, 2.0);

      // Then
      assertThat(whileStalled).isNull();
      assertThat(frame(call, 1, keys).get(0).alignment() & 0xffff_ffffL).isEqualTo(1);
    }
  }

  @Test
  void endsStreamsAsUnavailableWhenConnectionsAreCut() throws Exception {
    // Given
    long[] keys = group();
    login();
    TestClient.Call call = stream(keys);

    // When
    simulator.cutConnections();

    // Then
    assertThat(call.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void refusesWhileStoppedAndKnowsItsDataAfterwards() throws Exception {
    // Given
    long[] keys = group();
    login();
    simulator.stop();
    assertThatThrownBy(() -> client.unary(RETRIEVE, new byte[0]))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAVAILABLE");

    // When
    simulator.start();
    reconnect();

    // Then
    assertThat(
            client.unary(
                RETRIEVE,
                ChannelRetrieveRequest.newBuilder().addKeys((int) keys[0]).build().toByteArray()))
        .isNotEmpty();
  }

  @Test
  void beginsAlignmentsAnewAfterARestart() throws Exception {
    // Given
    long[] keys = group();
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      writer.writeRow(START, 1.0);
    }

    // When
    simulator.restart(RestartKind.CLEAN);

    // Then
    reconnect();
    TestClient.Call call = stream(keys);
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      writer.writeRow(START + 1, 2.0);
    }
    assertThat(frame(call, 1, keys).get(0).alignment()).isEqualTo(4293967296L << 32);
    assertThat(simulator.stored(keys[0]).size()).isEqualTo(2);
  }

  @Test
  void losesTheLastSecondInACrash() {
    // Given
    long[] keys = group();
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      for (int i = 0; i < 100; i++) {
        writer.writeRow(START + i, 1.0);
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
    long[] keys = group();

    // When
    simulator.restart(RestartKind.WIPED);

    // Then
    ConnectivityResponse identity =
        ConnectivityResponse.parseFrom(
            client.unary("grpc.connectivity.ConnectivityService", new byte[0]));
    assertThat(identity.getClusterKey()).isNotEqualTo(before);
    assertThat(group()).isEqualTo(keys);
  }

  @Test
  void refusesExpiredTokens() throws Exception {
    // Given
    login();

    // When
    simulator.expireTokens();

    // Then
    assertThatThrownBy(() -> client.unary(RETRIEVE, new byte[0]))
        .hasMessageContaining("sy.auth.expired_token---");
  }

  @Test
  void refusesChannelsThatAUserMayNotRetrieve() throws Exception {
    // Given
    login();

    // When
    simulator.denyAccess(channel -> channel.key() == BuiltInChannels.METRICS_TIME);

    // Then
    assertThatThrownBy(() -> client.unary(RETRIEVE, new byte[0]))
        .hasMessage("UNKNOWN: sy.auth---access denied: auth error");
    assertThat(client.open(STREAMER).send(request(BuiltInChannels.METRICS_TIME)).status())
        .extracting(Status::getDescription)
        .isEqualTo("sy.auth---access denied: auth error");
  }

  @Test
  void cutsOffOneFrame() throws Exception {
    // Given
    long[] keys = group();
    login();
    TestClient.Call call = stream(keys);

    // When
    simulator.sendMalformedFrame();
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      writer.writeRow(START, 1.0);
    }

    // Then
    assertThatThrownBy(() -> frame(call, 1, keys)).hasMessageContaining("cut off");
  }

  @Test
  void blocksBehindTheFiftyFirstIdleKeyUpdate() throws Exception {
    // Given
    long[] keys = group();
    login();
    TestClient.Call call = stream(keys);
    for (int i = 0; i < 60; i++) {
      call.send(request(keys));
    }
    await().until(() -> simulator.counters().keyUpdates() == 60);
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      // When
      writer.writeRow(START, 1.0);
      int first = sequence(call.answer());
      writer.writeRow(START + 1, 1.0);

      // Then
      assertThat(first).isEqualTo(52);
      assertThat(sequence(call.answer())).isEqualTo(61);
    }
  }

  private static int sequence(byte[] answer) throws Exception {
    return Samples.intAt(StreamerResponse.parseFrom(answer).getBuffer().toByteArray(), 1);
  }

  @Test
  void losesWholeFramesForAReaderThatStopsReading() throws Exception {
    // Given
    long[] keys = group();
    login();
    TestClient.Call call = client.openWithoutReading(STREAMER);
    call.send(request(keys));
    call.take(1);
    call.answer();
    double[] values = new double[2000];
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      // When
      for (int i = 0; simulator.counters().framesSkipped() == 0 && i < 2000; i++) {
        long first = START + i * 2000L;
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
    long[] keys = group();
    login();
    TestClient.Call call = stream(keys);

    // When
    call.halfClose();

    // Then
    assertThat(call.status().getCode()).isEqualTo(Status.Code.OK);
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
      TestClient.Call allowed = guest.open(STREAMER).send(request(open));
      TestClient.Call refused = guest.open(STREAMER).send(request(open, hidden));
      TestClient.Call hole = guest.open(STREAMER).send(request());

      // Then
      assertThat(allowed.answer()).isNotEmpty();
      assertThat(refused.status().getDescription()).startsWith("sy.auth---");
      assertThat(hole.answer()).isEqualTo(new byte[] {0x0a, 0});
    }
  }

  @Test
  void missesWhatIsWrittenBeforeALateSubscription() throws Exception {
    // Given
    long[] keys = group();
    login();
    simulator.delaySubscription(Duration.ofMillis(300));
    TestClient.Call call = stream(keys);

    // When
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      writer.writeRow(START, 1.0);
      await()
          .until(
              () -> {
                writer.writeRow(SimulatorBuilder.systemNanos(), 2.0);
                return simulator.counters().framesSent() > 0;
              });
    }

    // Then
    assertThat(frame(call, 1, keys).get(0).alignment() & 0xffff_ffffL).isPositive();
  }

  @Test
  void tellsAboutCreatedAndDeletedChannels() throws Exception {
    // Given
    login();
    TestClient.Call call = stream(BuiltInChannels.CHANNEL_SET, BuiltInChannels.CHANNEL_DELETE);

    // When
    long key = simulator.createVirtual("fresh", "int8");
    simulator.deleteChannel(key);

    // Then
    long[] keys = {BuiltInChannels.CHANNEL_SET, BuiltInChannels.CHANNEL_DELETE};
    byte[] set = frame(call, 1, keys).get(0).data();
    assertThat(new String(set, 4, set.length - 4, StandardCharsets.UTF_8))
        .contains("\"name\":\"fresh\"", "\"key\":" + key);
    assertThat(Samples.intAt(frame(call, 1, keys).get(0).data(), 0)).isEqualTo((int) key);
  }

  @Test
  void diesOnAThrottleRateThatKillsARealServer() throws Exception {
    // Given
    login();

    // When
    TestClient.Call call =
        client
            .open(STREAMER)
            .send(StreamerRequest.newBuilder().setThrottleRateHz(2e9).build().toByteArray());

    // Then
    assertThat(call.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
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
          reader.withToken("Bearer " + answer.getToken()).open(STREAMER).send(request(key));
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
  void goesOnWritingInsideWhileThePortIsDown() {
    // Given
    long[] keys = group();
    try (SimulatedWriter writer = simulator.openWriter(keys)) {
      simulator.stop();

      // When
      writer.writeRow(START, 1.0);
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
