package io.synnaxconnect.client;

import static io.synnaxconnect.client.LiveStand.LONG;
import static io.synnaxconnect.client.LiveStand.temperatureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.StreamGap;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream that opens again by itself, and what it says of that which it has missed. */
@Timeout(120)
class ReopeningStreamerTest {

  private static final StreamerOptions REOPENING =
      StreamerOptions.DEFAULT.withReopening(
          new Reopening(Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofDays(1)));

  private final LiveStand stand = new LiveStand();
  private final SynnaxClient client = stand.client;

  @AfterEach
  void close() {
    stand.close();
    Awaitility.await()
        .atMost(LONG)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(t -> t.getName().equals(threadName())));
  }

  private String threadName() {
    return "synnax-127.0.0.1:" + stand.simulator.port() + "-reopen";
  }

  private Streamer open(String... names) {
    return client.openStreamer(ChannelSelector.named(names), REOPENING);
  }

  private void awaitStreams(int open) {
    Awaitility.await()
        .atMost(LONG)
        .until(
            () ->
                stand.simulator.counters().openStreams() == open
                    && stand.simulator.streamedKeys().size() == open);
  }

  private void outage(Runnable meanwhile) {
    stand.simulator.stop();
    awaitStreams(0);
    meanwhile.run();
    stand.simulator.start();
    awaitStreams(1);
  }

  private static Frame read(Streamer streamer) throws InterruptedException {
    return Objects.requireNonNull(streamer.read(LONG));
  }

  private List<Object> missed(Frame frame) throws InterruptedException {
    List<Object> values = new ArrayList<>();
    for (StreamGap gap : frame.gaps()) {
      for (Rows rows : client.read(gap)) {
        Rows.Column column = Objects.requireNonNull(rows.get("temperature"));
        for (int row = 0; row < rows.rowCount(); row++) {
          values.add(column.valueAt(row));
        }
      }
    }
    return values;
  }

  @Test
  void aCutIsAGapThatHistoryFills() throws Exception {
    // Given
    Streamer streamer = open("temperature", "temperature_time");
    stand.writeTemperature(1);
    assertThat(read(streamer).gaps()).isEmpty();

    // When
    outage(
        () -> {
          stand.writeTemperature(2);
          stand.writeTemperature(3);
        });
    stand.writeTemperature(4);

    // Then
    Frame frame = read(streamer);
    assertThat(temperatureOf(frame)).isEqualTo(4);
    assertThat(frame.gaps())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.isExact()).isTrue();
              assertThat(gap.channels())
                  .map(Channel::name)
                  .containsExactly("temperature_time", "temperature");
            });
    assertThat(missed(frame)).containsExactly(2.0, 3.0);
    stand.writeTemperature(5);
    assertThat(read(streamer).gaps()).isEmpty();
  }

  @Test
  void aRestartIsAGapThatHistoryFills() throws Exception {
    // Given
    Streamer streamer = open("temperature", "temperature_time");
    stand.writeTemperature(1);
    read(streamer);

    // When
    stand.simulator.stop();
    awaitStreams(0);
    stand.writeTemperature(2);
    stand.simulator.restart(RestartKind.CLEAN);
    stand.reopenTemperature();
    awaitStreams(1);
    stand.writeTemperature(3);

    // Then
    Frame frame = read(streamer);
    assertThat(temperatureOf(frame)).isEqualTo(3);
    assertThat(missed(frame)).containsExactly(2.0);
  }

  @Test
  void opensAgainWhileNobodyReadsAndLosesNoUnreadFrame() throws Exception {
    // Given
    Streamer streamer = open("temperature", "temperature_time");
    arrives(1);

    // When: twice, though the second stream is not read yet
    outage(() -> stand.writeTemperature(2));
    arrives(3);
    stand.simulator.stop();
    awaitStreams(0);
    stand.writeTemperature(4);
    stand.simulator.start();

    // Then
    assertThat(temperatureOf(read(streamer))).isEqualTo(1);
    Frame afterFirst = read(streamer);
    assertThat(temperatureOf(afterFirst)).isEqualTo(3);
    assertThat(missed(afterFirst)).containsExactly(2.0);
    assertThat(streamer.read(Duration.ZERO)).isNull();
    awaitStreams(1);
    stand.writeTemperature(5);
    Frame afterSecond = read(streamer);
    assertThat(temperatureOf(afterSecond)).isEqualTo(5);
    assertThat(missed(afterSecond)).containsExactly(4.0);
  }

  /** Writes a frame and waits until it is in the buffer. */
  private void arrives(double value) {
    long before = stand.simulator.counters().framesSent();
    stand.writeTemperature(value);
    Awaitility.await().atMost(LONG).until(() -> stand.simulator.counters().framesSent() > before);
    // It has left the session, and the answer comes after it on the same connection.
    stand.simulator.skipFrames(0);
    client.checkConnectivity();
  }

  @Test
  void eachGroupHasAGapOfItsOwn() throws Exception {
    // Given
    Streamer streamer = open("temperature", "temperature_time", "pressure", "pressure_time");
    stand.writeTemperature(1);
    read(streamer);
    stand.writePressure(1);
    read(streamer);

    // When
    outage(() -> stand.writeTemperature(2));
    stand.writePressure(2);
    stand.writeTemperature(3);

    // Then
    Frame pressure = read(streamer);
    Frame temperature = read(streamer);
    assertThat(pressure.contains("pressure")).isTrue();
    assertThat(client.read(pressure.gaps().get(0))).isEmpty();
    assertThat(missed(temperature)).containsExactly(2.0);
    assertThat(pressure.gaps().get(0).channels()).map(Channel::name).contains("pressure");
  }

  @Test
  void withoutIndexTheClockOfThisMachineCounts() throws Exception {
    // Given
    Streamer streamer = open("temperature");
    TimeStamp before = TimeStamp.of(Instant.now());
    stand.writeTemperature(1);
    read(streamer);

    // When
    outage(() -> stand.writeTemperature(2));
    stand.writeTemperature(3);

    // Then
    StreamGap gap = read(streamer).gaps().get(0);
    assertThat(gap.isExact()).isFalse();
    assertThat(gap.range().start()).isGreaterThanOrEqualTo(before);
    assertThat(gap.range().end()).isLessThanOrEqualTo(TimeStamp.of(Instant.now()));
    assertThat(gap.channels()).map(Channel::name).containsExactly("temperature");
  }

  @Test
  void readsTimeOutDuringALoss() throws Exception {
    // Given
    Streamer streamer = open("temperature");
    stand.simulator.stop();

    // When
    long before = System.nanoTime();
    Frame atOnce = streamer.read(Duration.ZERO);
    Frame soon = streamer.read(0.15);

    // Then
    assertThat(atOnce).isNull();
    assertThat(soon).isNull();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(150_000_000L);
  }

  @Test
  void anUpdateDuringALossCountsForTheNextStream() throws Exception {
    // Given
    Streamer streamer = open("temperature");
    List<Channel> pressure =
        client.retrieveSelectedChannels(ChannelSelector.named("pressure", "pressure_time"));

    // When
    outage(() -> streamer.updateChannels(pressure));
    awaitStreamOf(stand.pressureKey, stand.pressureTimeKey);
    stand.writePressure(7);

    // Then
    assertThat(read(streamer).last("pressure")).isEqualTo(7.0);
    streamer.updateChannels("temperature");
    awaitStreamOf(stand.temperatureKey);
    stand.writeTemperature(8);
    assertThat(temperatureOf(read(streamer))).isEqualTo(8);
  }

  private void awaitStreamOf(Long... keys) {
    Awaitility.await()
        .atMost(LONG)
        .until(() -> stand.simulator.streamedKeys().equals(List.of(Set.of(keys))));
  }

  @Test
  void aDeletedChannelEndsIt() throws Exception {
    // Given
    long humidity = stand.simulator.createFree("humidity", "float64");
    Streamer streamer = open("temperature", "humidity");

    // When
    stand.simulator.stop();
    stand.simulator.deleteChannel(humidity);
    stand.simulator.start();

    // Then
    assertEndsWith(Code.NOT_FOUND, streamer);
    assertThatThrownBy(() -> streamer.updateChannels("temperature"))
        .isInstanceOfSatisfying(
            SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
  }

  private static void assertEndsWith(Code code, Streamer streamer) {
    SynnaxException failure =
        catchThrowableOfType(SynnaxException.class, () -> streamer.read(LONG));
    assertThat(failure.code()).isEqualTo(code);
    SynnaxException again = catchThrowableOfType(SynnaxException.class, streamer::read);
    assertThat(again.code()).isEqualTo(code);
  }

  @Test
  void givesUpAfterTheTimeThatWasSet() {
    // Given
    Reopening brief =
        new Reopening(Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofMillis(100));
    Streamer streamer =
        client.openStreamer(
            ChannelSelector.named("temperature"), StreamerOptions.DEFAULT.withReopening(brief));

    // When
    stand.simulator.stop();

    // Then
    assertEndsWith(Code.UNREACHABLE, streamer);
  }

  @Test
  void closingDuringALossWakesTheReaderAndEndsTheThread() throws Exception {
    // Given
    Streamer streamer =
        client.openStreamer(
            ChannelSelector.named("temperature"),
            StreamerOptions.DEFAULT.withReopening(new Reopening(LONG, LONG, Duration.ofDays(1))));
    CompletableFuture<Integer> frames =
        CompletableFuture.supplyAsync(
            () -> {
              int count = 0;
              for (Frame unused : streamer) {
                count++;
              }
              return count;
            });
    stand.simulator.stop();
    Awaitility.await().atMost(LONG).until(this::isReopening);

    // When
    streamer.close();

    // Then
    assertThat(frames.get(60, TimeUnit.SECONDS)).isZero();
    assertThatThrownBy(() -> streamer.updateChannels("temperature"))
        .isInstanceOfSatisfying(
            SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.CLOSED));
  }

  private boolean isReopening() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(t -> t.getName().equals(threadName()));
  }

  @Test
  void closingTheClientDuringALossEndsIt() {
    // Given
    Streamer streamer =
        client.openStreamer(
            ChannelSelector.named("temperature"),
            StreamerOptions.DEFAULT.withReopening(new Reopening(LONG, LONG, Duration.ofDays(1))));
    stand.simulator.stop();
    Awaitility.await().atMost(LONG).until(this::isReopening);

    // When
    client.close();

    // Then
    assertEndsWith(Code.CLIENT_CLOSED, streamer);
  }

  @Test
  void aBufferThatWasFullIsALossToo() throws Exception {
    // Given
    Streamer streamer =
        client.openStreamer(
            ChannelSelector.named("temperature", "temperature_time"),
            REOPENING.withBuffer(1024, Overflow.FAIL));
    stand.writeTemperature(1);
    read(streamer);

    // When: the second does not fit beside the first
    arrives(2);
    stand.writeTemperatures(100, 3);
    Awaitility.await().atMost(LONG).until(() -> stand.simulator.counters().readers().size() == 2);
    awaitStreams(1);
    stand.writeTemperature(4);

    // Then
    assertThat(temperatureOf(read(streamer))).isEqualTo(2);
    Frame after = read(streamer);
    assertThat(temperatureOf(after)).isEqualTo(4);
    assertThat(missed(after)).hasSize(100).containsOnly(3.0);
  }

  @Test
  void readsWithoutWaitingGoOnToo() throws Exception {
    // Given
    try (AsyncStreamer streamer =
        client
            .openAsyncStreamer(ChannelSelector.named("temperature", "temperature_time"), REOPENING)
            .get(60, TimeUnit.SECONDS)) {
      CompletableFuture<Frame> first = streamer.read();
      stand.writeTemperature(1);
      first.get(60, TimeUnit.SECONDS);
      CompletableFuture<Frame> second = streamer.read();

      // When
      outage(() -> stand.writeTemperature(2));
      stand.writeTemperature(3);

      // Then
      Frame frame = second.get(60, TimeUnit.SECONDS);
      assertThat(temperatureOf(frame)).isEqualTo(3);
      assertThat(missed(frame)).containsExactly(2.0);
    }
  }
}
