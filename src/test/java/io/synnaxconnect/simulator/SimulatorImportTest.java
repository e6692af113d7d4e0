package io.synnaxconnect.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.synnaxconnect.proto.ChannelRetrieveRequest;
import io.synnaxconnect.telem.DataType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Imports of old rows, and what tells of them; {@code ImportContractTest} has the rest. */
@Timeout(120)
class SimulatorImportTest {

  private static final long EARLIER = Stand.START - 1000;

  private final Stand stand = new Stand();
  private final Simulator simulator = stand.simulator();

  @AfterEach
  void close() {
    stand.close();
  }

  private long[] groupWithARow() {
    long[] keys = stand.group();
    simulator.importRows(keys, Stand.START, new Object[][] {{Stand.START, 1.0}});
    return keys;
  }

  @Test
  void importsRowsBeforeOthersWithoutAFrame() throws Exception {
    // Given
    long[] keys = groupWithARow();
    stand.login();
    TestClient.Call call = stand.stream(keys);

    // When
    simulator.importRows(
        keys, EARLIER, new Object[] {EARLIER, 2.0}, new Object[] {EARLIER + 1, 3.0});

    // Then
    assertThat(simulator.stored(keys[0]).timestampsNanos())
        .containsExactly(EARLIER, EARLIER + 1, Stand.START);
    assertThat(simulator.stored(keys[1]).samples().doubleAt(0)).isEqualTo(2);
    assertThat(call.answerWithin(100)).isNull();
  }

  @Test
  void keepsTheRowsThatWereStoredLastAlsoIfTheyAreOlder() {
    // Given
    AtomicLong now = new AtomicLong(Stand.START);
    try (Simulator small =
        Simulator.builder().clock(now::incrementAndGet).retainedSamples(2).start()) {
      long time = small.createIndex("time");
      for (int i = 1; i <= 4; i++) {
        long at = Stand.START + i;
        small.importRows(new long[] {time}, at, new Object[][] {{at}});
      }

      // When
      small.importRows(new long[] {time}, EARLIER, new Object[][] {{EARLIER}});

      // Then
      assertThat(small.stored(time).timestampsNanos()).containsExactly(EARLIER, Stand.START + 4);
    }
  }

  @Test
  void refusesAnImportOverWhatIsStored() {
    // Given
    long[] keys = groupWithARow();

    // Then
    assertThatThrownBy(
            () -> simulator.importRows(keys, Stand.START, new Object[][] {{Stand.START, 1.0}}))
        .isInstanceOf(CoreError.class)
        .hasMessageStartingWith("sy.validation---channel [time]<")
        .hasMessageContaining("cannot open writer because there is already data");
    assertThatThrownBy(
            () ->
                simulator.importRows(
                    keys, EARLIER, new Object[] {EARLIER, 1.0}, new Object[] {Stand.START, 1.0}))
        .isInstanceOf(CoreError.class)
        .hasMessageContaining("write for range 2023-11-14T22:13:19.999Z - :20.000000001 (1µs 1ns)");
    assertThat(simulator.stored(keys[0]).size()).isEqualTo(1);
  }

  @Test
  void importsAChannelAloneForTimestampsThatExist() {
    // Given
    long[] keys = stand.group();
    long late = simulator.createChannel("late", DataType.FLOAT64, keys[0]);
    for (int i = 0; i < 2; i++) {
      long start = Stand.START + 100L * i;
      simulator.importRows(keys, start, new Object[] {start, 1.0}, new Object[] {start + 1, 1.0});
    }

    // When
    simulator.importRows(new long[] {late}, Stand.START + 100, new Object[][] {{7.0}, {8.0}});
    simulator.importRows(new long[] {late}, Stand.START + 1, new Object[][] {{6.0}});

    // Then
    assertThat(simulator.stored(late).timestampsNanos())
        .containsExactly(Stand.START + 1, Stand.START + 100, Stand.START + 101);
    assertThatThrownBy(
            () -> simulator.importRows(new long[] {late}, Stand.START + 5, new Object[][] {{1.0}}))
        .hasMessageStartingWith("sy.query.not_found---cannot find stamp start timestamp");
  }

  @Test
  void tellsTheReleaseOfAnImportOnlyWhenItIsReadable() throws Exception {
    // Given
    long[] keys = stand.group();
    stand.login();
    TestClient.Call call = stand.stream(BuiltInChannels.CONTROL);
    assertThat(transfers(call)).contains("cesium_internal_control_digest");

    // When
    simulator.importRows(keys, EARLIER, new Object[][] {{EARLIER, 1.0}});

    // Then
    assertThat(transfers(call)).startsWith("{\"transfers\":[{\"to\":").doesNotContain("from");
    assertThat(transfers(call)).startsWith("{\"transfers\":[{\"from\":").doesNotContain("to\":");
    assertThat(simulator.stored(keys[0]).size()).isEqualTo(1);
  }

  @Test
  void keepsQuietAboutWritersWhileControlIsWithheld() throws Exception {
    // Given
    long[] keys = stand.group();
    stand.login();
    simulator.withholdControl(true);
    TestClient.Call call = stand.stream(BuiltInChannels.CONTROL);
    assertThat(transfers(call)).contains("\"to\"");
    simulator.importRows(keys, EARLIER, new Object[][] {{EARLIER, 1.0}});
    byte[] whileWithheld = call.answerWithin(100);

    // When
    simulator.withholdControl(false);
    simulator.openWriter(keys);

    // Then
    assertThat(whileWithheld).isNull();
    assertThat(transfers(call)).contains("\"to\"");
  }

  @Test
  void tellsOfWritersLate() throws Exception {
    // Given
    long[] keys = stand.group();
    stand.login();
    TestClient.Call call = stand.stream(BuiltInChannels.CONTROL);
    transfers(call);
    simulator.delayControl(Duration.ofMillis(300));

    // When
    long before = System.nanoTime();
    simulator.importRows(keys, EARLIER, new Object[][] {{EARLIER, 1.0}});

    // Then
    assertThat(transfers(call)).contains("\"to\"");
    assertThat(transfers(call)).contains("\"from\"");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(290));
  }

  @Test
  void refusesSamplesOfAChannelThatEverybodyFinds() throws Exception {
    // Given
    stand.login();

    // When
    simulator.denyReading(channel -> channel.key() == BuiltInChannels.CONTROL);

    // Then
    byte[] everything = ChannelRetrieveRequest.getDefaultInstance().toByteArray();
    assertThat(stand.client().unary(Stand.RETRIEVE, everything)).isNotEmpty();
    Status refused =
        stand.client().open(Stand.STREAMER).send(Stand.request(BuiltInChannels.CONTROL)).status();
    assertThat(refused.getDescription()).isEqualTo("sy.auth---access denied: auth error");
  }

  private String transfers(TestClient.Call call) throws Exception {
    byte[] data = stand.frame(call, BuiltInChannels.CONTROL).get(0).data();
    return new String(data, 4, data.length - 4, StandardCharsets.UTF_8);
  }
}
