package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Stored samples and the channel list, for those who use the client alone. */
@Timeout(120)
class HistoryIteratorTest {

  private static final ChannelSelector BOTH = ChannelSelector.named("temperature", "pressure");

  private final LiveStand stand = new LiveStand();
  private final SynnaxClient client = stand.client;

  @AfterEach
  void close() {
    stand.close();
  }

  private void write() {
    for (int i = 0; i < 10; i++) {
      stand.writeTemperature(i);
      if (i % 2 == 0) {
        stand.writePressure(100 + i);
      }
    }
  }

  private static List<Object> values(List<Rows> history, String name) {
    List<Object> values = new ArrayList<>();
    for (Rows rows : history) {
      Rows.Column column = rows.get(name);
      for (int row = 0; column != null && row < rows.rowCount(); row++) {
        values.add(column.valueAt(row));
      }
    }
    return values;
  }

  private static void assertRefused(Code code, String words, Executable call) {
    assertThatThrownBy(call::execute)
        .isInstanceOfSatisfying(SynnaxException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(words);
  }

  @Test
  void readsSeveralGroupsAtOnce() throws InterruptedException {
    // Given
    write();

    // When
    List<Rows> history = client.read(BOTH, TimeRange.MAX);

    // Then
    assertThat(values(history, "temperature"))
        .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0);
    assertThat(values(history, "pressure")).containsExactly(100.0, 102.0, 104.0, 106.0, 108.0);
    assertThat(history.get(0).get("humidity")).isNull();
    assertThat(history.get(0).timeStampAt(1)).isGreaterThan(history.get(0).timeStampAt(0));
  }

  @Test
  void readsInChunksAndClosesWhatItOpened() throws InterruptedException {
    // Given
    write();
    List<Rows> chunks = new ArrayList<>();

    // When
    try (HistoryIterator iterator = client.openIterator(BOTH, TimeRange.MAX, 3)) {
      for (Rows rows : iterator) {
        assertThat(rows.rowCount()).isLessThanOrEqualTo(3);
        // The server counts one that we have closed a moment longer.
        Awaitility.await().until(() -> stand.simulator.counters().openIterators() <= 2);
        chunks.add(rows);
      }
      assertThat(iterator.next()).isNull();
      assertThatThrownBy(iterator.iterator()::next).isInstanceOf(NoSuchElementException.class);
    }

    // Then
    assertThat(values(chunks, "temperature")).hasSize(10);
    assertThat(values(chunks, "pressure")).hasSize(5);
    Awaitility.await()
        .atMost(LiveStand.LONG)
        .until(() -> stand.simulator.counters().openIterators() == 0);
  }

  @Test
  void aClosedIteratorSaysSoAndLetsTheChannelsGo() throws InterruptedException {
    // Given
    write();
    HistoryIterator iterator = client.openIterator(BOTH, TimeRange.MAX, 3);
    Objects.requireNonNull(iterator.next());

    // When
    iterator.close();
    iterator.close();

    // Then
    assertRefused(Code.CLOSED, "closed on our side", iterator::next);
    Awaitility.await()
        .atMost(LiveStand.LONG)
        .until(() -> stand.simulator.counters().openIterators() == 0);
  }

  @Test
  void namesWhatHasNoHistory() {
    // Given
    stand.simulator.createVirtual("note", "string");
    stand.simulator.createVirtual("alarm", "uint8");

    // When / Then
    assertRefused(
        Code.INVALID_ARGUMENT,
        "virtual channels have no history, exclude them: note (",
        () -> client.read(ChannelSelector.named("note", "alarm", "temperature"), TimeRange.MAX));
    assertRefused(
        Code.NOT_FOUND,
        "no channel dew, humidity:",
        () -> client.read(ChannelSelector.named("humidity", "dew"), TimeRange.MAX));
  }

  @Test
  void needsAChunk() {
    assertThatThrownBy(() -> client.openIterator(BOTH, TimeRange.MAX, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("chunkSamples must be positive: 0");
  }

  @Test
  void findsChannelsByExpressionNameAndKey() {
    // When
    List<Channel> matching = client.retrieveChannelsMatching(Pattern.compile("temp.*"));
    List<Channel> selected =
        client.retrieveSelectedChannels(
            ChannelSelector.keyed(stand.temperatureKey).andNamed("pressure", "temperature"));

    // Then
    assertThat(matching)
        .extracting(Channel::name)
        .containsExactly("temperature_time", "temperature");
    assertThat(selected).extracting(Channel::name).containsExactly("temperature", "pressure");
    assertThat(selected.get(0)).hasToString("temperature (" + stand.temperatureKey + ")");
    assertThat(client.retrieveChannels()).containsAll(matching);
  }

  @Test
  void refusesNumbersThatAreNoKeys() {
    assertThatThrownBy(() -> ChannelSelector.keyed(5, 0, -1, 1L << 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("channel keys are from 1 to 4294967295: [-1, 0, 4294967296]");
  }
}
