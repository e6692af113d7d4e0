package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.counting;
import static io.synnaxconnect.contract.ContractSamples.milliseconds;
import static io.synnaxconnect.contract.ContractWriter.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.ControlSubject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a cluster thins out a live stream when asked to. */
@ContractSuite
class StreamerOptionsContractTest {

  private final ContractClient client;
  private final Group group;
  private final long index;
  private final long data;

  StreamerOptionsContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
    group = client.createGroup("g");
    index = Integer.toUnsignedLong(group.index().getKey());
    data = Integer.toUnsignedLong(group.data().getKey());
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  @HeldFrom("0.56.0")
  void aThrottledStreamMergesContiguousWrites() {
    // Given
    ContractStreamer streamer =
        client.openStreamer(o -> o.setThrottleRateHz(2), group.index(), group.data());
    ContractWriter writer = client.openWriter(group.index(), group.data());
    int writes = 50;

    // When
    for (int i = 0; i < writes; i++) {
      writer.write(group, milliseconds(i, 1), counting(i, 1));
    }

    // Then
    StreamedRows rows = new StreamedRows(client.cluster());
    List<WireFrame> frames = new ArrayList<>();
    rows.readAll(
        writes,
        () -> {
          WireFrame frame = streamer.frame();
          rows.add(frame, group);
          return frames.add(frame);
        },
        i -> writer.write(group, milliseconds(i, 1), counting(i, 1)));
    rows.assertComplete(writes);
    assertThat(frames).hasSizeLessThan(writes / 2);
  }

  @Test
  void aThrottledStreamRepeatsTheKeyOfWhatCannotBeMerged() {
    // Given
    ChannelMessage free =
        client.create(
            ChannelMessage.newBuilder()
                .setName(client.name("free"))
                .setDataType("float64")
                .setVirtual(true)
                .setLeaseholder(4095));
    ContractStreamer streamer = client.openStreamer(o -> o.setThrottleRateHz(2), free);
    ContractWriter writer = client.openWriter(free);

    // When
    for (int i = 0; i < 20; i++) {
      writer.write(on(free, counting(i, 1)));
    }

    // Then
    List<WireFrame> frames = streamer.framesWith(free, 20);
    assertThat(frames).hasSizeLessThan(10);
    assertThat(frames.stream().flatMap(f -> f.series().stream()))
        .allMatch(s -> s.length() == 1 && s.alignment() == 0)
        .flatExtracting(WireSeries::doubles)
        .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(i -> (double) i).toList());
  }

  @Test
  void aThrottledStreamSendsOneEmptyFrameAfterTheHalfClose() {
    // Given
    ContractStreamer streamer =
        client.openStreamer(o -> o.setThrottleRateHz(1), group.index(), group.data());

    // When
    streamer.halfClose();

    // Then
    assertThat(streamer.frameUnlessQuiet()).get().matches(f -> f.series().isEmpty());
    assertThat(streamer.status()).matches(Status::isOk);
    assertThat(streamer.frameUnlessQuiet()).isEmpty();
  }

  @Test
  void downsamplingKeepsEveryNthSampleOfEachSeries() {
    // Given
    ContractStreamer streamer =
        client.openStreamer(o -> o.setDownsampleFactor(3), group.index(), group.data());
    ContractWriter writer = client.openWriter(group.index(), group.data());

    // When
    writer.write(group, milliseconds(0, 8), counting(0, 8));
    writer.write(group, milliseconds(8, 4), counting(8, 4));
    writer.write(group, milliseconds(12, 1), counting(12, 1));

    // Then
    WireFrame first = streamer.frame();
    WireFrame second = streamer.frame();
    WireFrame single = streamer.frame();
    assertThat(first.only(data).doubles()).containsExactly(0.0, 3.0, 6.0);
    assertThat(second.only(data).doubles()).containsExactly(8.0, 11.0);
    assertThat(single.only(data).doubles()).containsExactly(12.0);
    assertThat(second.only(index).alignment())
        .as("alignment of the full series, so the length no longer tells contiguity")
        .isEqualTo(first.only(index).alignment() + 8);
  }

  @Test
  void leavesOutWritersOfExcludedGroups() {
    // Given
    ContractStreamer streamer =
        client.openStreamer(o -> o.addExcludeGroups(7), group.index(), group.data());
    ContractStreamer witness = client.openStreamer(group.data());
    ContractWriter excluded = openWriterOfGroup(7, group);

    // When
    excluded.write(group, milliseconds(0, 1), counting(-1, 1));
    WireFrame seen = witness.frame();
    excluded.close();
    ContractWriter included = openWriterOfGroup(8, group);
    included.write(group, milliseconds(10, 1), counting(5, 1));

    // Then
    assertThat(seen.only(data).doubles()).containsExactly(-1.0);
    assertThat(streamer.frame().only(data).doubles()).containsExactly(5.0);
  }

  @Test
  void optionsOfAnUpdateAreIgnored() {
    // Given
    ContractStreamer streamer = client.openStreamer(group.index(), group.data());
    streamer.update(o -> o.setDownsampleFactor(4), group.index(), group.data());

    // When
    client.openWriter(group.index(), group.data()).write(group, milliseconds(0, 4), counting(0, 4));

    // Then
    assertThat(streamer.frame().only(data).length()).isEqualTo(4);
  }

  private ContractWriter openWriterOfGroup(int controlGroup, Group channels) {
    long start = ContractSamples.T0 + (controlGroup == 7 ? 0 : 10 * ContractSamples.MILLISECOND);
    return client.openWriter(
        config ->
            config
                .setStart(start)
                .setControlSubject(
                    ControlSubject.newBuilder()
                        .setKey("group " + controlGroup)
                        .setName("group " + controlGroup)
                        .setGroup(controlGroup)),
        channels.index(),
        channels.data());
  }
}
