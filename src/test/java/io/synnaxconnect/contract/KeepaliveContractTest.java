package io.synnaxconnect.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.ManagedChannel;
import io.synnaxconnect.proto.FrameStreamerServiceGrpc;
import io.synnaxconnect.proto.StreamerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Why the client sends no pings. Half a minute each: with -Pfull only. */
@ContractSuite
class KeepaliveContractTest {

  private final ContractClient client;

  KeepaliveContractTest(ClusterUnderTest cluster) {
    assumeTrue(Boolean.getBoolean("test.full"), "takes 30 s: run with -Pfull");
    client = ContractClient.logIn(cluster);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void pingsEveryTenSecondsEndTheConnection() {
    // Given
    ManagedChannel pinging =
        Connections.builder(client.cluster()).keepAliveTime(10, TimeUnit.SECONDS).build();
    var call =
        new BidiCall<>(pinging, FrameStreamerServiceGrpc.getExecMethod(), client.authorization());

    // When
    call.send(StreamerRequest.getDefaultInstance());

    // Then
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !call.isOpen());
    assertThat(call.status().getDescription()).contains("too_many_pings");
    pinging.shutdownNow();
  }
}
