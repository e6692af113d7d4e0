package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.proto.FrameMessage;
import io.synnaxconnect.proto.SeriesMessage;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GrpcStreamerTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Channel A = channel(1, "a", "uint8");
  private static final Channel B = channel(2, "b", "uint8");

  private final ExecutorService opener = Executors.newCachedThreadPool();
  private FakeSynnax server;
  private SynnaxClient client;

  private static Channel channel(long key, String name, String type) {
    return new Channel(key, name, type, 0, false, true, false, "");
  }

  /** One sample of channel 1 in key set 1. */
  private static String sample(int value) {
    return "3e01000000" + "01000000" + "01000000" + String.format("%02x", value);
  }

  private record Opened(Streamer streamer, FakeStream stream) {}

  @BeforeEach
  void start() throws IOException {
    server = FakeSynnax.start();
    client = SynnaxClient.create(TestOptions.plaintext(server.port()));
  }

  @AfterEach
  void stop() throws InterruptedException {
    client.close();
    server.close();
    opener.shutdownNow();
  }

  private Future<Streamer> opening(Channel... channels) {
    return opener.submit(() -> client.openStreamer(List.of(channels), StreamerOptions.DEFAULT));
  }

  private Opened open(Channel... channels) throws Exception {
    Future<Streamer> opening = opening(channels);
    FakeStream stream = server.awaitStream();
    stream.awaitRequest();
    stream.sendBuffer(FakeSynnax.ACKNOWLEDGEMENT);
    return new Opened(opening.get(60, TimeUnit.SECONDS), stream);
  }

  private static long valueOf(@Nullable Frame frame) {
    return Objects.requireNonNull(frame).seriesAt(0).longAt(0);
  }

  private static SynnaxException failureOf(Streamer streamer) {
    Throwable thrown = catchThrowable(() -> streamer.read(LONG));
    assertThat(thrown).isInstanceOf(SynnaxException.class);
    return (SynnaxException) thrown;
  }

  private static SynnaxException failureOf(Future<Streamer> opening) throws InterruptedException {
    Throwable thrown = catchThrowable(() -> opening.get(60, TimeUnit.SECONDS));
    assertThat(thrown).hasCauseInstanceOf(SynnaxException.class);
    return (SynnaxException) Objects.requireNonNull(thrown.getCause());
  }

  @Test
  void swallowsTheAcknowledgement() throws Exception {
    // Given
    Opened opened = open(A);

    // When
    opened.stream.sendBuffer(sample(7));

    // Then
    assertThat(valueOf(opened.streamer.read(LONG))).isEqualTo(7);
  }

  @Test
  void waitsForTheAcknowledgement() throws Exception {
    // Given
    Future<Streamer> opening = opening(A);
    FakeStream stream = server.awaitStream();
    stream.awaitRequest();
    assertThat(opening.isDone()).isFalse();

    // When
    stream.sendBuffer(FakeSynnax.ACKNOWLEDGEMENT);

    // Then
    assertThat(opening.get(60, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void timesOutWhenNoAcknowledgementComesAndLeaves() throws Exception {
    // Given
    try (SynnaxClient impatient =
        SynnaxClient.create(TestOptions.withTimeout(server.port(), Duration.ofSeconds(1)))) {
      impatient.login();

      // When
      Throwable thrown =
          catchThrowable(() -> impatient.openStreamer(List.of(A), StreamerOptions.DEFAULT));

      // Then
      assertThat(thrown)
          .isInstanceOfSatisfying(
              SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.TIMED_OUT));
      assertThat(server.awaitStream().awaitEnd()).isTrue();
    }
  }

  @Test
  void returnsNullWhenTheTimeIsOver() throws Exception {
    Opened opened = open(A);
    assertThat(opened.streamer.read(Duration.ZERO)).isNull();
    assertThat(opened.streamer.read(Duration.ofMillis(5))).isNull();
  }

  @Test
  void swallowsEmptyFrames() throws Exception {
    // Given
    Opened opened = open(A);

    // When
    opened.stream.sendBuffer(FakeSynnax.ACKNOWLEDGEMENT);
    opened.stream.sendFrame(FrameMessage.getDefaultInstance());
    opened.stream.sendBuffer(sample(8));

    // Then
    assertThat(valueOf(opened.streamer.read(LONG))).isEqualTo(8);
  }

  @Test
  void tellsTheSizeOfTheMessageThatAFrameKeeps() throws Exception {
    // Given
    Opened opened = open(A);

    // When
    opened.stream.sendBuffer(sample(8));

    // Then
    Frame frame = Objects.requireNonNull(opened.streamer.read(LONG));
    assertThat(frame.retainedBytes()).isEqualTo(sample(8).length() / 2);
  }

  @Test
  void asksForEachChannelOnceInOrderOfKey() throws Exception {
    // Given
    Future<Streamer> opening = opening(B, A, B);

    // When
    FakeStream stream = server.awaitStream();

    // Then
    assertThat(stream.awaitRequest().getKeysList()).containsExactly(1, 2);
    stream.sendBuffer(FakeSynnax.ACKNOWLEDGEMENT);
    opening.get(60, TimeUnit.SECONDS).close();
  }

  @Test
  void opensWithoutChannels() throws Exception {
    // Given
    Future<Streamer> opening = opening();
    FakeStream stream = server.awaitStream();

    // When
    stream.awaitRequest();
    stream.sendFrame(FrameMessage.getDefaultInstance());
    Streamer streamer = opening.get(60, TimeUnit.SECONDS);
    streamer.updateChannels(List.of(A));
    stream.sendBuffer(sample(9));

    // Then
    assertThat(stream.awaitRequest().getKeysList()).containsExactly(1);
    assertThat(valueOf(streamer.read(LONG))).isEqualTo(9);
  }

  @Test
  void deliversFramesBeforeTheEndAndThenAlwaysFailsTheSameWay() throws Exception {
    // Given
    Opened opened = open(A);

    // When
    opened.stream.sendBuffer(sample(1));
    opened.stream.sendBuffer(sample(2));
    opened.stream.end(FakeSynnax.unknown("sy.query.not_found---Channels with keys [1] not found"));

    // Then
    assertThat(valueOf(opened.streamer.read(LONG))).isEqualTo(1);
    assertThat(valueOf(opened.streamer.read(LONG))).isEqualTo(2);
    assertThat(failureOf(opened.streamer).code()).isEqualTo(Code.NOT_FOUND);
    assertThat(failureOf(opened.streamer)).hasMessageContaining("Channels with keys [1] not found");
  }

  @Test
  void takesAnEndThatNobodyAskedForAsAFailure() throws Exception {
    // Given
    Opened opened = open(A);

    // When
    opened.stream.end(Status.OK);

    // Then
    SynnaxException failure = failureOf(opened.streamer);
    assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
    assertThat(failure.retriable()).isTrue();
  }

  @Test
  void isUnreachableWhenTheServerIsKilled() throws Exception {
    // Given
    Opened opened = open(A);

    // When
    server.close();

    // Then
    assertThat(failureOf(opened.streamer).code()).isEqualTo(Code.UNREACHABLE);
  }

  @Test
  void logsInAgainOnceWhenTheTokenExpires() throws Exception {
    // Given
    server.tokenRefusal = token -> token.equals("canary-token-1") ? FakeSynnax.EXPIRED : null;

    // When
    Opened opened = open(A);
    opened.stream.sendBuffer(sample(3));

    // Then
    assertThat(valueOf(opened.streamer.read(LONG))).isEqualTo(3);
    assertThat(server.logins).hasValue(2);
  }

  @Test
  void namesTheDeniedChannel() throws Exception {
    // Given
    Future<Streamer> opening = opening(A, B, channel(3, "c", "uint8"));

    // When: both the first try and the one after the new login
    server.awaitStream().end(FakeSynnax.DENIED);
    server.awaitStream().end(FakeSynnax.DENIED);
    // And then a stream of the first channel alone, and the second one twice
    FakeStream first = server.awaitStream();
    first.awaitRequest();
    first.sendBuffer(FakeSynnax.ACKNOWLEDGEMENT);
    server.awaitStream().end(FakeSynnax.DENIED);
    server.awaitStream().end(FakeSynnax.DENIED);

    // Then
    SynnaxException failure = failureOf(opening);
    assertThat(failure.code()).isEqualTo(Code.ACCESS_DENIED);
    assertThat(failure).hasMessageContaining("may not read channel b (2)");
    assertThat(server.logins).hasValue(2);
  }

  @Test
  void refusesChannelsOfUnknownTypeByNameBeforeAnythingIsSent() throws Exception {
    // When
    SynnaxException failure =
        failureOf(opening(A, channel(3, "odd", "float16"), channel(4, "odder", "complex")));

    // Then
    assertThat(failure.code()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(failure).hasMessageContaining("odd (3, float16)").hasMessageContaining("odder");
    assertThat(server.streams).isEmpty();
  }

  @Test
  void readsTextFromADevelopmentBuild() throws Exception {
    // Given
    server.nodeVersion = "0.0.7";

    // When
    Future<Streamer> opening = opening(channel(3, "note", "string"));
    server.awaitStream().sendBuffer("3601000000");

    // Then
    assertThat(opening.get(60, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void isNotAwareOfAnswersThatOnlyKeepTheStreamAlive() throws Exception {
    // Given
    Future<Streamer> opening = opening(A);
    FakeStream stream = server.awaitStream();
    stream.awaitRequest();

    // When
    stream.keepAlive();
    stream.sendBuffer(FakeSynnax.ACKNOWLEDGEMENT);
    stream.keepAlive();
    stream.sendBuffer(sample(7));

    // Then
    assertThat(valueOf(opening.get(60, TimeUnit.SECONDS).read(LONG))).isEqualTo(7);
  }

  @Test
  void waitsForTheAcknowledgementAfterAnAnswerThatKeepsTheStreamAlive() throws Exception {
    // Given
    Future<Streamer> opening = opening(A);
    FakeStream stream = server.awaitStream();
    stream.awaitRequest();

    // When
    stream.keepAlive();
    stream.end(FakeSynnax.unknown("sy.query.not_found---channel 1 not found"));

    // Then
    assertThat(failureOf(opening).code()).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void endsForGoodWhenFramesAreOfAFormThatItDoesNotKnow() throws Exception {
    // Given
    server.nodeVersion = "0.60.1";
    Opened opened = open(A);

    // When
    opened.stream.sendBuffer("9f0101000000");
    SynnaxException failure = failureOf(opened.streamer);

    // Then
    assertThat(failure.code()).isEqualTo(Code.UNSUPPORTED);
    assertThat(failure.retriable()).isFalse();
    assertThat(failure)
        .hasMessageContainingAll("unknown flags 0x9f", "Synnax 0.60.1", "newer release");
  }

  @Test
  void refusesTextFromServersThatDoNotTellItsLength() throws Exception {
    // Given
    server.nodeVersion = "0.54.4";

    // When
    SynnaxException failure = failureOf(opening(A, channel(3, "note", "string")));

    // Then
    assertThat(failure.code()).isEqualTo(Code.UNSUPPORTED);
    assertThat(failure).hasMessageContaining("note (3, string)").hasMessageContaining("0.55.0");
  }

  @Test
  void readsPlainFramesOfOlderServers() throws Exception {
    // Given
    server.nodeVersion = "0.55.1";
    Opened opened = open(A);
    SeriesMessage series =
        SeriesMessage.newBuilder()
            .setDataType("int16")
            .setData(ByteString.copyFrom(new byte[] {5, 0, 6, 0}))
            .setAlignment(77)
            .build();

    // When
    opened.stream.sendFrame(FrameMessage.newBuilder().addKeys(-2).addSeries(series).build());
    opened.stream.sendFrame(FrameMessage.newBuilder().addKeys(1).addSeries(series).build());

    // Then
    Frame frame = Objects.requireNonNull(opened.streamer.read(LONG));
    assertThat(Objects.requireNonNull(opened.streamer.read(LONG)).last("a")).isEqualTo((short) 6);
    assertThat(frame.channelKeyAt(0)).isEqualTo(4294967294L);
    assertThat(frame.seriesAt(0).longAt(1)).isEqualTo(6);
    assertThat(frame.seriesAt(0).alignment().value()).isEqualTo(77);
  }

  @Test
  void decodesFramesOfTheOldKeySetAfterAnUpdate() throws Exception {
    // Given
    Opened opened = open(A);

    // When
    opened.streamer.updateChannels(List.of(A, B));
    opened.stream.sendBuffer(sample(4));
    opened.stream.sendBuffer("3f02000000010000000506");

    // Then
    assertThat(opened.stream.awaitRequest().getKeysList()).containsExactly(1, 2);
    assertThat(valueOf(opened.streamer.read(LONG))).isEqualTo(4);
    assertThat(Objects.requireNonNull(opened.streamer.read(LONG)).size()).isEqualTo(2);
  }

  @Test
  void channelsOfAnUpdateThatBroughtAFrameMayBeReadAgainLater() throws Exception {
    // Given
    Opened opened = open(A);
    opened.streamer.updateChannels(List.of(A, B));
    opened.stream.sendBuffer("3f02000000010000000506");
    opened.streamer.read(LONG);

    // When
    Future<Streamer> again = opening(A, B);
    server.awaitStream().end(FakeSynnax.DENIED);
    server.awaitStream().end(FakeSynnax.DENIED);

    // Then
    SynnaxException failure = failureOf(again);
    assertThat(failure.code()).isEqualTo(Code.ACCESS_DENIED);
    assertThat(failure.retriable()).isTrue();
  }

  @Test
  void framesOfTheOldListKeepTheirNames() throws Exception {
    // Given
    Opened opened = open(A);
    opened.streamer.updateChannels(List.of(channel(1, "renamed", "uint8"), B));

    // When
    opened.stream.sendBuffer(sample(4));
    opened.stream.sendBuffer("3f02000000010000000506");

    // Then
    Frame old = Objects.requireNonNull(opened.streamer.read(LONG));
    assertThat(old.last("a")).isEqualTo((short) 4);
    assertThat(old.contains("renamed")).isFalse();
    Frame updated = Objects.requireNonNull(opened.streamer.read(LONG));
    assertThat(updated.last("renamed")).isEqualTo((short) 5);
    assertThat(updated.last("b")).isEqualTo((short) 6);
    assertThat(updated.contains("a")).isFalse();
  }

  @Test
  void refusesUpdatesThatCouldBlockTheServer() throws Exception {
    // Given
    Opened opened = open(A);
    for (int i = 0; i < 40; i++) {
      opened.streamer.updateChannels(List.of(A));
    }

    // When / Then
    assertThatThrownBy(() -> opened.streamer.updateChannels(List.of(A)))
        .isInstanceOfSatisfying(SynnaxException.class, e -> assertThat(e.retriable()).isTrue())
        .hasMessageContaining("open the stream again");
    opened.stream.sendBuffer("3e29000000" + "01000000" + "01000000" + "05");
    assertThat(valueOf(opened.streamer.read(LONG))).isEqualTo(5);
    opened.streamer.updateChannels(List.of(A));
  }

  @Test
  void updatesOfAReaderWhoIsSlowAreNotRefused() throws Exception {
    // Given: the server has sent a frame after 40 updates, and nobody has read it
    Opened opened = open(A);
    for (int i = 0; i < 40; i++) {
      opened.streamer.updateChannels(List.of(A));
    }

    // When
    opened.stream.sendBuffer("3e29000000" + "01000000" + "01000000" + "05");
    // The answer comes after the frame, on the same connection.
    client.checkConnectivity();

    // Then
    for (int i = 0; i < 40; i++) {
      opened.streamer.updateChannels(List.of(A));
    }
    assertThat(valueOf(opened.streamer.read(LONG))).isEqualTo(5);
  }

  @Test
  void endsTheStreamWhenAFrameIsMalformed() throws Exception {
    // Given
    Opened opened = open(A);

    // When
    opened.stream.sendBuffer("ff");
    opened.stream.sendBuffer(sample(1));

    // Then
    SynnaxException failure = failureOf(opened.streamer);
    assertThat(failure.code()).isEqualTo(Code.MALFORMED);
    assertThat(failure).hasMessageContaining("malformed frame at byte 0");
    assertThat(failureOf(opened.streamer).code()).isEqualTo(Code.MALFORMED);
    assertThat(opened.stream.awaitEnd()).isTrue();
  }

  @Test
  void closeWakesAReaderAndTellsTheServer() throws Exception {
    // Given
    Opened opened = open(A);
    Future<SynnaxException> reading = opener.submit(() -> failureOf(opened.streamer));

    // When
    opened.streamer.close();
    opened.streamer.close();

    // Then
    assertThat(reading.get(60, TimeUnit.SECONDS).code()).isEqualTo(Code.CLOSED);
    assertThat(opened.stream.awaitEnd()).isTrue();
  }

  @Test
  void closingTheClientClosesItsStreams() throws Exception {
    // Given
    Opened opened = open(A);

    // When
    client.close();

    // Then
    assertThat(failureOf(opened.streamer).code()).isEqualTo(Code.CLIENT_CLOSED);
  }

  @Test
  void aReaderCanBeInterrupted() throws Exception {
    // Given
    Opened opened = open(A);

    // When
    Thread.currentThread().interrupt();

    // Then
    assertThatThrownBy(() -> opened.streamer.read(LONG)).isInstanceOf(InterruptedException.class);
  }
}
