package io.synnaxconnect.client;

import static io.synnaxconnect.client.LiveStand.LONG;
import static io.synnaxconnect.client.LiveStand.temperatureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.TimeSpan;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a read waits, and what ends its waiting. */
@Timeout(120)
class StreamerWaitTest {

  private interface TimedRead {
    @Nullable Frame read() throws InterruptedException;
  }

  private final LiveStand stand = new LiveStand();
  private final SynnaxClient client = stand.client;
  private final ExecutorService other = Executors.newSingleThreadExecutor();
  private final AtomicReference<@Nullable Thread> reader = new AtomicReference<>();

  @AfterEach
  void close() {
    other.shutdownNow();
    stand.close();
  }

  private <T> Future<T> onOtherThread(Callable<T> task) {
    return other.submit(
        () -> {
          reader.set(Thread.currentThread());
          return task.call();
        });
  }

  private Thread awaitBlocked() {
    Awaitility.await()
        .atMost(LONG)
        .until(
            () -> {
              Thread thread = reader.get();
              return thread != null && thread.getState() == Thread.State.TIMED_WAITING;
            });
    return Objects.requireNonNull(reader.get());
  }

  @Test
  void readWaitsUntilAFrameIsThere() throws Exception {
    // Given
    Streamer streamer = client.openStreamer("temperature");
    Future<Frame> reading = onOtherThread(streamer::read);
    awaitBlocked();

    // When
    stand.writeTemperature(21);

    // Then
    assertThat(temperatureOf(reading.get(60, TimeUnit.SECONDS))).isEqualTo(21);
  }

  @Test
  void waitsAtLeastAsLongAsToldInEveryUnit() throws Exception {
    // Given
    Streamer streamer = client.openStreamer("temperature");
    List<TimedRead> reads =
        List.of(
            () -> streamer.read(Duration.ofMillis(150)),
            () -> streamer.read(TimeSpan.MILLISECOND.times(150)),
            () -> streamer.read(0.15));
    for (TimedRead read : reads) {
      // When
      long before = System.nanoTime();
      Frame frame = read.read();
      long elapsed = System.nanoTime() - before;

      // Then
      assertThat(frame).isNull();
      assertThat(elapsed).isBetween(150_000_000L, 60_000_000_000L);
    }
  }

  @Test
  void asksForWhatIsThereAndTakesTimesBeyondAllMeasure() throws Exception {
    // Given
    Streamer streamer = client.openStreamer("temperature");

    // When / Then
    assertThat(streamer.read(0)).isNull();
    assertThat(streamer.read(Duration.ofSeconds(Long.MIN_VALUE))).isNull();
    stand.writeTemperature(1);
    assertThat(streamer.read(Duration.ofSeconds(Long.MAX_VALUE))).isNotNull();
    stand.writeTemperature(1);
    assertThat(streamer.read(Double.POSITIVE_INFINITY)).isNotNull();
  }

  @Test
  void anInterruptEndsABlockedRead() throws Exception {
    // Given
    Streamer streamer = client.openStreamer("temperature");
    Future<Throwable> reading = onOtherThread(() -> catchThrowable(streamer::read));

    // When
    awaitBlocked().interrupt();

    // Then
    assertThat(reading.get(60, TimeUnit.SECONDS))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("interrupted while waiting for a frame");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingEndsABlockedReadAndReleasesTheCall(boolean wholeClient) throws Exception {
    // Given
    Streamer streamer = client.openStreamer("temperature");
    Future<Throwable> reading = onOtherThread(() -> catchThrowable(streamer::read));
    awaitBlocked();

    // When
    if (wholeClient) {
      client.close();
    } else {
      streamer.close();
      streamer.close();
    }

    // Then
    assertThat(reading.get(60, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            SynnaxException.class,
            e -> assertThat(e.code()).isEqualTo(wholeClient ? Code.CLIENT_CLOSED : Code.CLOSED))
        .hasMessageContaining("closed");
    Awaitility.await().atMost(LONG).until(() -> stand.simulator.counters().openStreams() == 0);
  }

  @Test
  void aLoopThrowsWhenItIsInterrupted() throws Exception {
    // Given
    Streamer streamer = client.openStreamer("temperature");
    Future<Boolean> looping =
        onOtherThread(
            () -> {
              SynnaxException end =
                  catchThrowableOfType(SynnaxException.class, () -> streamer.iterator().hasNext());
              return String.valueOf(end.getMessage()).contains("interrupted")
                  && Thread.currentThread().isInterrupted();
            });

    // When
    awaitBlocked().interrupt();

    // Then
    assertThat(looping.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aStreamThatHasEndedRefusesUpdates() throws Exception {
    // Given
    Streamer closed = client.openStreamer("temperature");
    closed.close();
    Streamer lost = client.openStreamer("temperature");
    stand.simulator.restart(RestartKind.CLEAN);
    assertThatThrownBy(lost::read).isInstanceOf(SynnaxException.class);

    // When / Then
    assertEnded(closed, Code.CLOSED);
    assertEnded(lost, Code.UNREACHABLE);
  }

  private static void assertEnded(Streamer streamer, Code code) {
    assertThatThrownBy(() -> streamer.updateChannels("pressure"))
        .isInstanceOfSatisfying(SynnaxException.class, e -> assertThat(e.code()).isEqualTo(code));
    assertThatThrownBy(() -> streamer.updateChannels(List.of()))
        .isInstanceOfSatisfying(SynnaxException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void twoReadersAtOnceAreRefused() throws Exception {
    // Given
    Streamer streamer = client.openStreamer(List.of("temperature"));
    Future<Throwable> reading = onOtherThread(() -> catchThrowable(streamer::read));
    awaitBlocked();

    // When / Then
    assertThatThrownBy(() -> streamer.read(0.2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another thread reads this stream");
    streamer.close();
    assertThat(reading.get(60, TimeUnit.SECONDS)).isInstanceOf(SynnaxException.class);
  }

  @Test
  void aStreamOfNothingIsRefused() {
    assertThatThrownBy(() -> client.openStreamer(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name at least one");
    assertThatThrownBy(() -> client.openStreamer()).isInstanceOf(IllegalArgumentException.class);
  }
}
