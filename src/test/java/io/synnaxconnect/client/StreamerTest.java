package io.synnaxconnect.client;

import static io.synnaxconnect.client.LiveStand.LONG;
import static io.synnaxconnect.client.LiveStand.temperatureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.TimeSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

/** What an application sees of a live stream. */
@Timeout(120)
class StreamerTest {

  private final LiveStand stand = new LiveStand();
  private final SynnaxClient client = stand.client;
  private final ExecutorService other = Executors.newSingleThreadExecutor();
  private final AtomicReference<@Nullable Thread> reader = new AtomicReference<>();

  @AfterEach
  void close() {
    other.shutdownNow();
    stand.close();
  }

  private <T> Future<T> onOtherThread(java.util.concurrent.Callable<T> task) {
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
  void opensByNamesByKeysAndByBoth() throws Exception {
    List<ChannelSelector> selectors =
        List.of(
            ChannelSelector.named("temperature"),
            ChannelSelector.keyed(stand.temperatureKey),
            ChannelSelector.named("pressure").andKeyed(stand.temperatureKey),
            ChannelSelector.named("temperature").andKeyed(stand.temperatureKey));
    for (ChannelSelector selector : selectors) {
      try (Streamer streamer = client.openStreamer(selector)) {
        // When
        stand.writeTemperature(1);

        // Then
        assertThat(temperatureOf(streamer.read(LONG))).isEqualTo(1);
      }
    }
  }

  @Test
  void namesAllUnknownChannelsTogether() {
    assertThatThrownBy(
            () ->
                client.openStreamer(
                    ChannelSelector.named("temperature", "pressur", "humidity")
                        .andKeyed(stand.pressureKey, 77, 78)))
        .isInstanceOfSatisfying(
            SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND))
        .hasMessageContaining("no channel humidity, pressur, 77, 78:");
  }

  @Test
  void refusesANameThatSeveralChannelsHave() {
    // Given
    stand.simulator.putChannel(
        new Channel(5_000_000, "temperature", "int8", 0, false, true, false, ""));

    // When / Then
    assertThatThrownBy(() -> client.openStreamer("temperature"))
        .isInstanceOfSatisfying(
            SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
        .hasMessageContaining("temperature=[" + stand.temperatureKey + ", 5000000]");
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

  private interface TimedRead {
    @Nullable Frame read() throws InterruptedException;
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
            SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.CLOSED))
        .hasMessageContaining("closed");
    Awaitility.await().atMost(LONG).until(() -> stand.simulator.counters().openStreams() == 0);
  }

  @Test
  void framesHoldOnlyWhatIsNew() throws Exception {
    // Given
    Streamer streamer = client.openStreamer("temperature", "pressure", "temperature_time");

    // When
    stand.writeTemperature(20);
    stand.writePressure(3);
    stand.writeTemperatures(2, 21);

    // Then
    Frame first = streamer.read();
    assertThat(first.contains("temperature")).isTrue();
    assertThat(first.contains("pressure")).isFalse();
    assertThat(Objects.requireNonNull(first.timestamps("temperature")).sampleCount()).isOne();
    Frame second = streamer.read();
    assertThat(second.last("pressure")).isEqualTo(3.0);
    assertThat(second.timestamps("pressure")).isNull();
    assertThat(Objects.requireNonNull(streamer.read().get("temperature")).sampleCount())
        .isEqualTo(2);
  }

  @Test
  void framesAnswerToTheNamesOfTheOpening() throws Exception {
    // Given
    Streamer streamer = client.openStreamer("temperature");

    // When
    stand.simulator.renameChannel(stand.temperatureKey, "renamed");
    stand.writeTemperature(5);

    // Then
    Frame frame = streamer.read();
    assertThat(frame.last("temperature")).isEqualTo(5.0);
    assertThat(frame.contains("renamed")).isFalse();
  }

  @Test
  void aLoopEndsWhenTheStreamIsClosed() throws Exception {
    // Given
    Streamer streamer = client.openStreamer("temperature");
    List<Double> seen = new ArrayList<>();
    stand.writeTemperature(1);
    stand.writeTemperature(2);

    // When
    for (Frame frame : streamer) {
      seen.add(temperatureOf(frame));
      if (seen.size() == 2) {
        streamer.close();
      }
    }

    // Then
    assertThat(seen).containsExactly(1.0, 2.0);
    assertThat(streamer.iterator().hasNext()).isFalse();
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
  void anUpdateReplacesTheChannels() throws Exception {
    // Given
    Streamer streamer = client.openStreamer("temperature");

    // When
    streamer.updateChannels(ChannelSelector.keyed(stand.pressureKey));
    Frame pressure = writeUntilRead(streamer, () -> stand.writePressure(3));
    stand.writeTemperature(9);
    stand.writePressure(4);

    // Then
    assertThat(pressure.last("pressure")).isEqualTo(3.0);
    Frame next = streamer.read();
    while (Objects.equals(next.last("pressure"), 3.0)) {
      next = streamer.read();
    }
    assertThat(next.contains("temperature")).isFalse();
    assertThat(next.last("pressure")).isEqualTo(4.0);
  }

  /** An update takes effect a little after it is sent. */
  private static Frame writeUntilRead(Streamer streamer, Runnable write)
      throws InterruptedException {
    while (true) {
      write.run();
      Frame frame = streamer.read(0.1);
      if (frame != null) {
        return frame;
      }
    }
  }

  @Test
  void anUnknownChannelLeavesTheOldListInForce() throws Exception {
    // Given
    Streamer streamer = client.openStreamer("temperature");

    // When
    assertThatThrownBy(() -> streamer.updateChannels("pressure", "humidity"))
        .isInstanceOfSatisfying(
            SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND))
        .hasMessageContaining("no channel humidity:");
    stand.writePressure(1);
    stand.writeTemperature(2);

    // Then
    assertThat(temperatureOf(streamer.read(LONG))).isEqualTo(2);
  }
}
