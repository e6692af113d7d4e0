package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractWriter.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.SeriesMessage;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Samples of every type come back byte for byte, from the stream and from storage. */
@ContractSuite
class DataTypeContractTest {

  /** Four samples of each type with its extremes, as the little-endian bytes of the wire. */
  private static final Map<String, String> EXTREMES = new LinkedHashMap<>();

  static {
    EXTREMES.put(
        "float64",
        "000000000000f87f" + "000000000000f0ff" + "0000000000000080" + "0100000000000000");
    EXTREMES.put("float32", "0000c07f" + "000080ff" + "00000080" + "01000000");
    EXTREMES.put(
        "int64", "0000000000000080" + "ffffffffffffff7f" + "ffffffffffffffff" + "0000000000000000");
    EXTREMES.put("int32", "00000080" + "ffffff7f" + "ffffffff" + "00000000");
    EXTREMES.put("int16", "0080" + "ff7f" + "ffff" + "0000");
    EXTREMES.put("int8", "80" + "7f" + "ff" + "00");
    EXTREMES.put(
        "uint64",
        "0000000000000080" + "ffffffffffffffff" + "0100000000000000" + "0000000000000000");
    EXTREMES.put("uint32", "00000080" + "ffffffff" + "01000000" + "00000000");
    EXTREMES.put("uint16", "0080" + "ffff" + "0100" + "0000");
    EXTREMES.put("uint8", "80" + "ff" + "01" + "00");
    EXTREMES.put(
        "timestamp",
        "0000000000000080" + "ffffffffffffff7f" + "ffffffffffffffff" + "0000000000000000");
    EXTREMES.put(
        "uuid",
        "123e4567e89b12d3a456426614174000"
            + "00000000000000000000000000000000"
            + "ffffffffffffffffffffffffffffffff"
            + "000102030405060708090a0b0c0d0e0f");
    EXTREMES.put("string", text("", "a\u0000b\nc", "žluťoučký 🚀", "plain"));
    EXTREMES.put("json", text("null", "{\"a\": 1, \"b\": [true, null]}", "1.0", "[]"));
    EXTREMES.put("bytes", "00000000" + "03000000" + "00ff10" + "01000000" + "00" + "00000000");
  }

  private final ContractClient client;

  DataTypeContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  @HeldFrom("0.55.0")
  void storedChannelsGiveBackEveryTypeLiveAndFromStorage() {
    // Given
    ChannelMessage index = client.createIndex("time");
    List<ChannelMessage> channels = new ArrayList<>();
    channels.add(index);
    EXTREMES.keySet().forEach(t -> channels.add(client.createData("of_" + t, t, index)));
    ContractStreamer streamer = client.openStreamer(channels.toArray(ChannelMessage[]::new));
    ContractWriter writer = client.openWriter(channels.toArray(ChannelMessage[]::new));

    // When
    writer.write(
        channels.stream()
            .map(c -> on(c, c.getIsIndex() ? ContractSamples.milliseconds(0, 4) : extremes(c)))
            .toArray(ContractWriter.Part[]::new));

    // Then
    WireFrame live = streamer.frame();
    ContractIterator iterator =
        client.openIterator(0, Long.MAX_VALUE, 0, channels.toArray(ChannelMessage[]::new));
    List<ContractIterator.Step> history = iterator.readAll();
    assertThat(history).hasSize(1);
    for (ChannelMessage channel : channels.subList(1, channels.size())) {
      String written = EXTREMES.get(channel.getDataType());
      assertThat(live.only(Integer.toUnsignedLong(channel.getKey())).hex())
          .as("live %s", channel.getDataType())
          .isEqualTo(written);
      assertThat(history.get(0).of(channel))
          .as("stored %s", channel.getDataType())
          .extracting(WireSeries::hex)
          .containsExactly(written);
    }
    assertThat(live.series())
        .extracting(WireSeries::alignment)
        .containsOnly(live.series().get(0).alignment());
  }

  @Test
  @HeldFrom("0.55.0")
  void virtualChannelsGiveBackEveryTypeLive() {
    // Given
    ChannelMessage[] channels =
        EXTREMES.keySet().stream()
            .map(type -> client.createVirtual("of_" + type, type))
            .toArray(ChannelMessage[]::new);
    ContractStreamer streamer = client.openStreamer(channels);
    ContractWriter writer = client.openWriter(channels);

    // When
    writer.write(
        java.util.Arrays.stream(channels)
            .map(c -> on(c, extremes(c)))
            .toArray(ContractWriter.Part[]::new));

    // Then
    WireFrame live = streamer.frame();
    for (ChannelMessage channel : channels) {
      assertThat(live.only(Integer.toUnsignedLong(channel.getKey())).hex())
          .as(channel.getDataType())
          .isEqualTo(EXTREMES.get(channel.getDataType()));
    }
  }

  /** Nine samples: more than a byte of the bits that a buffer has. */
  @Test
  @HeldFrom("0.57.0")
  void booleansComeBackLiveAndFromStorage() {
    // Given
    String type = client.cluster().booleanType();
    ChannelMessage index = client.createIndex("time");
    ChannelMessage open = client.createData("open", type, index);
    ChannelMessage closed = client.createData("closed", type, index);
    ContractStreamer streamer = client.openStreamer(index, open, closed);
    ContractWriter writer = client.openWriter(index, open, closed);

    // When
    writer.write(
        on(index, ContractSamples.milliseconds(0, 9)),
        on(open, ContractSamples.hex(type, "010001010000010001")),
        on(closed, ContractSamples.hex(type, "000100000101000100")));

    // Then
    WireFrame live = streamer.frame();
    ContractIterator iterator = client.openIterator(0, Long.MAX_VALUE, 0, index, open, closed);
    ContractIterator.Step stored = iterator.readAll().get(0);
    assertThat(live.only(Integer.toUnsignedLong(open.getKey())).hex())
        .isEqualTo("010001010000010001");
    assertThat(live.only(Integer.toUnsignedLong(closed.getKey())).hex())
        .isEqualTo("000100000101000100");
    assertThat(stored.of(open)).extracting(WireSeries::hex).containsExactly("010001010000010001");
    assertThat(stored.of(closed)).extracting(WireSeries::hex).containsExactly("000100000101000100");
  }

  private static SeriesMessage extremes(ChannelMessage channel) {
    return ContractSamples.hex(
        channel.getDataType(), EXTREMES.getOrDefault(channel.getDataType(), ""));
  }

  private static String text(String... values) {
    return HexFormat.of().formatHex(ContractSamples.strings(values).getData().toByteArray());
  }
}
