package io.synnaxconnect.contract;

import static io.synnaxconnect.contract.ContractClient.AUTHORIZATION;
import static io.synnaxconnect.contract.ContractClient.authorization;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.synnaxconnect.proto.ChannelRetrieveRequest;
import io.synnaxconnect.proto.FrameStreamerServiceGrpc;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of calls whose token is missing or bad, and where the error stands. */
@ContractSuite
class TokenContractTest {

  private static final Metadata.Key<String> ERROR =
      Metadata.Key.of("error", Metadata.ASCII_STRING_MARSHALLER);

  private final ContractClient client;

  TokenContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void refusesAUnaryCallWithoutAToken() {
    refuseRetrieve(new Metadata()).hasType("sy.auth");
  }

  @Test
  void refusesAMalformedToken() {
    refuseRetrieve(authorization("Bearer garbage")).hasType("sy.auth");
  }

  @Test
  void tellsAWrongSignatureApart() {
    refuseRetrieve(authorization("Bearer " + wronglySigned())).hasType("sy.auth.invalid_token");
  }

  @Test
  void wantsThePrefixExactly() {
    refuseRetrieve(authorization("bearer " + client.token())).hasType("sy.auth");
    refuseRetrieve(authorization(client.token())).hasType("sy.auth");
  }

  @Test
  void countsOnlyTheFirstOfSeveralTokens() {
    // Given
    String good = "Bearer " + client.token();
    ChannelRetrieveRequest nothing = ChannelRetrieveRequest.newBuilder().addNames("none_").build();

    // When
    var answer = client.retrieve(nothing, authorization(good, "Bearer garbage"));

    // Then
    assertThat(answer).isEmpty();
    refuseRetrieve(authorization("Bearer garbage", good)).hasType("sy.auth");
  }

  @Test
  void refusesAStreamWithoutATokenInStatusAndInitialMetadata() {
    // When
    var call = stream(new Metadata());

    // Then
    Refusal.of(call.status()).hasType("sy.auth");
    assertThat(call.headers().get(ERROR)).isEqualTo(call.status().getDescription());
  }

  @Test
  void echoesTheTokenOfARefusedStream() {
    // Given
    String value = "Bearer " + wronglySigned();

    // When
    var call = stream(authorization(value));

    // Then
    Refusal.of(call.status()).hasType("sy.auth.invalid_token");
    assertThat(call.headers().get(ERROR)).isEqualTo(call.status().getDescription());
    assertThat(call.headers().get(AUTHORIZATION)).isEqualTo(value);
  }

  @Test
  void answersAStreamWithoutThePrefixWithInternal() {
    // When
    var call = stream(authorization(client.token()));

    // Then
    assertThat(call.status().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(call.status().getDescription()).contains("header key \"error\"");
  }

  @Test
  void sendsEmptyHeadersBeforeTheFirstRequestOfAStream() {
    // When
    var call = stream(client.authorization());

    // Then
    assertThat(List.copyOf(call.headers().keys())).doesNotContain("error", "authorization");
    assertThat(call.isOpen()).isTrue();
  }

  private Refusal refuseRetrieve(Metadata metadata) {
    return Refusal.by(() -> client.retrieve(ChannelRetrieveRequest.getDefaultInstance(), metadata));
  }

  private BidiCall<StreamerRequest, StreamerResponse> stream(Metadata metadata) {
    return client.call(FrameStreamerServiceGrpc.getExecMethod(), metadata);
  }

  /** Our token with another signature of the same length. */
  private String wronglySigned() {
    int signature = client.token().lastIndexOf('.') + 1;
    String rest = client.token().substring(signature);
    String first = rest.startsWith("A") ? "B" : "A";
    return client.token().substring(0, signature) + first + rest.substring(1);
  }
}
