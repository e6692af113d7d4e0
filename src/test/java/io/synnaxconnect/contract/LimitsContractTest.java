package io.synnaxconnect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.synnaxconnect.contract.ContractClient.Group;
import io.synnaxconnect.proto.ChannelRetrieveRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much a cluster takes, and how much it gives. */
@ContractSuite
class LimitsContractTest {

  private static final int INBOUND_LIMIT_BYTES = 4 << 20;

  private final ContractClient client;

  LimitsContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void takesMessagesUpToFourMebibytesAndNoneAbove() {
    // Given
    int fieldBytes = 5;
    ChannelRetrieveRequest fits = search(INBOUND_LIMIT_BYTES - fieldBytes);
    ChannelRetrieveRequest tooLarge = search(INBOUND_LIMIT_BYTES - fieldBytes + 1);
    assertThat(fits.getSerializedSize()).isEqualTo(INBOUND_LIMIT_BYTES);

    // When
    Refusal refusal = Refusal.by(() -> client.retrieve(tooLarge));

    // Then
    assertThat(refusal.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(client.retrieve(fits)).isEmpty();
  }

  @Test
  void sendsMessagesAboveFourMebibytes() {
    // Given
    Group group = client.createGroup("g");
    int chunk = 200_000;
    ContractWriter writer = client.openWriter(group.index(), group.data());
    for (int i = 0; i < 4; i++) {
      writer.write(
          group,
          ContractSamples.milliseconds((long) i * chunk, chunk),
          ContractSamples.counting(i, chunk));
    }
    writer.commit();

    // When
    ContractIterator iterator =
        client.openIterator(0, Long.MAX_VALUE, 4L * chunk, group.index(), group.data());
    iterator.seekFirst();
    ContractIterator.Step step = iterator.next();

    // Then
    assertThat(step.raw()).allMatch(r -> r.getSerializedSize() > INBOUND_LIMIT_BYTES).hasSize(2);
    assertThat(step.longsOf(group.index())).hasSize(4 * chunk).isSorted();
  }

  private static ChannelRetrieveRequest search(int nameBytes) {
    // A legal name that no channel has; an illegal one would be compiled as an expression.
    return ChannelRetrieveRequest.newBuilder().addNames("x".repeat(nameBytes)).build();
  }
}
