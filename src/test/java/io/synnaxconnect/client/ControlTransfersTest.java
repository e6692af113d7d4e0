package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.client.ControlTransfers.Transfer;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.FrameChannels;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlTransfersTest {

  private static final String SUBJECT =
      "\"subject\":{\"key\":\"c84\",\"name\":\"kit\",\"group\":0}";

  @Test
  void findsTheControlChannelsOfNodesAndOfTheCluster() {
    // Given
    List<Channel> all =
        List.of(
            channel(1, "sy_node_1_control", true),
            channel(2, "sy_node_12_control", true),
            channel(3, "sy_control", true),
            channel(4, "sy_node_1_control", false),
            channel(5, "my_sy_control", true));

    // When
    List<Channel> found = ControlTransfers.channels(all);

    // Then
    assertThat(found).extracting(Channel::key).containsExactly(1L, 2L, 3L);
  }

  @Test
  void readsWhoTakesControlAndWhoReleasesIt() {
    // Given
    String taken = "{\"to\":{" + SUBJECT + ",\"resource\":1048584,\"authority\":255}}";
    String released = "{\"from\":{" + SUBJECT + ",\"resource\":1048585,\"authority\":255}}";
    String handedOver =
        "{\"from\":{"
            + SUBJECT
            + ",\"resource\":7,\"authority\":1},"
            + "\"to\":{"
            + SUBJECT
            + ",\"resource\":7,\"authority\":2}}";

    // When
    List<Transfer> transfers =
        ControlTransfers.read(
            frame("{\"transfers\":[" + taken + "," + released + "," + handedOver + "]}"));

    // Then
    assertThat(transfers)
        .containsExactly(
            new Transfer(1048584, false), new Transfer(1048585, true), new Transfer(7, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"transfers\":7}",
        "{\"transfers\":[7]}",
        "{\"transfers\":[{}]}",
        "{\"transfers\":[{\"to\":{}}]}",
        "{\"transfers\":[{\"to\":{\"resource\":\"x\"}}]}",
        "{\"transfers\":[{\"to\":{\"resource\":null}}]}",
        "{\"tr"
      })
  void refusesWhatNoClusterSends(String sent) {
    assertThatThrownBy(() -> ControlTransfers.read(frame(sent)))
        .isInstanceOf(SynnaxException.class)
        .extracting(e -> ((SynnaxException) e).code())
        .isEqualTo(Code.MALFORMED);
  }

  private static Channel channel(long key, String name, boolean isVirtual) {
    return new Channel(key, name, "string", 0, false, isVirtual, true, "");
  }

  private static Frame frame(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer data =
        ByteBuffer.allocate(4 + bytes.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(bytes.length)
            .put(bytes)
            .flip();
    Series series = Series.variable(DataType.STRING, data, Alignment.ZERO, TimeRange.ZERO);
    return Frame.of(new long[] {1}, List.of(series), data.limit(), FrameChannels.NONE);
  }
}
