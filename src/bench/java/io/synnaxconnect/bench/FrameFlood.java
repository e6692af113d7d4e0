package io.synnaxconnect.bench;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.synnaxconnect.proto.AuthLoginServiceGrpc;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.ChannelRetrieveRequest;
import io.synnaxconnect.proto.ChannelRetrieveResponse;
import io.synnaxconnect.proto.ChannelRetrieveServiceGrpc;
import io.synnaxconnect.proto.ConnectivityRequest;
import io.synnaxconnect.proto.ConnectivityResponse;
import io.synnaxconnect.proto.ConnectivityServiceGrpc;
import io.synnaxconnect.proto.FrameStreamerServiceGrpc;
import io.synnaxconnect.proto.LoginClusterInfo;
import io.synnaxconnect.proto.LoginRequest;
import io.synnaxconnect.proto.LoginResponse;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that does nothing but send: one group of float64 channels, whose frames leave as fast
 * as gRPC takes them, and only as many as were told. Its threads are named {@code flood-*}.
 */
final class FrameFlood implements AutoCloseable {

  static final long INDEX_KEY = 1;
  static final String INDEX_NAME = "time";

  private static final String CLUSTER_KEY = "5b1e2c1a-7f53-4f6c-9f0e-0d6a4f1c2b3a";

  private static final String VERSION = "0.56.16";

  private final FloodFrames frames;
  private final ExecutorService sender = Executors.newSingleThreadExecutor(threads("flood-sender"));
  private final EventLoopGroup network =
      new MultiThreadIoEventLoopGroup(1, threads("flood-network"), NioIoHandler.newFactory());
  private final Server server;

  // Of the sender's thread alone.
  private @Nullable ServerCallStreamObserver<StreamerResponse> stream;
  private long granted;

  /** Starts a cluster with so many data channels and as many rows in a frame. */
  FrameFlood(int channels, int rows) throws IOException {
    frames = new FloodFrames(channels, rows);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .bossEventLoopGroup(network)
            .workerEventLoopGroup(network)
            .channelType(NioServerSocketChannel.class)
            .executor(sender)
            .addService(new Login())
            .addService(new Connectivity())
            .addService(new Retrieve())
            .addService(new Streams())
            .build()
            .start();
  }

  private static DefaultThreadFactory threads(String name) {
    return new DefaultThreadFactory(name, true);
  }

  /** Sends so many more frames to the stream that was opened last. */
  void grant(long more) {
    sender.execute(
        () -> {
          granted += more;
          send();
        });
  }

  private void send() {
    while (stream != null && granted > 0 && stream.isReady()) {
      granted--;
      stream.onNext(message(frames.next()));
    }
  }

  private static long nowNanos() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  private static StreamerResponse message(byte[] bytes) {
    return StreamerResponse.newBuilder().setBuffer(UnsafeByteOperations.unsafeWrap(bytes)).build();
  }

  int port() {
    return server.getPort();
  }

  /** Bytes of one frame. */
  int frameBytes() {
    return frames.frameBytes();
  }

  /** Samples of one frame, those of the index left out. */
  int frameSamples() {
    return frames.samples();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var unused = network.shutdownGracefully();
    sender.shutdown();
  }

  private static final class Login extends AuthLoginServiceGrpc.AuthLoginServiceImplBase {
    @Override
    public void exec(LoginRequest request, StreamObserver<LoginResponse> answers) {
      LoginClusterInfo info =
          LoginClusterInfo.newBuilder()
              .setClusterKey(CLUSTER_KEY)
              .setNodeVersion(VERSION)
              .setNodeKey(1)
              .setNodeTime(nowNanos())
              .build();
      answers.onNext(LoginResponse.newBuilder().setToken("t").setClusterInfo(info).build());
      answers.onCompleted();
    }
  }

  private static final class Connectivity
      extends ConnectivityServiceGrpc.ConnectivityServiceImplBase {
    @Override
    public void exec(ConnectivityRequest request, StreamObserver<ConnectivityResponse> answers) {
      answers.onNext(
          ConnectivityResponse.newBuilder()
              .setClusterKey(CLUSTER_KEY)
              .setNodeVersion(VERSION)
              .setNodeTime(nowNanos())
              .build());
      answers.onCompleted();
    }
  }

  private final class Retrieve extends ChannelRetrieveServiceGrpc.ChannelRetrieveServiceImplBase {
    @Override
    public void exec(
        ChannelRetrieveRequest request, StreamObserver<ChannelRetrieveResponse> answers) {
      ChannelRetrieveResponse.Builder channels = ChannelRetrieveResponse.newBuilder();
      channels.addChannels(channel(INDEX_KEY, INDEX_NAME, "timestamp").setIsIndex(true));
      for (int i = 1; i <= frames.channels(); i++) {
        channels.addChannels(channel(INDEX_KEY + i, "signal_" + i, "float64"));
      }
      answers.onNext(channels.build());
      answers.onCompleted();
    }

    private static ChannelMessage.Builder channel(long key, String name, String type) {
      return ChannelMessage.newBuilder()
          .setKey((int) key)
          .setName(name)
          .setLeaseholder(1)
          .setDataType(type)
          .setIndex((int) INDEX_KEY);
    }
  }

  private final class Streams extends FrameStreamerServiceGrpc.FrameStreamerServiceImplBase {
    @Override
    public StreamObserver<StreamerRequest> exec(StreamObserver<StreamerResponse> answers) {
      return new Opening((ServerCallStreamObserver<StreamerResponse>) answers);
    }
  }

  /** One stream; gRPC calls it on the sender's thread. */
  private final class Opening implements StreamObserver<StreamerRequest> {
    private final ServerCallStreamObserver<StreamerResponse> answers;

    Opening(ServerCallStreamObserver<StreamerResponse> answers) {
      this.answers = answers;
      answers.setOnReadyHandler(FrameFlood.this::send);
    }

    @Override
    public void onNext(StreamerRequest request) {
      answers.onNext(message(FloodFrames.acknowledgement()));
      stream = answers;
      granted = 0;
    }

    @Override
    public void onError(Throwable failure) {
      // The client has left.
    }

    @Override
    public void onCompleted() {
      answers.onCompleted();
    }
  }
}
