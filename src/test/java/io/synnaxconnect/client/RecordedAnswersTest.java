package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.synnaxconnect.client.Recording.Exchange;
import io.synnaxconnect.proto.ChannelRetrieveResponse;
import io.synnaxconnect.proto.ConnectivityResponse;
import io.synnaxconnect.proto.LoginResponse;
import io.synnaxconnect.telem.Channel;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Recorded answers of the unary calls become our values. */
class RecordedAnswersTest {

  /** Files whose answers are compared here. */
  static Set<String> covered() {
    return Set.of("channels.json", "auth.json");
  }

  @TestFactory
  Stream<DynamicTest> readsTheRecordedChannels() {
    Recording recording = Recording.of("channels.json");
    return recording.exchanges().stream()
        .filter(e -> e.isResponseOf("ChannelRetrieveService"))
        .map(e -> DynamicTest.dynamicTest(e.i() + " " + e.note(), () -> check(recording, e)));
  }

  private static void check(Recording recording, Exchange exchange) throws Exception {
    // Given
    JsonNode expected = recording.meaning(exchange.i());
    List<Channel> described =
        Recording.stream(expected.path("channels")).map(Recording::channel).toList();

    // When
    List<Channel> channels =
        ChannelRetrieveResponse.parseFrom(exchange.bytes()).getChannelsList().stream()
            .map(ChannelRetriever::channel)
            .toList();

    // Then
    assertThat(channels).isEqualTo(described);
  }

  @Test
  void readsTheRecordedClusterIdentity() throws Exception {
    // Given
    Recording recording = Recording.of("auth.json");
    JsonNode connectivity = recording.meaning(1);
    JsonNode login = recording.meaning(3);

    // When
    ConnectivityResponse checked =
        ConnectivityResponse.parseFrom(recording.exchanges().get(1).bytes());
    LoginResponse loggedIn = LoginResponse.parseFrom(recording.exchanges().get(3).bytes());
    ClusterInfo info = FromProto.clusterInfo(loggedIn.getClusterInfo());

    // Then
    assertThat(checked.getClusterKey()).isEqualTo(connectivity.path("clusterKey").asText());
    assertThat(checked.getNodeVersion()).isEqualTo(connectivity.path("nodeVersion").asText());
    assertThat(checked.getNodeTime()).isEqualTo(connectivity.path("nodeTime").asLong());
    assertThat(loggedIn.getToken()).isEqualTo(login.path("token").asText());
    assertThat(info.clusterKey()).isEqualTo(login.path("clusterKey").asText());
    assertThat(info.nodeVersion()).isEqualTo("0.56.16");
  }
}
