package io.synnaxconnect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.synnaxconnect.proto.FrameStreamerServiceGrpc;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of a live stream: opening, acknowledgement, updates, end. */
@ContractSuite
class StreamerContractTest {

  private static final int UNKNOWN_KEY = 0xF_FFFF;

  private final ContractClient client;

  StreamerContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  @HeldFrom("0.56.0")
  void acknowledgesFixedWidthChannelsWithAnEmptyBuffer() {
    // When
    StreamerResponse answer =
        client.openStreamer(client.createVirtual("a", "float64")).acknowledgement();

    // Then
    assertThat(answer.getBuffer()).isEqualTo(bytes("3e01000000ffffffff"));
    assertThat(answer.hasFrame()).isFalse();
  }

  @Test
  @HeldFrom("0.56.0")
  void acknowledgesVariableWidthChannelsWithoutACommonLength() {
    // When
    StreamerResponse answer =
        client
            .openStreamer(client.createVirtual("a", "float64"), client.createVirtual("s", "string"))
            .acknowledgement();

    // Then
    assertThat(answer.getBuffer()).isEqualTo(bytes("3601000000"));
  }

  @Test
  void acknowledgesAStreamWithoutChannelsWithAnEmptyFrame() {
    // When
    ContractStreamer streamer = client.openStreamer();

    // Then
    assertThat(streamer.acknowledgement().getBuffer()).isEmpty();
    assertThat(streamer.acknowledgement().hasFrame()).isTrue();
    assertThat(streamer.acknowledgement().getFrame().getKeysCount()).isZero();
    assertThat(streamer.isOpen()).isTrue();
  }

  @Test
  void endsWellWhenHalfClosedBeforeAnyMessage() {
    // Given
    var call = client.call(FrameStreamerServiceGrpc.getExecMethod(), client.authorization());

    // When
    call.halfClose();

    // Then
    assertThat(call.status()).matches(Status::isOk);
    assertThat(call.poll(ContractStreamer.QUIET)).isEmpty();
  }

  @Test
  void endsWellWhenHalfClosed() {
    // Given
    ContractStreamer streamer = client.openStreamer(client.createVirtual("a", "float64"));

    // When
    streamer.halfClose();

    // Then
    assertThat(streamer.status()).matches(Status::isOk);
  }

  @Test
  void answersAnUnknownKeyInsteadOfAcknowledging() {
    refuse(StreamerRequest.newBuilder().addKeys(UNKNOWN_KEY))
        .hasType("sy.query.not_found")
        .says(String.valueOf(UNKNOWN_KEY));
  }

  @Test
  void refusesNegativeOptions() {
    // Given
    int key = client.createVirtual("a", "float64").getKey();

    // Then
    assertThat(refuse(StreamerRequest.newBuilder().addKeys(key).setDownsampleFactor(-1)).type())
        .startsWith("sy.validation");
    assertThat(refuse(StreamerRequest.newBuilder().addKeys(key).setThrottleRateHz(-1)).type())
        .startsWith("sy.validation");
  }

  private Refusal refuse(StreamerRequest.Builder request) {
    var call = client.call(FrameStreamerServiceGrpc.getExecMethod(), client.authorization());
    call.send(request.build());
    Refusal refusal = Refusal.of(call.status());
    assertThat(call.poll(ContractStreamer.QUIET)).as("no acknowledgement").isEmpty();
    return refusal;
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
