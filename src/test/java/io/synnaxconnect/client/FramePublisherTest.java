package io.synnaxconnect.client;

import static io.synnaxconnect.client.LiveStand.LONG;
import static io.synnaxconnect.client.LiveStand.temperatureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of Reactive Streams, held by an asynchronous stream. */
@Timeout(120)
class FramePublisherTest {

  private final LiveStand stand = new LiveStand();
  private final RecordingSubscriber subscriber = new RecordingSubscriber();
  private AsyncStreamer streamer;

  @BeforeEach
  void open() throws Exception {
    streamer = stand.client.openAsyncStreamer("temperature").get(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() {
    streamer.close();
    stand.close();
    assertThat(subscriber.overlaps).hasValue(0);
    assertThat(subscriber.signalsAfterTheEnd).hasValue(0);
  }

  private void write(int from, int to) {
    IntStream.range(from, to).forEach(stand::writeTemperature);
  }

  private void awaitTemperatures(Double... values) {
    Awaitility.await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(subscriber.temperatures).containsExactly(values));
  }

  @Test
  void givesAsManyFramesAsWereRequested() throws Exception {
    // Given
    streamer.subscribe(subscriber);
    write(0, 5);

    // When
    subscriber.subscription().request(2);
    awaitTemperatures(0.0, 1.0);
    Frame between = streamer.read().get(60, TimeUnit.SECONDS);
    subscriber.subscription().request(1);
    subscriber.subscription().request(1);

    // Then
    assertThat(temperatureOf(between)).isEqualTo(2);
    awaitTemperatures(0.0, 1.0, 3.0, 4.0);
  }

  @Test
  void aRequestWithoutEndGetsEverything() throws Exception {
    // Given
    streamer.subscribe(subscriber);
    subscriber.subscription().request(Long.MAX_VALUE);
    subscriber.subscription().request(Long.MAX_VALUE);

    // When
    write(0, 500);

    // Then
    awaitTemperatures(IntStream.range(0, 500).mapToObj(i -> (double) i).toArray(Double[]::new));
  }

  @Test
  void theOldestDemandIsServedFirst() throws Exception {
    // Given
    streamer.subscribe(subscriber);
    subscriber.subscription().request(1);
    CompletableFuture<Frame> second = streamer.read();
    subscriber.subscription().request(1);
    CompletableFuture<Frame> fourth = streamer.read();

    // When
    write(0, 4);

    // Then
    assertThat(temperatureOf(second.get(60, TimeUnit.SECONDS))).isEqualTo(1);
    assertThat(temperatureOf(fourth.get(60, TimeUnit.SECONDS))).isEqualTo(3);
    awaitTemperatures(0.0, 2.0);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aRequestOfNothingIsAnError(long frames) throws Exception {
    // Given
    streamer.subscribe(subscriber);

    // When
    subscriber.subscription().request(frames);

    // Then
    subscriber.awaitEnd();
    assertThat(subscriber.error)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive: " + frames);
    write(0, 1);
    assertThat(streamer.read().get(60, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void aCancelledSubscriptionGetsNothingMore() throws Exception {
    // Given
    streamer.subscribe(subscriber);
    subscriber.subscription().request(10);
    write(0, 1);
    awaitTemperatures(0.0);

    // When
    subscriber.subscription().cancel();
    subscriber.subscription().cancel();
    subscriber.subscription().request(5);
    write(1, 2);

    // Then
    assertThat(temperatureOf(streamer.read().get(60, TimeUnit.SECONDS))).isEqualTo(1);
    streamer.close();
    awaitTemperatures(0.0);
    assertThat(subscriber.ended.getCount()).isEqualTo(1);
  }

  @Test
  void closingCompletesEverySubscriber() throws Exception {
    // Given
    streamer.subscribe(subscriber);

    // When
    streamer.close();

    // Then
    subscriber.awaitEnd();
    assertThat(subscriber.error).isNull();
    RecordingSubscriber late = new RecordingSubscriber();
    streamer.subscribe(late);
    late.awaitEnd();
    assertThat(late.subscribed).isDone();
    assertThat(late.error).isNull();
  }

  @Test
  void aFailureIsAnErrorForEverySubscriber() throws Exception {
    // Given
    streamer.subscribe(subscriber);
    subscriber.subscription().request(1);

    // When
    stand.simulator.stop();

    // Then
    subscriber.awaitEnd();
    assertThat(subscriber.error)
        .isInstanceOfSatisfying(
            SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.UNREACHABLE));
  }

  @Test
  void aSubscriberThatThrowsIsLeftAlone() throws Exception {
    // Given
    RecordingSubscriber careless =
        new RecordingSubscriber() {
          @Override
          public void onNext(Frame frame) {
            throw new IllegalStateException("careless");
          }
        };
    streamer.subscribe(careless);
    careless.subscription().request(10);

    // When
    write(0, 2);

    // Then
    assertThat(temperatureOf(streamer.read().get(60, TimeUnit.SECONDS))).isEqualTo(1);
  }

  @Test
  void signalsNeverOverlapHoweverManyThreadsRequest() throws Exception {
    // Given
    streamer.subscribe(subscriber);
    Flow.Subscription subscription = subscriber.subscription();
    ExecutorService requesters = Executors.newFixedThreadPool(4);
    List<CompletableFuture<Void>> requests = new ArrayList<>();

    // When
    for (int i = 0; i < 400; i++) {
      requests.add(CompletableFuture.runAsync(() -> subscription.request(1), requesters));
    }
    write(0, 500);

    // Then
    CompletableFuture.allOf(requests.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    Awaitility.await().atMost(LONG).until(() -> subscriber.temperatures.size() == 400);
    assertThat(subscriber.temperatures).isSorted();
    requesters.shutdownNow();
  }

  @Test
  void aSubscriberWithoutDemandDoesNotStallTheCluster() throws Exception {
    // Given
    StreamerOptions options = StreamerOptions.DEFAULT.withBuffer(2_000, Overflow.DROP_OLDEST);
    AsyncStreamer small =
        stand
            .client
            .openAsyncStreamer(ChannelSelector.named("temperature"), options)
            .get(60, TimeUnit.SECONDS);
    small.subscribe(subscriber);

    // When
    write(0, 300);

    // Then
    Awaitility.await().atMost(LONG).until(() -> small.droppedFrames() > 250);
    assertThat(stand.simulator.counters().framesSkipped()).isZero();
    subscriber.subscription().request(300);
    Awaitility.await().atMost(LONG).until(() -> subscriber.temperatures.contains(299.0));
    assertThat(subscriber.temperatures.size() + small.droppedFrames()).isEqualTo(300);
    small.close();
  }
}
