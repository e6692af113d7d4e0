package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A user who may retrieve only some channels. */
@Timeout(120)
class VisibleChannelsTest {

  private static final long UNKNOWN = 4_000_000_000L;

  private final Simulator simulator = Simulator.builder().start();
  private final long time = simulator.createIndex("time");
  private final long pressure = simulator.createChannel("pressure", DataType.FLOAT64, time);
  private final long force = simulator.createChannel("force", DataType.FLOAT64, time);
  private final long secret = simulator.createChannel("secret", DataType.FLOAT64, time);
  private final SynnaxClient client =
      SynnaxClient.create(
          SynnaxClientOptions.builder()
              .address(simulator.address())
              .credentials("synnax", "seldon")
              .tls(SynnaxClientOptions.Tls.PLAINTEXT)
              .build());

  @AfterEach
  void close() {
    client.close();
    simulator.close();
  }

  @Test
  void unknownNamesAndKeysAreOmittedAndIndexesAdded() {
    // Given
    simulator.denyAccess(channel -> channel.key() == secret);
    ChannelSelector selector =
        new ChannelSelector(Set.of("force", "gone"), Set.of(pressure, UNKNOWN));

    // When
    List<Channel> visible = client.retrieveVisibleChannels(selector);

    // Then
    assertThat(visible).extracting(Channel::key).containsExactly(time, pressure, force);
  }

  @Test
  void allDeniedChannelsAreNamed() {
    // Given
    simulator.denyAccess(channel -> channel.key() == secret || channel.key() == force);
    ChannelSelector selector = new ChannelSelector(Set.of("pressure", "secret"), Set.of(force));

    // When / Then
    assertThatThrownBy(() -> client.retrieveVisibleChannels(selector))
        .isInstanceOfSatisfying(
            SynnaxException.class, e -> assertThat(e.code()).isEqualTo(Code.ACCESS_DENIED))
        .hasMessageEndingWith("; the user may not retrieve secret, " + force);
  }

  @Test
  void aDeniedIndexIsOmitted() {
    // Given
    simulator.denyAccess(channel -> channel.key() == time);

    // When
    List<Channel> visible = client.retrieveVisibleChannels(ChannelSelector.named("pressure"));

    // Then
    assertThat(visible).extracting(Channel::key).containsExactly(pressure);
  }
}
