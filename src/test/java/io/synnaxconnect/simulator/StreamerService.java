package io.synnaxconnect.simulator;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.synnaxconnect.proto.FrameStreamerServiceGrpc;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;

/** Streams of live frames. */
final class StreamerService extends FrameStreamerServiceGrpc.FrameStreamerServiceImplBase {

  private final Core core;
  private final int gateway;

  StreamerService(Core core, int gateway) {
    this.core = core;
    this.gateway = gateway;
  }

  @Override
  public StreamObserver<StreamerRequest> exec(StreamObserver<StreamerResponse> out) {
    StreamerSession session =
        new StreamerSession(
            core,
            gateway,
            TokenInterceptor.USER.get(),
            (ServerCallStreamObserver<StreamerResponse>) out);
    return new StreamObserver<>() {
      @Override
      public void onNext(StreamerRequest request) {
        session.onRequest(request);
      }

      @Override
      public void onError(Throwable error) {
        // The session hears of a broken call through its cancel handler.
      }

      @Override
      public void onCompleted() {
        session.onHalfClose();
      }
    };
  }
}
