package io.synnaxconnect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.synnaxconnect.proto.ConnectivityRequest;
import io.synnaxconnect.proto.ConnectivityResponse;
import io.synnaxconnect.proto.ConnectivityServiceGrpc;
import io.synnaxconnect.proto.LoginResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who answers, who may log in, and what an unknown service says. */
@ContractSuite
class ConnectivityContractTest {

  private final ContractClient client;

  ConnectivityContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  @HeldFrom("0.55.0")
  void tellsClusterVersionAndTimeWithoutAToken() {
    // When
    ConnectivityResponse answer = client.connectivity();

    // Then
    assertThat(UUID.fromString(answer.getClusterKey())).hasToString(answer.getClusterKey());
    assertThat(answer.getNodeVersion()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(answer.getNodeTime()).isGreaterThan(ContractSamples.T0);
  }

  @Test
  void loginGivesATokenTheUserAndTheSameCluster() {
    // When
    LoginResponse answer = client.login(client.cluster().username(), client.cluster().password());

    // Then
    assertThat(answer.getToken().split("\\.", -1)).as("a JSON web token").hasSize(3);
    assertThat(answer.getUser().getUsername()).isEqualTo(client.cluster().username());
    ConnectivityResponse identity = client.connectivity();
    assertThat(answer.getClusterInfo().getClusterKey()).isEqualTo(identity.getClusterKey());
    assertThat(answer.getClusterInfo().getNodeVersion()).isEqualTo(identity.getNodeVersion());
    assertThat(answer.getClusterInfo().getNodeKey()).isPositive();
  }

  @Test
  void refusesAWrongPassword() {
    Refusal.by(() -> client.login(client.cluster().username(), "not the password"))
        .hasType("sy.auth.invalid-credentials");
  }

  @Test
  void refusesAnUnknownUserInTheSameWay() {
    Refusal.by(() -> client.login(client.name("nobody"), client.cluster().password()))
        .hasType("sy.auth.invalid-credentials");
  }

  @Test
  void callsAnEmptyUserNameOrPasswordInvalid() {
    Refusal.by(() -> client.login("", client.cluster().password()))
        .hasType("sy.validation.path")
        .says("\"path\":[\"username\"]");
    Refusal.by(() -> client.login(client.cluster().username(), ""))
        .hasType("sy.validation.path")
        .says("\"path\":[\"password\"]");
  }

  @Test
  void hasNoServiceBesideItsOwn() {
    // Given
    MethodDescriptor<ConnectivityRequest, ConnectivityResponse> health =
        ConnectivityServiceGrpc.getExecMethod().toBuilder()
            .setFullMethodName("grpc.health.v1.Health/Check")
            .build();

    // When
    Refusal refusal =
        Refusal.by(
            () ->
                ClientCalls.blockingUnaryCall(
                    client.connection(),
                    health,
                    CallOptions.DEFAULT,
                    ConnectivityRequest.getDefaultInstance()));

    // Then
    assertThat(refusal.code()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void answersABodyThatIsNoProtobufWithInternal() {
    // Given
    MethodDescriptor<String, ConnectivityResponse> garbled =
        ConnectivityServiceGrpc.getExecMethod().toBuilder(
                new GarbageMarshaller(),
                ConnectivityServiceGrpc.getExecMethod().getResponseMarshaller())
            .setFullMethodName("grpc.auth.AuthLoginService/Exec")
            .build();

    // When
    Refusal refusal =
        Refusal.by(
            () ->
                ClientCalls.blockingUnaryCall(
                    client.connection(), garbled, CallOptions.DEFAULT, "unused"));

    // Then
    assertThat(refusal.code()).isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void leavesTheMetadataOfARefusedLoginEmpty() {
    // When
    Metadata trailers =
        io.grpc.Status.trailersFromThrowable(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> client.login(client.cluster().username(), "not the password")));

    // Then
    assertThat(trailers).isNotNull();
    assertThat(trailers.keys()).doesNotContain("error", "authorization");
  }

  /** Five bytes that no protobuf message starts with. */
  private static final class GarbageMarshaller implements MethodDescriptor.Marshaller<String> {
    @Override
    public java.io.InputStream stream(String value) {
      return new java.io.ByteArrayInputStream(new byte[] {-1, -1, -1, -1, -1});
    }

    @Override
    public String parse(java.io.InputStream stream) {
      throw new UnsupportedOperationException("only for requests");
    }
  }
}
