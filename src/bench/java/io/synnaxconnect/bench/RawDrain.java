package io.synnaxconnect.bench;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.synnaxconnect.proto.FrameStreamerServiceGrpc;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** A stream whose messages gRPC parses and nobody looks at. */
final class RawDrain implements AutoCloseable {

  private final String threadName;
  private final EventLoopGroup network;
  private final ManagedChannel channel;
  private final Semaphore arrived = new Semaphore(0);

  /** Opens a stream and waits for its acknowledgement. */
  RawDrain(int port, int channels) throws InterruptedException {
    threadName = "raw-" + port;
    network =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(threadName, true), NioIoHandler.newFactory());
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .eventLoopGroup(network)
            .channelType(NioSocketChannel.class)
            .directExecutor()
            .maxInboundMessageSize(64 << 20)
            .flowControlWindow(16 << 20)
            .build();
    ClientCall<StreamerRequest, StreamerResponse> call =
        channel.newCall(FrameStreamerServiceGrpc.getExecMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(StreamerResponse message) {
            arrived.release();
            call.request(1);
          }
        },
        new Metadata());
    call.request(1);
    StreamerRequest.Builder request = StreamerRequest.newBuilder();
    IntStream.rangeClosed(1, channels + 1).forEach(request::addKeys);
    call.sendMessage(request.build());
    await(1);
  }

  /** Waits until so many more messages have come. */
  void await(long messages) throws InterruptedException {
    arrived.acquire((int) messages);
  }

  /** How the names of its threads begin. */
  String threadName() {
    return threadName;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    var unused = network.shutdownGracefully();
  }
}
