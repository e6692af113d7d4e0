package io.synnaxconnect.client;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.synnaxconnect.proto.AuthLoginServiceGrpc;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.ChannelRetrieveRequest;
import io.synnaxconnect.proto.ChannelRetrieveResponse;
import io.synnaxconnect.proto.ChannelRetrieveServiceGrpc;
import io.synnaxconnect.proto.FrameStreamerServiceGrpc;
import io.synnaxconnect.proto.LoginClusterInfo;
import io.synnaxconnect.proto.LoginRequest;
import io.synnaxconnect.proto.LoginResponse;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Sends one and the same frame to every stream, as often as told and as fast as gRPC takes it. */
final class FrameFlood {

  static final int CHANNELS = 8;

  private final Server server;

  private FrameFlood(Server server) {
    this.server = server;
  }

  static FrameFlood start(int samples, int frames) throws IOException {
    StreamerResponse empty = message(0x3e, -1, 0);
    StreamerResponse frame = message(0x3f, samples, CHANNELS * 8 * samples);
    return new FrameFlood(
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(new Login())
            .addService(new Retrieve())
            .addService(new Streams(empty, frame, frames))
            .build()
            .start());
  }

  /** Flags, sequence number 1, common length, and data of zeroes. */
  private static StreamerResponse message(int flags, int commonLength, int dataBytes) {
    byte[] bytes = new byte[9 + dataBytes];
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) flags)
        .putInt(1)
        .putInt(commonLength);
    return StreamerResponse.newBuilder().setBuffer(ByteString.copyFrom(bytes)).build();
  }

  int port() {
    return server.getPort();
  }

  void close() {
    server.shutdownNow();
  }

  private static final class Login extends AuthLoginServiceGrpc.AuthLoginServiceImplBase {
    @Override
    public void exec(LoginRequest request, StreamObserver<LoginResponse> answers) {
      LoginClusterInfo info = LoginClusterInfo.newBuilder().setNodeVersion("0.56.16").build();
      answers.onNext(LoginResponse.newBuilder().setToken("t").setClusterInfo(info).build());
      answers.onCompleted();
    }
  }

  private static final class Retrieve
      extends ChannelRetrieveServiceGrpc.ChannelRetrieveServiceImplBase {
    @Override
    public void exec(
        ChannelRetrieveRequest request, StreamObserver<ChannelRetrieveResponse> answers) {
      ChannelRetrieveResponse.Builder channels = ChannelRetrieveResponse.newBuilder();
      for (int key = 1; key <= CHANNELS; key++) {
        channels.addChannels(
            ChannelMessage.newBuilder().setKey(key).setName("c" + key).setDataType("float64"));
      }
      answers.onNext(channels.build());
      answers.onCompleted();
    }
  }

  private static final class Streams extends FrameStreamerServiceGrpc.FrameStreamerServiceImplBase {
    private final StreamerResponse empty;
    private final StreamerResponse frame;
    private final int frames;

    Streams(StreamerResponse empty, StreamerResponse frame, int frames) {
      this.empty = empty;
      this.frame = frame;
      this.frames = frames;
    }

    @Override
    public StreamObserver<StreamerRequest> exec(StreamObserver<StreamerResponse> answers) {
      return new Flood((ServerCallStreamObserver<StreamerResponse>) answers, this);
    }
  }

  /** One stream; all on gRPC's thread. */
  private static final class Flood implements StreamObserver<StreamerRequest> {
    private final ServerCallStreamObserver<StreamerResponse> answers;
    private final Streams streams;
    private boolean opened;
    private int sent;

    Flood(ServerCallStreamObserver<StreamerResponse> answers, Streams streams) {
      this.answers = answers;
      this.streams = streams;
      answers.setOnReadyHandler(this::send);
    }

    private void send() {
      while (opened && sent < streams.frames && answers.isReady()) {
        answers.onNext(streams.frame);
        sent++;
      }
    }

    @Override
    public void onNext(StreamerRequest request) {
      opened = true;
      answers.onNext(streams.empty);
      send();
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
