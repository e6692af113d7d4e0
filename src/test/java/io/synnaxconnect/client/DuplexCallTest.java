package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuplexCallTest {

  private static final StreamerResponse MEBIBYTE =
      StreamerResponse.newBuilder().setBuffer(ByteString.copyFrom(new byte[1 << 20])).build();

  /** As gRPC's own call once another thread has ended its connection. */
  private static final class EndedCall extends ClientCall<StreamerRequest, StreamerResponse> {
    private final boolean atStart;

    private EndedCall(boolean atStart) {
      this.atStart = atStart;
    }

    @Override
    public void start(Listener<StreamerResponse> listener, Metadata headers) {
      if (atStart) {
        throw new IllegalStateException("call was cancelled");
      }
    }

    @Override
    public void request(int messages) {}

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {}

    @Override
    public void halfClose() {}

    @Override
    public void sendMessage(StreamerRequest message) {
      throw new IllegalStateException("call was cancelled");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theEndOfTheConnectionIsTheEndOfTheCall(boolean atStart) {
    // Given
    DuplexCall<StreamerRequest, StreamerResponse> call = DuplexCall.start(new EndedCall(atStart));

    // When
    call.send(StreamerRequest.getDefaultInstance());

    // Then
    assertThatThrownBy(() -> call.read(0))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(CallEnd.of(e.getStatus())).isEqualTo(CallEnd.BROKEN_CONNECTION));
  }

  /** Counts what is asked for. */
  private static final class CountingCall extends ClientCall<StreamerRequest, StreamerResponse> {
    private int asked;

    @Override
    public void start(Listener<StreamerResponse> listener, Metadata headers) {}

    @Override
    public void request(int messages) {
      asked += messages;
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {}

    @Override
    public void halfClose() {}

    @Override
    public void sendMessage(StreamerRequest message) {}
  }

  @Test
  void asksForMessagesAheadOfNeedUntilTheBoundAndAgainWhenThereIsRoom() throws Exception {
    // Given
    CountingCall grpc = new CountingCall();
    DuplexCall<StreamerRequest, StreamerResponse> call = DuplexCall.start(grpc);

    // When
    int sent = 0;
    while (grpc.asked > sent && sent < 1000) {
      call.onMessage(MEBIBYTE);
      sent++;
    }

    // Then: a message is a little more than a mebibyte
    assertThat(sent).isEqualTo((int) (StreamerOptions.DEFAULT_BUFFER_BYTES >> 20));
    assertThat(call.read(0)).isNotNull();
    assertThat(grpc.asked).isEqualTo(sent + 1);
  }
}
