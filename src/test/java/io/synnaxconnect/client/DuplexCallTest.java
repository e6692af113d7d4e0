package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DuplexCallTest {

  private static final StreamerResponse MEBIBYTE =
      StreamerResponse.newBuilder().setBuffer(ByteString.copyFrom(new byte[1 << 20])).build();

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
