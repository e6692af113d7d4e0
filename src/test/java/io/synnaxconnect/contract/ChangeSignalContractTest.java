package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractSamples.counting;
import static io.synnaxconnect.contract.ContractSamples.milliseconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.proto.ChannelCreateRequest;
import io.synnaxconnect.proto.ChannelMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a cluster tells that channels came and went, and what it does not tell. */
@ContractSuite
class ChangeSignalContractTest {

  private final ContractClient client;

  ChangeSignalContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  @HeldFrom("0.55.0")
  void oneCreateCallIsOneFrameOfDescriptions() {
    // Given
    ContractStreamer streamer = client.openStreamer(signal("sy_channel_set"));
    ChannelMessage index = client.createIndex("time");

    // When
    client.create(
        ChannelCreateRequest.newBuilder()
            .addChannels(data("a", index))
            .addChannels(data("b", index))
            .build());

    // Then
    List<JsonNode> first = frameAbout(streamer, client.name("time"));
    List<JsonNode> second = frameAbout(streamer, client.name("a"));
    assertThat(first).hasSize(1);
    assertThat(second)
        .extracting(d -> d.get("name").asText())
        .containsExactly(client.name("a"), client.name("b"));
    JsonNode description = second.get(0);
    // Without operations some clusters omit their list, others send it empty.
    assertThat(description.fieldNames())
        .toIterable()
        .filteredOn(field -> !field.equals("operations"))
        .containsExactly(
            "data_type",
            "expression",
            "index",
            "internal",
            "is_index",
            "key",
            "leaseholder",
            "name",
            "virtual");
    assertThat(description.get("index").asLong()).isEqualTo(Integer.toUnsignedLong(index.getKey()));
    assertThat(description.get("data_type").asText()).isEqualTo("float32");
  }

  @Test
  void oneDeleteCallIsOneFrameOfKeys() {
    // Given
    ContractStreamer streamer = client.openStreamer(signal("sy_channel_delete"));
    ChannelMessage a = client.createVirtual("a", "float32");
    ChannelMessage b = client.createVirtual("b", "float32");

    // When
    client.delete(a, b);

    // Then
    List<Long> deleted = keysWith(streamer, Integer.toUnsignedLong(a.getKey()));
    assertThat(deleted)
        .containsExactlyInAnyOrder(
            Integer.toUnsignedLong(a.getKey()), Integer.toUnsignedLong(b.getKey()));
  }

  @Test
  void signalsAreFreeInternalChannelsWithoutIndexOrAlignment() {
    // Given
    ChannelMessage set = signal("sy_channel_set");
    ContractStreamer streamer = client.openStreamer(set);

    // When
    client.createVirtual("a", "float32");

    // Then
    assertThat(set.getVirtual()).isTrue();
    assertThat(set.getInternal()).isTrue();
    assertThat(set.getDataType()).isEqualTo("json");
    assertThat(set.getIndex()).isZero();
    assertThat(signal("sy_channel_delete").getDataType()).isEqualTo("uint32");
    assertThat(streamer.frame().series()).extracting(WireSeries::alignment).containsOnly(0L);
  }

  @Test
  @HeldFrom("0.55.0")
  void askingForAnExistingChannelSignalsNothing() {
    // Given
    ContractStreamer streamer = client.openStreamer(signal("sy_channel_set"));
    ChannelMessage a = client.createVirtual("a", "float32");
    frame(streamer, d -> d.get("name").asText().equals(client.name("a")));

    // When
    client.create(
        ChannelCreateRequest.newBuilder()
            .addChannels(a.toBuilder().setKey(0))
            .setRetrieveIfNameExists(true)
            .build());
    client.createVirtual("b", "float32");

    // Then
    List<JsonNode> next = frame(streamer, d -> d.get("name").asText().startsWith(client.name("")));
    assertThat(next).extracting(d -> d.get("name").asText()).containsExactly(client.name("b"));
  }

  @Test
  void aDeletedChannelFallsSilentWithoutAnyEvent() {
    // Given
    Group group = client.createGroup("g");
    ContractStreamer streamer = client.openStreamer(group.index(), group.data());
    ContractWriter both = client.openWriter(group.index(), group.data());
    both.write(group, milliseconds(0, 1), counting(0, 1));
    WireFrame before = streamer.frame();
    both.close();

    // When
    client.delete(group.data());

    // Then
    ContractWriter rest =
        client.openWriter(
            c -> c.setStart(ContractSamples.T0 + 10 * ContractSamples.MILLISECOND), group.index());
    rest.write(ContractWriter.on(group.index(), milliseconds(10, 1)));
    assertThat(before.series()).hasSize(2);
    assertThat(streamer.frame().keys())
        .containsExactly(Integer.toUnsignedLong(group.index().getKey()));
    assertThat(streamer.isOpen()).isTrue();
  }

  private ChannelMessage signal(String name) {
    return client.retrieveByNames(name).get(0);
  }

  private ChannelMessage.Builder data(String suffix, ChannelMessage index) {
    return ChannelMessage.newBuilder()
        .setName(client.name(suffix))
        .setDataType("float32")
        .setIndex(index.getKey());
  }

  private static List<JsonNode> frameAbout(ContractStreamer streamer, String name) {
    return frame(streamer, d -> d.get("name").asText().equals(name));
  }

  /** Others may change channels of a real cluster too: looks for a frame about ours. */
  private static List<JsonNode> frame(ContractStreamer streamer, Predicate<JsonNode> isOurs) {
    while (true) {
      List<JsonNode> descriptions = descriptions(streamer.frame());
      if (descriptions.stream().anyMatch(isOurs)) {
        return descriptions;
      }
    }
  }

  private static List<JsonNode> descriptions(WireFrame frame) {
    List<JsonNode> descriptions = new ArrayList<>();
    for (WireSeries series : frame.series()) {
      ByteBuffer in = series.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
      while (in.hasRemaining()) {
        byte[] json = new byte[in.getInt()];
        in.get(json);
        try {
          descriptions.add(new ObjectMapper().readTree(new String(json, StandardCharsets.UTF_8)));
        } catch (JsonProcessingException e) {
          throw new AssertionError("a signal is no JSON", e);
        }
      }
    }
    return descriptions;
  }

  private static List<Long> keysWith(ContractStreamer streamer, long key) {
    while (true) {
      List<Long> keys = new ArrayList<>();
      for (WireSeries series : streamer.frame().series()) {
        ByteBuffer in = series.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
          keys.add(Integer.toUnsignedLong(in.getInt()));
        }
      }
      if (keys.contains(key)) {
        return keys;
      }
    }
  }
}
