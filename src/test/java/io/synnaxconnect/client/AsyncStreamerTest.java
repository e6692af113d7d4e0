package io.synnaxconnect.client;

import static io.synnaxconnect.client.LiveStand.LONG;
import static io.synnaxconnect.client.LiveStand.temperatureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.TimeSpan;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AsyncStreamerTest {

  private final LiveStand stand = new LiveStand();
  private final SynnaxClient client = stand.client;

  @AfterEach
  void close() {
    stand.close();
    awaitNoThread();
  }

  private AsyncStreamer open() throws Exception {
    return get(client.openAsyncStreamer("temperature"));
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  private long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("synnax-127.0.0.1:" + stand.simulator.port() + "-async"))
        .count();
  }

  private void awaitNoThread() {
    Awaitility.await().atMost(LONG).until(() -> threads() == 0);
  }

  private static void assertEndsWith(Code code, Future<?> future) {
    assertThatThrownBy(() -> get(future))
        .cause()
        .isInstanceOfSatisfying(SynnaxException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void readsAFrameThatComesLaterAndOneThatIsThere() throws Exception {
    // Given
    AsyncStreamer streamer = open();
    CompletableFuture<Frame> first = streamer.read();
    assertThat(first).isNotDone();

    // When
    stand.writeTemperature(1);
    stand.writeTemperature(2);

    // Then
    assertThat(temperatureOf(get(first))).isEqualTo(1);
    assertThat(temperatureOf(get(streamer.read()))).isEqualTo(2);
    assertThat(threads()).isOne();
  }

  @Test
  void namesTheUnknownChannel() throws Exception {
    // When
    CompletableFuture<AsyncStreamer> opening = client.openAsyncStreamer("humidity");

    // Then
    assertEndsWith(Code.NOT_FOUND, opening);
    awaitNoThread();
  }

  @Test
  void timesOutInEveryUnitAndNotTooEarly() throws Exception {
    // Given
    AsyncStreamer streamer = open();
    CompletableFuture<Frame> oldest = streamer.read();
    long before = System.nanoTime();

    // When
    List<CompletableFuture<Frame>> reads =
        List.of(
            streamer.read(Duration.ofMillis(150)),
            streamer.read(TimeSpan.MILLISECOND.times(150)),
            streamer.read(0.15));

    // Then
    for (CompletableFuture<Frame> read : reads) {
      assertThat(get(read)).isNull();
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(150_000_000L);
    }
    stand.writeTemperature(3);
    assertThat(temperatureOf(get(oldest))).isEqualTo(3);
    assertThat(get(streamer.read(0))).isNull();
  }

  @Test
  void aCancelledReadTakesNoFrame() throws Exception {
    // Given
    AsyncStreamer streamer = open();
    CompletableFuture<Frame> cancelled = streamer.read();
    CompletableFuture<Frame> next = streamer.read();

    // When
    cancelled.cancel(false);
    stand.writeTemperature(1);

    // Then
    assertThat(temperatureOf(get(next))).isEqualTo(1);
    assertThatThrownBy(cancelled::join).isInstanceOf(CancellationException.class);
  }

  @Test
  void updatesItsChannels() throws Exception {
    // Given
    AsyncStreamer streamer = open();

    // When
    CompletableFuture<Void> unknown = streamer.updateChannels("humidity");
    CompletableFuture<Void> updated = streamer.updateChannels("temperature", "pressure");

    // Then
    assertEndsWith(Code.NOT_FOUND, unknown);
    get(updated);
    Awaitility.await()
        .atMost(LONG)
        .until(
            () -> {
              stand.writePressure(4);
              Frame frame = streamer.read(0.1).get(60, TimeUnit.SECONDS);
              return frame != null && frame.contains("pressure");
            });
  }

  @Test
  void closingEndsWhatWaitsAndTheThread() throws Exception {
    // Given
    AsyncStreamer streamer = open();
    CompletableFuture<Frame> waiting = streamer.read();
    CompletableFuture<Frame> limited = streamer.read(Duration.ofHours(1));

    // When
    streamer.close();
    streamer.close();

    // Then
    assertEndsWith(Code.CLOSED, waiting);
    assertEndsWith(Code.CLOSED, limited);
    awaitNoThread();
    assertEndsWith(Code.CLOSED, streamer.read());
    assertEndsWith(Code.CLOSED, streamer.read(1));
    assertEndsWith(Code.CLOSED, streamer.updateChannels("temperature"));
    Awaitility.await().atMost(LONG).until(() -> stand.simulator.counters().openStreams() == 0);
  }

  @Test
  void aFutureMayCloseItsOwnStream() throws Exception {
    // Given
    AsyncStreamer streamer = open();
    CompletableFuture<Void> closed = streamer.read().thenAccept(frame -> streamer.close());

    // When
    stand.writeTemperature(1);

    // Then
    get(closed);
    awaitNoThread();
  }

  @Test
  void closingTheClientEndsStreamsThatNobodyWaitsFor() throws Exception {
    // Given
    AsyncStreamer streamer = open();
    stand.writeTemperature(1);

    // When
    client.close();

    // Then
    awaitNoThread();
    assertEndsWith(Code.CLOSED, streamer.read());
  }

  @Test
  void aFailureIsToldToEveryRead() throws Exception {
    // Given
    AsyncStreamer streamer = open();

    // When
    stand.simulator.stop();

    // Then
    assertEndsWith(Code.UNREACHABLE, streamer.read());
    awaitNoThread();
    assertEndsWith(Code.UNREACHABLE, streamer.read());
  }

  @Test
  void anOpeningThatIsCancelledLeavesNothingOpen() throws Exception {
    // Given
    CompletableFuture<AsyncStreamer> opening = client.openAsyncStreamer("temperature");

    // When
    if (!opening.cancel(false)) {
      opening.get().close();
    }

    // Then
    awaitNoThread();
    Awaitility.await().atMost(LONG).until(() -> stand.simulator.counters().openStreams() == 0);
  }

  @Test
  void aSubscriberThatThrowsAnErrorGetsNothingMore() throws Exception {
    // Given
    AsyncStreamer streamer = open();
    AtomicInteger calls = new AtomicInteger();
    streamer.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(Frame frame) {
            calls.incrementAndGet();
            throw new NoClassDefFoundError("a class of the program");
          }

          @Override
          public void onError(Throwable reason) {}

          @Override
          public void onComplete() {}
        });

    // When
    stand.writeTemperature(1);
    Awaitility.await().atMost(LONG).until(() -> calls.get() == 1);
    stand.writeTemperature(2);

    // Then: the frame is for the next demand
    assertThat(temperatureOf(get(streamer.read()))).isEqualTo(2);
    assertThat(calls).hasValue(1);
    streamer.close();
  }

  @Test
  void closingInterruptsNoCodeOfTheUser() throws Exception {
    // Given: a callback that takes its time on the stream's thread
    AsyncStreamer streamer = open();
    CountDownLatch inCallback = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted =
        streamer
            .read()
            .thenApply(
                frame -> {
                  inCallback.countDown();
                  try {
                    closed.await();
                    return Thread.interrupted();
                  } catch (InterruptedException e) {
                    return true;
                  }
                });
    stand.writeTemperature(1);
    inCallback.await();

    // When
    streamer.close();
    closed.countDown();

    // Then
    assertThat(get(interrupted)).isFalse();
  }

  private AsyncStreamer open(Executor executor) throws Exception {
    return get(
        client.openAsyncStreamer(
            ChannelSelector.named("temperature"), StreamerOptions.DEFAULT, executor));
  }

  @Test
  void runsOnTheExecutorOfTheUserAndLeavesItAlone() throws Exception {
    // Given: one thread for two streams
    ExecutorService mine = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));
    AsyncStreamer one = open(mine);
    AsyncStreamer other = open(mine);
    List<CompletableFuture<String>> names =
        Stream.of(one, other)
            .map(s -> s.read().thenApply(frame -> Thread.currentThread().getName()))
            .toList();

    // When
    stand.writeTemperature(1);

    // Then
    for (CompletableFuture<String> name : names) {
      assertThat(get(name)).isEqualTo("mine");
    }
    assertThat(get(one.read(0.05))).isNull();
    assertThat(threads()).isZero();
    one.close();
    other.close();
    assertThat(mine.submit(() -> "still there").get(60, TimeUnit.SECONDS)).isNotNull();
    mine.shutdown();
  }

  @Test
  void anExecutorThatRefusesEndsTheStream() throws Exception {
    // Given
    ExecutorService mine = Executors.newSingleThreadExecutor();
    AsyncStreamer streamer = open(mine);
    CompletableFuture<Frame> waiting = streamer.read();
    // Else the task of this read, which the executor has accepted, could also run the next one.
    mine.submit(() -> {}).get();

    // When
    mine.shutdown();

    // Then
    assertEndsWith(Code.CLIENT_ERROR, streamer.read());
    assertEndsWith(Code.CLIENT_ERROR, waiting);
    assertEndsWith(Code.CLIENT_ERROR, streamer.updateChannels("temperature"));
    assertEndsWith(
        Code.CLIENT_ERROR,
        client.openAsyncStreamer(
            ChannelSelector.named("temperature"), StreamerOptions.DEFAULT, mine));
    Awaitility.await().atMost(LONG).until(() -> stand.simulator.counters().openStreams() == 0);
  }

  @Test
  void loopsOverFramesUntilItIsClosed() throws Exception {
    // Given
    AsyncStreamer streamer = open();
    List<Double> temperatures = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> loop =
        streamer.forEach(frame -> temperatures.add(temperatureOf(frame)));

    // When
    for (int i = 0; i < 200; i++) {
      stand.writeTemperature(i);
    }
    Awaitility.await().atMost(LONG).until(() -> temperatures.size() == 200);
    streamer.close();

    // Then
    get(loop);
    assertThat(temperatures).isSorted();
    get(streamer.forEach(frame -> {}));
  }

  @Test
  void theNextFrameWaitsForTheStageOfTheLast() throws Exception {
    // Given
    AsyncStreamer streamer = open();
    BlockingQueue<CompletableFuture<Void>> stages = new LinkedBlockingQueue<>();
    CompletableFuture<Void> loop =
        streamer.forEachAsync(
            frame -> {
              CompletableFuture<Void> stage = new CompletableFuture<>();
              stages.add(stage);
              return stage;
            });
    stand.writeTemperature(1);
    stand.writeTemperature(2);
    CompletableFuture<Void> first = Objects.requireNonNull(stages.poll(60, TimeUnit.SECONDS));

    // When: another read is served, though the loop is not
    CompletableFuture<Frame> beside = streamer.read();
    assertThat(temperatureOf(get(beside))).isEqualTo(2);
    assertThat(stages).isEmpty();
    first.complete(null);
    stand.writeTemperature(3);

    // Then
    CompletableFuture<Void> second = Objects.requireNonNull(stages.poll(60, TimeUnit.SECONDS));
    second.completeExceptionally(new IllegalStateException("no room"));
    assertThatThrownBy(() -> get(loop)).hasRootCauseMessage("no room");
    stand.writeTemperature(4);
    assertThat(temperatureOf(get(streamer.read()))).isEqualTo(4);
  }

  @Test
  void aBodyThatThrowsEndsTheLoopAlone() throws Exception {
    // Given
    AsyncStreamer streamer = open();
    CompletableFuture<Void> loop =
        streamer.forEach(
            frame -> {
              throw new NoClassDefFoundError("a class of the program");
            });

    // When
    stand.writeTemperature(1);

    // Then
    assertThatThrownBy(() -> get(loop)).hasRootCauseMessage("a class of the program");
    stand.writeTemperature(2);
    assertThat(temperatureOf(get(streamer.read()))).isEqualTo(2);
  }

  @Test
  void aCancelledLoopTakesNoFrame() throws Exception {
    // Given
    AsyncStreamer streamer = open();
    CompletableFuture<Void> loop = streamer.forEach(frame -> {});
    assertThat(get(streamer.read(0))).isNull();

    // When
    loop.cancel(false);
    stand.writeTemperature(1);

    // Then
    assertThat(temperatureOf(get(streamer.read()))).isEqualTo(1);
  }

  @Test
  void aLoopFailsWithItsStream() throws Exception {
    // Given
    AsyncStreamer streamer = open();
    CompletableFuture<Void> loop = streamer.forEach(frame -> {});

    // When
    stand.simulator.stop();

    // Then
    assertEndsWith(Code.UNREACHABLE, loop);
  }
}
