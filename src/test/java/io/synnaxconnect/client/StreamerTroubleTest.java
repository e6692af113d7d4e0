package io.synnaxconnect.client;

import static io.synnaxconnect.client.LiveStand.LONG;
import static io.synnaxconnect.client.LiveStand.temperatureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.simulator.RestartKind;
import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A live stream when the cluster, the token, the load or the application is not as it should be.
 */
@Timeout(120)
class StreamerTroubleTest {

  private final LiveStand stand = new LiveStand();
  private final SynnaxClient client = stand.client;

  @AfterEach
  void close() {
    stand.close();
  }

  @Test
  void aRestartIsRetriableAndTheStreamCanBeOpenedAnew() throws Exception {
    // Given
    Streamer streamer = client.openStreamer("temperature");

    // When
    stand.simulator.restart(RestartKind.CLEAN);

    // Then
    SynnaxException failure =
        catchThrowableOfType(SynnaxException.class, () -> streamer.read(LONG));
    assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
    assertThat(failure.retriable()).isTrue();
    stand.reopenTemperature();
    client.reconnect();
    try (Streamer again = client.openStreamer("temperature")) {
      stand.writeTemperature(6);
      assertThat(temperatureOf(again.read(LONG))).isEqualTo(6);
    }
  }

  @Test
  void anExpiredTokenIsRenewedUnseen() throws Exception {
    // Given
    Streamer streamer = client.openStreamer("temperature");

    // When
    stand.simulator.expireTokens();

    // Then
    streamer.updateChannels("temperature", "temperature_time");
    stand.writeTemperature(7);
    assertThat(temperatureOf(streamer.read(LONG))).isEqualTo(7);
    client.openStreamer("pressure").close();
    assertThat(stand.simulator.counters().logins()).isEqualTo(2);
  }

  @Test
  void aMalformedFrameEndsTheStreamRetriably() throws Exception {
    // Given
    Streamer streamer = client.openStreamer("temperature");

    // When
    stand.simulator.sendMalformedFrame();
    stand.writeTemperature(1);

    // Then
    SynnaxException failure =
        catchThrowableOfType(SynnaxException.class, () -> streamer.read(LONG));
    assertThat(failure.code()).isEqualTo(Code.MALFORMED);
    assertThat(failure.retriable()).isTrue();
    try (Streamer again = client.openStreamer("temperature")) {
      stand.writeTemperature(2);
      assertThat(temperatureOf(again.read(LONG))).isEqualTo(2);
    }
  }

  @Test
  void carriesFiveThousandChannels() throws Exception {
    // Given
    String[] names = new String[5_000];
    Map<Long, SeriesData> samples = new LinkedHashMap<>();
    long indexKey = stand.simulator.createIndex("wide_time");
    samples.put(indexKey, SeriesData.timestamps(1_700_000_000_000_000_000L));
    for (int i = 0; i < names.length; i++) {
      names[i] = "wide_" + i;
      long key = stand.simulator.createChannel(names[i], DataType.INT32, indexKey);
      samples.put(key, SeriesData.of(DataType.INT32, i));
    }
    SimulatedWriter writer =
        stand.simulator.openWriter(samples.keySet().stream().mapToLong(Long::longValue).toArray());

    try (Streamer streamer = client.openStreamer(names)) {
      // When
      writer.write(samples);

      // Then
      Frame frame = Objects.requireNonNull(streamer.read(LONG));
      assertThat(frame.size()).isEqualTo(5_000);
      for (int i = 0; i < names.length; i++) {
        assertThat(frame.last(names[i])).isEqualTo(i);
      }
    }
  }
}
