package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.T0;
import static io.synnaxconnect.contract.ContractSamples.counting;
import static io.synnaxconnect.contract.ContractSamples.milliseconds;
import static io.synnaxconnect.contract.ContractWriter.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.proto.ChannelMessage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stands in a live frame. */
@ContractSuite
class StreamedFrameContractTest {

  private static final int FREE = 4095;

  private final ContractClient client;
  private final Group group;
  private final long index;
  private final long data;

  StreamedFrameContractTest(ClusterUnderTest cluster) {
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
  void indexAndDataOfAGroupShareFrameLengthAndAlignment() {
    // Given
    ContractStreamer streamer = client.openStreamer(group.index(), group.data());

    // When
    client.openWriter(group.index(), group.data()).write(group, milliseconds(0, 3), counting(1, 3));

    // Then
    WireFrame frame = streamer.frame();
    assertThat(frame.keys()).containsExactly(index, data);
    assertThat(frame.only(index).longs()).containsExactly(T0, T0 + 1_000_000, T0 + 2_000_000);
    assertThat(frame.only(data).doubles()).containsExactly(1.0, 2.0, 3.0);
    assertThat(frame.only(data).alignment()).isEqualTo(frame.only(index).alignment());
    assertThat(frame.flags())
        .as("all present, no time range, one length, one alignment")
        .isEqualTo(0x1f);
  }

  @Test
  void carriesOnlyRequestedChannels() {
    // Given
    ContractStreamer streamer = client.openStreamer(group.data());

    // When
    client.openWriter(group.index(), group.data()).write(group, milliseconds(0, 1), counting(1, 1));

    // Then
    assertThat(streamer.frame().keys()).containsExactly(data);
  }

  @Test
  void oneWriteIsOneFrame() {
    // Given
    ContractStreamer streamer = client.openStreamer(group.index(), group.data());
    ContractWriter writer = client.openWriter(group.index(), group.data());

    // When
    writer.write(group, milliseconds(0, 2), counting(0, 2));
    writer.write(group, milliseconds(2, 5), counting(2, 5));

    // Then
    assertThat(streamer.frame().only(index).length()).isEqualTo(2);
    assertThat(streamer.frame().only(index).length()).isEqualTo(5);
  }

  @Test
  @HeldFrom("0.56.0")
  void aFrameLacksWhatItsWriterDoesNotOwn() {
    // Given
    ChannelMessage other = client.createData("other", "float32", group.index());
    ContractStreamer streamer = client.openStreamer(group.index(), group.data(), other);

    // When
    client.openWriter(group.index(), group.data()).write(group, milliseconds(0, 1), counting(1, 1));

    // Then
    WireFrame frame = streamer.frame();
    assertThat(frame.keys()).containsExactly(index, data);
    assertThat(frame.has(WireFrame.ALL_PRESENT)).isFalse();
  }

  @Test
  void dataOfAnotherWriterThanItsIndexComesAlone() {
    // Given
    ContractStreamer streamer = client.openStreamer(group.index(), group.data());
    ContractWriter times = client.openWriter(group.index());
    times.write(on(group.index(), milliseconds(0, 5)));
    WireFrame indexFrame = streamer.frame();

    // When
    client.openWriter(group.data()).write(on(group.data(), counting(0, 3)));

    // Then
    assertThat(indexFrame.keys()).containsExactly(index);
    WireFrame frame = streamer.frame();
    assertThat(frame.keys()).containsExactly(data);
    assertThat(frame.only(data).doubles()).containsExactly(0.0, 1.0, 2.0);
  }

  @Test
  @HeldFrom("0.56.0")
  void zeroLengthSeriesAreLegal() {
    // Given
    ContractStreamer streamer = client.openStreamer(group.index(), group.data());
    ContractWriter writer = client.openWriter(group.index(), group.data());

    // When
    writer.write(group, milliseconds(0, 0), counting(0, 0));
    writer.write(group, milliseconds(0, 1), counting(7, 1));

    // Then
    WireFrame empty = streamer.frame();
    assertThat(empty.keys()).containsExactly(index, data);
    assertThat(empty.series()).allMatch(s -> s.length() == 0 && s.alignment() == 0);
    assertThat(empty.flags()).isEqualTo(0x3f);
    assertThat(streamer.frame().only(data).doubles()).containsExactly(7.0);
  }

  @Test
  void severalGroupsInOneWriteShareAFrameWithTheirOwnAlignments() {
    // Given
    Group other = client.createGroup("h");
    ContractStreamer streamer =
        client.openStreamer(group.index(), group.data(), other.index(), other.data());
    ContractWriter writer =
        client.openWriter(group.index(), group.data(), other.index(), other.data());
    writer.write(group, milliseconds(0, 4), counting(0, 4));

    // When
    writer.write(
        on(group.index(), milliseconds(4, 1)),
        on(group.data(), counting(4, 1)),
        on(other.index(), milliseconds(0, 2)),
        on(other.data(), counting(100, 2)));

    // Then
    assertThat(streamer.frame().keys()).containsExactly(index, data);
    WireFrame frame = streamer.frame();
    WireSeries first = frame.only(index);
    WireSeries second = frame.only(Integer.toUnsignedLong(other.index().getKey()));
    assertThat(first.length()).isEqualTo(1);
    assertThat(first.sample()).isEqualTo(4);
    assertThat(second.length()).isEqualTo(2);
    assertThat(second.sample()).isZero();
    assertThat(frame.only(Integer.toUnsignedLong(other.data().getKey())).alignment())
        .isEqualTo(second.alignment());
  }

  @Test
  @HeldFrom("0.56.0")
  void aVariableWidthChannelClearsTheCommonLengthOfEveryFrame() {
    // Given
    ChannelMessage text = client.createVirtual("text", "string");
    ContractStreamer streamer = client.openStreamer(group.index(), group.data(), text);

    // When
    client.openWriter(group.index(), group.data()).write(group, milliseconds(0, 1), counting(1, 1));

    // Then
    WireFrame frame = streamer.frame();
    assertThat(frame.keys()).containsExactly(index, data);
    assertThat(frame.has(WireFrame.EQUAL_LENGTH)).isFalse();
  }

  @Test
  @HeldFrom("0.55.0")
  void virtualChannelsCountForThemselvesAndNeedNoEqualLengths() {
    // Given
    ChannelMessage a = client.createVirtual("a", "float64");
    ChannelMessage b = client.createVirtual("b", "string");
    ContractStreamer streamer = client.openStreamer(a, b);
    ContractWriter writer = client.openWriter(a, b);

    // When
    writer.write(on(a, counting(0, 3)), on(b, ContractSamples.strings("x", "")));
    writer.write(on(a, counting(3, 1)));

    // Then
    WireFrame first = streamer.frame();
    long keyA = Integer.toUnsignedLong(a.getKey());
    WireFrame second = streamer.frame();
    assertThat(first.only(keyA).doubles()).containsExactly(0.0, 1.0, 2.0);
    assertThat(first.only(Integer.toUnsignedLong(b.getKey())).hex())
        .isEqualTo("010000007800000000");
    assertThat(second.only(keyA).domain()).isEqualTo(first.only(keyA).domain());
    assertThat(second.only(keyA).sample()).isEqualTo(first.only(keyA).sample() + 3);
  }

  @Test
  void freeChannelsComeInAFrameOfTheirOwnWithoutAlignment() {
    // Given
    ChannelMessage free =
        client.create(
            ChannelMessage.newBuilder()
                .setName(client.name("free"))
                .setDataType("float64")
                .setVirtual(true)
                .setLeaseholder(FREE));
    ContractStreamer streamer = client.openStreamer(group.index(), group.data(), free);

    // When
    client
        .openWriter(group.index(), group.data(), free)
        .write(
            on(group.index(), milliseconds(0, 1)),
            on(group.data(), counting(1, 1)),
            on(free, counting(9, 1)));

    // Then
    WireFrame one = streamer.frame();
    WireFrame two = streamer.frame();
    long key = Integer.toUnsignedLong(free.getKey());
    assertThat(List.of(one.keys(), two.keys()))
        .containsExactlyInAnyOrder(List.of(key), List.of(index, data));
    WireFrame freeFrame = one.series().size() == 1 ? one : two;
    assertThat(freeFrame.only(key).alignment()).isZero();
  }
}
