package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.T0;
import static io.synnaxconnect.contract.ContractSamples.counting;
import static io.synnaxconnect.contract.ContractSamples.milliseconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.proto.ChannelCreateRequest;
import io.synnaxconnect.proto.ChannelMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Channels that the cluster computes from others: virtual, but with an index. */
@ContractSuite
class CalculatedContractTest {

  private final ContractClient client;
  private final Group source;
  private final ChannelMessage calculated;
  private final ChannelMessage time;
  private final Set<Long> sourceAlignments = new HashSet<>();

  CalculatedContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
    source = client.createGroup("src");
    List<ChannelMessage> both =
        client.create(
            ChannelCreateRequest.newBuilder()
                .addChannels(
                    ChannelMessage.newBuilder()
                        .setName(client.name("calc"))
                        .setDataType("float64")
                        .setVirtual(true)
                        .setExpression("return " + source.data().getName() + " * 2"))
                .build());
    calculated = named(both, "calc");
    time = named(both, "calc_time");
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void resultAndItsIndexShareAFrame() {
    // Given
    ContractStreamer streamer = client.openStreamer(calculated, time, source.data());
    ContractWriter writer = client.openWriter(source.index(), source.data());

    // When
    WireFrame frame = writeUntilSomethingComes(writer, streamer);

    // Then
    WireSeries result = frame.only(Integer.toUnsignedLong(calculated.getKey()));
    WireSeries times = frame.only(Integer.toUnsignedLong(time.getKey()));
    assertThat(result.alignment()).isEqualTo(times.alignment());
    assertThat(result.alignment()).as("that of a source").isIn(sourceAlignments);
    assertThat(result.length()).isEqualTo(times.length());
    for (int i = 0; i < result.length(); i++) {
      long position = (times.longs().get(i) - T0) / ContractSamples.MILLISECOND;
      assertThat(result.doubles().get(i)).isEqualTo(2.0 * position);
    }
  }

  @Test
  void theIndexAloneStartsNoCalculation() {
    // Given
    ContractStreamer streamer = client.openStreamer(time);
    ContractWriter writer = client.openWriter(source.index(), source.data());

    // When
    for (int i = 0; i < 10; i++) {
      writer.write(source, milliseconds(i, 1), counting(i, 1));
    }

    // Then
    assertThat(streamer.frameUnlessQuiet()).isEmpty();
  }

  /** A calculation starts some time after the stream that asks for it. */
  private WireFrame writeUntilSomethingComes(ContractWriter writer, ContractStreamer streamer) {
    for (int i = 0; i < 100; i++) {
      writer.write(source, milliseconds(i, 1), counting(i, 1));
      Optional<WireFrame> frame = streamer.frameUnlessQuiet();
      while (frame.isPresent() && !isCalculated(frame.get())) {
        frame.get().series().forEach(series -> sourceAlignments.add(series.alignment()));
        frame = streamer.frameUnlessQuiet();
      }
      if (frame.isPresent()) {
        return frame.get();
      }
    }
    throw new AssertionError("nothing was calculated");
  }

  private boolean isCalculated(WireFrame frame) {
    return frame.series().stream()
        .anyMatch(s -> s.key() == Integer.toUnsignedLong(calculated.getKey()));
  }

  private ChannelMessage named(List<ChannelMessage> channels, String suffix) {
    return channels.stream()
        .filter(c -> c.getName().equals(client.name(suffix)))
        .findFirst()
        .orElseThrow();
  }
}
