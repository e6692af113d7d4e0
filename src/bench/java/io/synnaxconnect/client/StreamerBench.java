package io.synnaxconnect.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.synnaxconnect.proto.FrameStreamerServiceGrpc;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.StreamerResponse;
import io.synnaxconnect.telem.Frame;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time per frame of a server in the same JVM that sends as fast as it may: taken by gRPC alone,
 * which parses the message and throws it away, and by the streamers. The server's own work is in
 * all of them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 8)
@Measurement(iterations = 10)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls start() first.
public class StreamerBench {

  static final int FRAMES = 100_000;

  private static final StreamerOptions ROOMY =
      StreamerOptions.DEFAULT.withBuffer(1L << 30, Overflow.FAIL);
  private static final ChannelSelector CHANNELS =
      ChannelSelector.keyed(LongStream.rangeClosed(1, FrameFlood.CHANNELS).toArray());

  /** How many samples each of the 8 channels has in a frame. */
  @Param({"1", "100"})
  public int samples;

  private FrameFlood server;
  private SynnaxClient client;
  private ManagedChannel connection;

  /** Starts the server and both connections. */
  @Setup
  public void start() throws IOException {
    server = FrameFlood.start(samples, FRAMES);
    client = SynnaxClient.create(TestOptions.plaintext(server.port()));
    connection =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port())
            .usePlaintext()
            .directExecutor()
            .flowControlWindow(16 << 20)
            .build();
  }

  /** Ends all three. */
  @TearDown
  public void stop() {
    client.close();
    connection.shutdownNow();
    server.close();
  }

  /** Nothing but gRPC. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void rawGrpc() throws InterruptedException {
    ClientCall<StreamerRequest, StreamerResponse> call =
        connection.newCall(FrameStreamerServiceGrpc.getExecMethod(), CallOptions.DEFAULT);
    CountDownLatch left = new CountDownLatch(FRAMES + 1);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(StreamerResponse message) {
            left.countDown();
            call.request(1);
          }
        },
        new Metadata());
    call.request(1);
    call.sendMessage(StreamerRequest.getDefaultInstance());
    left.await();
    call.cancel("enough", null);
  }

  /** Blocking reads, each frame decoded. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long streamer() throws InterruptedException {
    long series = 0;
    try (Streamer streamer = client.openStreamer(CHANNELS, ROOMY)) {
      for (int i = 0; i < FRAMES; i++) {
        series += streamer.read().size();
      }
    }
    return series;
  }

  /** A subscriber that wants everything. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void publisher() throws InterruptedException {
    CountDownLatch left = new CountDownLatch(FRAMES);
    try (AsyncStreamer streamer = client.openAsyncStreamer(CHANNELS, ROOMY).join()) {
      streamer.subscribe(new Counting(left));
      left.await();
    }
  }

  private record Counting(CountDownLatch left) implements Flow.Subscriber<Frame> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Frame frame) {
      left.countDown();
    }

    @Override
    public void onError(Throwable failure) {
      throw new IllegalStateException(failure);
    }

    @Override
    public void onComplete() {}
  }
}
