package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.proto.FrameIteratorServiceGrpc;
import io.synnaxconnect.proto.FrameMessage;
import io.synnaxconnect.proto.IteratorRequest;
import io.synnaxconnect.proto.IteratorResponse;
import io.synnaxconnect.proto.SeriesMessage;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.TimeRange;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Iterators of a server that wants to keep its reader busy, or to fill its memory. */
@Timeout(120)
class HostileIteratorTest {

  private static final Channel INDEX =
      new Channel(1, "time", "timestamp", 1, true, false, false, "");
  private static final TimeRange RANGE = TimeRange.ofNanos(0, 100);
  private static final IteratorResponse ACKNOWLEDGEMENT =
      IteratorResponse.newBuilder().setVariant(1).setAck(true).build();

  /** Frames of one timestamp, 5. */
  private static final IteratorResponse DATA =
      IteratorResponse.newBuilder()
          .setVariant(2)
          .setBuffer(
              ByteString.copyFrom(
                  Recording.bytes("3e01000000" + "01000000" + "01000000" + "0500000000000000")))
          .build();

  private static final IteratorResponse ONE_OF_MANY =
      IteratorResponse.newBuilder()
          .setVariant(2)
          .setFrame(
              FrameMessage.newBuilder()
                  .addKeys(1)
                  .addSeries(
                      SeriesMessage.newBuilder()
                          .setDataType("timestamp")
                          .setData(ByteString.copyFrom(new byte[8]))))
          .build();

  private @Nullable FakeSynnax server;
  private @Nullable Session session;

  @AfterEach
  void close() throws InterruptedException {
    if (session != null) {
      session.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private Session start(int maxMessageBytes, Consumer<StreamObserver<IteratorResponse>> answer)
      throws Exception {
    server =
        FakeSynnax.start(
            new FrameIteratorServiceGrpc.FrameIteratorServiceImplBase() {
              @Override
              public StreamObserver<IteratorRequest> exec(
                  StreamObserver<IteratorResponse> answers) {
                return new Answering(answers, answer);
              }
            });
    session =
        new Session(
            SynnaxEndpoints.of(TestOptions.plaintext(server.port(), maxMessageBytes)),
            System::nanoTime);
    return session;
  }

  private record Answering(
      StreamObserver<IteratorResponse> answers, Consumer<StreamObserver<IteratorResponse>> answer)
      implements StreamObserver<IteratorRequest> {

    @Override
    public void onNext(IteratorRequest request) {
      answer.accept(answers);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {
      answers.onCompleted();
    }
  }

  @Test
  void anIndexThatRepeatsForEverIsNotReadInSteps() throws Exception {
    // Given
    Session open =
        start(
            1 << 20,
            answers -> {
              answers.onNext(DATA);
              answers.onNext(ACKNOWLEDGEMENT);
            });
    IndexReader reader = new IndexReader(open, INDEX, List.of(), RANGE, 10);

    // When
    assertThat(reader.next()).hasSize(1);
    reader.next();

    // Then
    assertThat(reader.isAmbiguous()).isTrue();
  }

  @Test
  void anAnswerWithoutEndIsMalformed() throws Exception {
    // Given
    IteratorResponse nothing = DATA.toBuilder().clearBuffer().build();
    Session open = start(1 << 20, answers -> send(answers, nothing, 10_008));

    // When / Then
    assertThat(openingFails(open)).isEqualTo(Code.MALFORMED);
  }

  @Test
  void anAnswerHasAMessageForEachOfManyChannels() throws Exception {
    // Given: a server that sends the channels of a step one by one
    List<Channel> channels =
        IntStream.rangeClosed(1, 20_000)
            .mapToObj(key -> new Channel(key, "c" + key, "timestamp", key, true, false, false, ""))
            .toList();
    Session open =
        start(
            16 << 20,
            answers -> {
              send(answers, ONE_OF_MANY, 20_000);
              answers.onNext(ACKNOWLEDGEMENT);
            });

    // When
    try (FrameIterator iterator = FrameIterator.open(open, channels, RANGE, 1)) {
      // Then
      assertThat(iterator.nextChunk()).hasSize(20_000);
    }
  }

  @Test
  void anAnswerOfManyLargeMessagesIsTooLarge() throws Exception {
    // Given: 21 bytes are a message
    Session open = start(1024, answers -> send(answers, DATA, 8 * 1024 / 21 + 1));

    // When / Then
    assertThat(openingFails(open)).isEqualTo(Code.MESSAGE_TOO_LARGE);
  }

  private static void send(
      StreamObserver<IteratorResponse> answers, IteratorResponse answer, int times) {
    for (int i = 0; i < times; i++) {
      answers.onNext(answer);
    }
  }

  private static Code openingFails(Session open) {
    return catchThrowableOfType(
            SynnaxException.class, () -> FrameIterator.open(open, List.of(INDEX), RANGE, 10))
        .code();
  }
}
