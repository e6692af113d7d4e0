package io.synnaxconnect.client;

import static io.synnaxconnect.client.LiveStand.LONG;
import static io.synnaxconnect.client.LiveStand.temperatureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.synnaxconnect.client.SynnaxClientOptions.Limits;
import io.synnaxconnect.client.SynnaxClientOptions.Tls;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.simulator.ReaderCounters;
import io.synnaxconnect.telem.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * An application that reads slowly harms neither the cluster nor its other readers. The receive
 * window is the smallest there is, so that a stream that is not drained blocks after 100 KiB and
 * 200 frames, and the simulator skips frames from then on.
 */
@Timeout(180)
class SlowReaderTest {

  private static final int FRAME_SAMPLES = 100;
  private static final long BUFFER_BYTES = 100_000;
  private static final StreamerOptions DROPPING =
      StreamerOptions.DEFAULT.withBuffer(BUFFER_BYTES, Overflow.DROP_OLDEST);
  private static final ChannelSelector CHANNELS =
      ChannelSelector.named("temperature", "temperature_time");

  private final LiveStand stand = new LiveStand();
  private final SynnaxClient client =
      SynnaxClient.create(
          new SynnaxClientOptions(
              "127.0.0.1",
              stand.simulator.port(),
              TestOptions.CREDENTIALS,
              Tls.PLAINTEXT,
              new Limits(LONG, 64 << 20, 65_535)));

  @AfterEach
  void close() {
    client.close();
    stand.close();
  }

  /** Writes frames and reads each with another stream before the next is written. */
  private void writeFor(Streamer bystander, int frames) throws InterruptedException {
    for (int i = 0; i < frames; i++) {
      stand.writeTemperatures(FRAME_SAMPLES, i);
      assertThat(temperatureOf(bystander.read(LONG))).isEqualTo(i);
    }
  }

  private static List<Double> readAll(Streamer streamer) throws InterruptedException {
    List<Double> values = new ArrayList<>();
    for (Frame f = streamer.read(0); f != null; f = streamer.read(0)) {
      values.add(temperatureOf(f));
    }
    return values;
  }

  private void assertNothingSkipped(int frames) {
    // All frames leave the cluster, though nobody reads them here.
    Awaitility.await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(stand.simulator.counters().readers())
                    .extracting(ReaderCounters::sent)
                    .containsExactly((long) frames, (long) frames));
    assertThat(stand.simulator.counters().framesSkipped()).isZero();
  }

  @Test
  void theClusterIsDrainedAndTheOldestFramesGiveWay() throws Exception {
    // Given
    Streamer sleeping = client.openStreamer(CHANNELS, DROPPING);
    Streamer bystander = client.openStreamer(CHANNELS, StreamerOptions.DEFAULT);
    int frames = 1_000;

    // When
    writeFor(bystander, frames);

    // Then
    assertNothingSkipped(frames);
    Awaitility.await().atMost(LONG).until(() -> sleeping.droppedFrames() > frames - 100);
    stand.writeTemperatures(FRAME_SAMPLES, frames);
    List<Double> values = new ArrayList<>();
    while (values.isEmpty() || values.get(values.size() - 1) < frames) {
      values.add(temperatureOf(sleeping.read(LONG)));
    }
    assertThat(values.size() + sleeping.droppedFrames()).isEqualTo(frames + 1);
    assertThat(values.get(0)).isEqualTo(frames + 1.0 - values.size());
    assertThat(values).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aStreamThatMayNotLoseFramesFailsAfterWhatItKept() throws Exception {
    // Given
    StreamerOptions failing = StreamerOptions.DEFAULT.withBuffer(BUFFER_BYTES, Overflow.FAIL);
    Streamer sleeping = client.openStreamer(CHANNELS, failing);
    Streamer bystander = client.openStreamer(CHANNELS, StreamerOptions.DEFAULT);

    // When
    writeFor(bystander, 200);

    // Then
    Awaitility.await().atMost(LONG).until(() -> stand.simulator.counters().openStreams() == 1);
    List<Double> values = new ArrayList<>();
    SynnaxException failure =
        catchThrowableOfType(
            SynnaxException.class,
            () -> {
              while (true) {
                values.add(temperatureOf(sleeping.read(LONG)));
              }
            });
    assertThat(failure.code()).isEqualTo(Code.TOO_SLOW);
    assertThat(failure.retriable()).isTrue();
    assertThat(failure).hasMessageContaining("100000 bytes").hasMessageContaining("DROP_OLDEST");
    assertThat(values).hasSizeBetween(10, 100).first().isEqualTo(0.0);
    assertThat(sleeping.droppedFrames()).isZero();
    assertThat(stand.simulator.counters().framesSkipped()).isZero();
    try (Streamer again = client.openStreamer(CHANNELS)) {
      stand.writeTemperatures(FRAME_SAMPLES, 7);
      assertThat(temperatureOf(again.read(LONG))).isEqualTo(7);
    }
  }

  /** The same by the clock: 1,000 frames a second for ten seconds. */
  @Test
  @EnabledIfSystemProperty(named = "test.full", matches = "true")
  void sleepsTenSecondsAtAThousandFramesASecond() throws Exception {
    // Given
    Streamer sleeping = client.openStreamer(CHANNELS, DROPPING);
    Streamer bystander = client.openStreamer(CHANNELS, StreamerOptions.DEFAULT);
    int frames = 10_000;
    AtomicInteger written = new AtomicInteger();
    ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();

    // When
    Future<?> writing =
        writer.scheduleAtFixedRate(
            () -> {
              if (written.get() < frames) {
                stand.writeTemperatures(FRAME_SAMPLES, written.getAndIncrement());
              }
            },
            0,
            1,
            TimeUnit.MILLISECONDS);
    for (int i = 0; i < frames; i++) {
      assertThat(temperatureOf(bystander.read(Duration.ofSeconds(100)))).isEqualTo(i);
    }
    writing.cancel(false);
    writer.shutdown();

    // Then
    assertNothingSkipped(frames);
    assertThat(sleeping.droppedFrames()).isGreaterThan(frames - 200);
    assertThat(readAll(sleeping)).isNotEmpty().isSorted();
  }
}
