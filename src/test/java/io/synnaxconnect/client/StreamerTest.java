package io.synnaxconnect.client;

import static io.synnaxconnect.client.LiveStand.LONG;
import static io.synnaxconnect.client.LiveStand.temperatureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an application sees of a live stream. */
@Timeout(120)
class StreamerTest {

  private final LiveStand stand = new LiveStand();
  private final SynnaxClient client = stand.client;

  @AfterEach
  void close() {
    stand.close();
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
