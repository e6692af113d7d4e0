package io.synnaxconnect.client;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.synnaxconnect.proto.FrameMessage;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The server's end of one streamer. */
final class FakeStream implements StreamObserver<StreamerRequest> {

  private final StreamObserver<StreamerResponse> answers;
  private final BlockingQueue<StreamerRequest> requests = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  FakeStream(StreamObserver<StreamerResponse> answers) {
    this.answers = answers;
  }

  StreamerRequest awaitRequest() throws InterruptedException {
    StreamerRequest request = requests.poll(60, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request came");
    }
    return request;
  }

  void sendBuffer(String hex) {
    answers.onNext(
        StreamerResponse.newBuilder().setBuffer(ByteString.copyFrom(Recording.bytes(hex))).build());
  }

  void sendFrame(FrameMessage frame) {
    answers.onNext(StreamerResponse.newBuilder().setFrame(frame).build());
  }

  /** An answer with nothing in it, or nothing that this client knows. */
  void keepAlive() {
    answers.onNext(StreamerResponse.getDefaultInstance());
  }

  void end(Status status) {
    if (status.isOk()) {
      answers.onCompleted();
    } else {
      answers.onError(status.asRuntimeException());
    }
  }

  /** Waits until the client has left. */
  boolean awaitEnd() throws InterruptedException {
    return ended.await(60, TimeUnit.SECONDS);
  }

  @Override
  public void onNext(StreamerRequest request) {
    requests.add(request);
  }

  @Override
  public void onError(Throwable t) {
    ended.countDown();
  }

  @Override
  public void onCompleted() {
    ended.countDown();
  }
}
