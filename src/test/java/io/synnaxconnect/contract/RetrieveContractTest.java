package io.synnaxconnect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.ChannelRetrieveRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How channels are found. */
@ContractSuite
class RetrieveContractTest {

  private static final int UNKNOWN_KEY = 0xF_FFFF;

  private final ContractClient client;
  private final ChannelMessage time;
  private final ChannelMessage alpha;
  private final ChannelMessage beta;

  RetrieveContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
    time = client.createIndex("time");
    alpha = client.createData("alpha", "float32", time);
    beta = client.createVirtual("beta", "string");
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void withoutAFilterGivesAllInOrderOfKeyWithInternalOnes() {
    // When
    List<ChannelMessage> all = client.retrieve(ChannelRetrieveRequest.getDefaultInstance());

    // Then
    assertThat(all).contains(time, alpha, beta);
    assertThat(all).extracting(c -> Integer.toUnsignedLong(c.getKey())).isSorted();
    assertThat(all)
        .filteredOn(ChannelMessage::getInternal)
        .extracting(ChannelMessage::getName)
        .contains("sy_channel_set", "sy_channel_delete");
  }

  @Test
  void byKeysKeepsOrderAndRepeats() {
    assertThat(byKeys(beta.getKey(), time.getKey(), beta.getKey()))
        .containsExactly(beta, time, beta);
  }

  @Test
  void oneMissingKeyFailsAll() {
    Refusal.by(() -> byKeys(time.getKey(), UNKNOWN_KEY))
        .hasType("sy.query.not_found")
        .says(String.valueOf(UNKNOWN_KEY));
  }

  @Test
  @HeldFrom("0.56.0")
  void byNamesKeepsOrderAndRepeatsAndLeavesOutWhatIsMissing() {
    assertThat(
            client.retrieveByNames(
                beta.getName(), client.name("missing"), time.getName(), beta.getName()))
        .containsExactly(beta, time, beta);
    assertThat(client.retrieveByNames(client.name("missing"))).isEmpty();
  }

  @Test
  void namesTellUpperAndLowerCaseApart() {
    assertThat(client.retrieveByNames(client.name("ALPHA"))).isEmpty();
  }

  @Test
  void oneIllegalNameMakesAllOfThemExpressions() {
    assertThat(client.retrieveByNames(client.name("(alpha|beta)"), time.getName()))
        .as("an expression beside a plain name, in order of key")
        .containsExactlyInAnyOrder(time, alpha, beta);
    assertThat(client.retrieveByNames(client.name("al*"))).as("a star is no glob").isEmpty();
    assertThat(client.retrieveByNames(client.name("al.*"))).containsExactly(alpha);
  }

  @Test
  void expressionsAreAnchoredUnlessOneIsAnchoredByHand() {
    assertThat(client.retrieveByNames(client.name("al.")))
        .as("must match the whole name")
        .isEmpty();
    assertThat(client.retrieveByNames("^" + client.name("al")))
        .as("a leading ^ leaves the end open")
        .containsExactly(alpha);
  }

  @Test
  void anExpressionThatDoesNotCompileIsTakenLiterally() {
    assertThat(client.retrieveByNames(client.name("("))).isEmpty();
  }

  @Test
  @HeldFrom("0.56.0")
  void keysAndNamesTogetherMustBothMatch() {
    // Given
    ChannelRetrieveRequest.Builder both = ChannelRetrieveRequest.newBuilder();
    both.addKeys(time.getKey()).addKeys(UNKNOWN_KEY).addNames(time.getName());

    // Then
    assertThat(client.retrieve(both.build())).containsExactly(time);
    assertThat(
            client.retrieve(
                ChannelRetrieveRequest.newBuilder()
                    .addKeys(time.getKey())
                    .addNames(alpha.getName())
                    .build()))
        .isEmpty();
  }

  @Test
  @HeldFrom(value = "0.54.0", until = "0.56.0")
  void byNamesAnswersEachOnceInOrderOfKey() {
    assertThat(
            client.retrieveByNames(
                beta.getName(), client.name("missing"), time.getName(), beta.getName()))
        .containsExactly(time, beta);
    assertThat(client.retrieveByNames(client.name("missing"))).isEmpty();
  }

  @Test
  @HeldFrom(value = "0.54.0", until = "0.56.0")
  void oneMissingKeyFailsARetrievalAlsoBesideNames() {
    // Given
    ChannelRetrieveRequest.Builder both = ChannelRetrieveRequest.newBuilder();
    both.addKeys(time.getKey()).addNames(time.getName()).addNames(alpha.getName());

    // Then
    assertThat(client.retrieve(both.build())).containsExactly(time);
    Refusal.by(() -> client.retrieve(both.addKeys(UNKNOWN_KEY).build()))
        .hasType("sy.query.not_found");
  }

  @Test
  void byNodeGivesThatNodesChannels() {
    assertThat(
            client.retrieve(
                ChannelRetrieveRequest.newBuilder().setNodeKey(time.getLeaseholder()).build()))
        .contains(time, alpha, beta)
        .allMatch(c -> c.getLeaseholder() == time.getLeaseholder());
  }

  private List<ChannelMessage> byKeys(int... keys) {
    ChannelRetrieveRequest.Builder request = ChannelRetrieveRequest.newBuilder();
    for (int key : keys) {
      request.addKeys(key);
    }
    return client.retrieve(request.build());
  }
}
