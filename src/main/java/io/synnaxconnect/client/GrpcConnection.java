package io.synnaxconnect.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to a node, with its own network thread: gRPC's shared threads outlive their
 * last user by a second, ours end with {@link #close()}. It calls back on that thread only.
 */
final class GrpcConnection implements AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final long CLOSE_STEP_MILLIS = 300;
  private static final long IDLE_LIMIT_MILLIS = 100;

  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final EventLoopGroup networkThread;
  private final ThreadPoolExecutor resolverThread;
  private final ManagedChannel channel;
  private final Duration requestTimeout;
  private final String name;

  GrpcConnection(SynnaxClientOptions options) {
    SecretLoggers.silence();
    this.name = "synnax-" + options.host() + ":" + options.port();
    this.requestTimeout = options.limits().requestTimeout();
    // A single loop, not a group: a group ends through Netty's global executor, a thread that
    // lingers for a second.
    this.networkThread =
        new SingleThreadIoEventLoop(null, threadFactory(name), NioIoHandler.newFactory());
    this.resolverThread =
        new ThreadPoolExecutor(
            0,
            1,
            100,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            threadFactory(name + "-resolver"));
    // A call during close() may need one more lookup; if it were refused, gRPC would panic.
    resolverThread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    this.channel = build(options);
  }

  private ThreadFactory threadFactory(String name) {
    DefaultThreadFactory factory = new DefaultThreadFactory(name, true);
    return runnable -> {
      Thread thread = factory.newThread(runnable);
      threads.removeIf(earlier -> !earlier.isAlive());
      threads.add(thread);
      return thread;
    };
  }

  /** No keepalive pings: the server answers them with GOAWAY. */
  private ManagedChannel build(SynnaxClientOptions options) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(options.host(), options.port())
            .eventLoopGroup(networkThread)
            .channelType(NioSocketChannel.class)
            .directExecutor()
            .offloadExecutor(resolverThread)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) requestTimeout.toMillis())
            .maxInboundMessageSize(options.limits().maxMessageBytes())
            .flowControlWindow(options.limits().flowControlWindowBytes())
            .disableServiceConfigLookUp()
            .disableRetry();
    SynnaxClientOptions.Tls tls = options.tls();
    if (!tls.enabled()) {
      return builder.usePlaintext().build();
    }
    if (!tls.serverName().isEmpty()) {
      builder.overrideAuthority(tls.serverName());
    }
    return builder.sslContext(TlsContexts.of(tls)).build();
  }

  /**
   * One unary call within the time limit.
   *
   * @param token sent with the call, null for the calls that need none
   * @throws StatusRuntimeException when it fails
   */
  <Q, A> A unary(MethodDescriptor<Q, A> method, Q request, @Nullable String token) {
    CallOptions callOptions =
        CallOptions.DEFAULT.withDeadlineAfter(requestTimeout.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return ClientCalls.blockingUnaryCall(withToken(token), method, callOptions, request);
    } catch (RejectedExecutionException e) {
      // Closed meanwhile, and the thread is gone.
      throw Status.UNAVAILABLE.withDescription("the client is closed").asRuntimeException();
    }
  }

  /** A call of many messages both ways, not started yet and without time limit. */
  <Q, A> ClientCall<Q, A> duplex(MethodDescriptor<Q, A> method, String token) {
    return withToken(token).newCall(method, CallOptions.DEFAULT);
  }

  private io.grpc.Channel withToken(@Nullable String token) {
    if (token == null) {
      return channel;
    }
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Makes the next call connect at once. An open connection stays as it is. */
  void resetConnectBackoff() {
    if (!isReady()) {
      // While gRPC connects again after a failure, calls still fail with the old error; from idle
      // they wait for the outcome. The state may still say connecting: gRPC fails the waiting calls
      // before it moves on.
      channel.enterIdle();
      awaitIdle();
    }
    channel.resetConnectBackoff();
  }

  /**
   * gRPC enters idle on whatever thread works for it; until then calls fail with the old error. We
   * register the callback later, so it also runs later.
   */
  private void awaitIdle() {
    CountDownLatch idle = new CountDownLatch(1);
    channel.notifyWhenStateChanged(ConnectivityState.SHUTDOWN, idle::countDown);
    try {
      var unused = idle.await(IDLE_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it is open. */
  boolean isReady() {
    return channel.getState(false) == ConnectivityState.READY;
  }

  /** {@code synnax-HOST:PORT}. */
  String name() {
    return name;
  }

  boolean isClosed() {
    return channel.isShutdown();
  }

  /** Ends all calls and threads within a second; a host name lookup in the OS may outlast it. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    channel.shutdownNow();
    resolverThread.shutdownNow();
    try {
      channel.awaitTermination(CLOSE_STEP_MILLIS, TimeUnit.MILLISECONDS);
      endNetworkThread();
      // Netty calls itself terminated a little before its thread is gone.
      for (Thread thread : threads) {
        thread.join(CLOSE_STEP_MILLIS);
      }
    } catch (InterruptedException e) {
      endNetworkThread();
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The future is not used: a listener on it would start Netty's global executor. */
  private void endNetworkThread() {
    var unused = networkThread.shutdownGracefully(0, CLOSE_STEP_MILLIS, TimeUnit.MILLISECONDS);
  }
}
