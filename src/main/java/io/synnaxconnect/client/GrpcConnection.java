package io.synnaxconnect.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
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
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to a node, with its own network thread: gRPC's shared threads outlive their
 * last user by a second, ours end with {@link #close()}. It calls back on that thread only. A call
 * connects if need be, and each time just once.
 */
final class GrpcConnection implements AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final long CLOSE_STEP_MILLIS = 300;

  /** An idle connection would count as lost; gRPC takes so long a limit for none. */
  private static final Duration NEVER_IDLE = Duration.ofDays(365);

  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final EventLoopGroup networkThread;
  private final ThreadPoolExecutor resolverThread;
  private final SynnaxClientOptions options;
  private final ConnectPace pace;
  private final @Nullable SslContext tls;
  private final Duration requestTimeout;
  private final String name;
  private final Object dialing = new Object();
  private final AtomicReference<@Nullable Dial> current = new AtomicReference<>();
  private volatile boolean closed;

  /**
   * Prepares a connection; nothing is sent before the first call.
   *
   * @throws SynnaxException with {@code TLS} if a certificate or key cannot be read
   * @throws IllegalArgumentException if gRPC refuses the host or the server name
   */
  GrpcConnection(SynnaxClientOptions options, ConnectPace pace) {
    SecretLoggers.silence();
    this.options = options;
    this.pace = pace;
    this.name = "synnax-" + options.host() + ":" + options.port();
    this.requestTimeout = options.limits().requestTimeout();
    // All that may fail comes before the threads, which nobody would end.
    this.tls = options.tls().enabled() ? TlsContexts.of(options.tls()) : null;
    var unused = builder(options);
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

  private static NettyChannelBuilder builder(SynnaxClientOptions options) {
    NettyChannelBuilder builder = NettyChannelBuilder.forAddress(options.host(), options.port());
    String serverName = options.tls().serverName();
    if (options.tls().enabled() && !serverName.isEmpty()) {
      builder.overrideAuthority(serverName);
    }
    return builder;
  }

  /** No keepalive pings: the server answers them with GOAWAY. */
  private ManagedChannel build() {
    SynnaxClientOptions.Limits limits = options.limits();
    NettyChannelBuilder builder =
        builder(options)
            .eventLoopGroup(networkThread)
            .channelType(NioSocketChannel.class)
            .directExecutor()
            .offloadExecutor(resolverThread)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) requestTimeout.toMillis())
            .maxInboundMessageSize(limits.maxMessageBytes())
            .flowControlWindow(limits.flowControlWindowBytes())
            .idleTimeout(NEVER_IDLE.toDays(), TimeUnit.DAYS)
            .disableServiceConfigLookUp()
            .disableRetry();
    if (options.proxy() == SynnaxClientOptions.Proxy.DIRECT) {
      builder.proxyDetector(address -> null);
    }
    return tls == null ? builder.usePlaintext().build() : builder.sslContext(tls).build();
  }

  /** The channel to use now. The first caller after a failure makes it, and the others share it. */
  private Dial dial() {
    Dial open = current.get();
    if (open != null) {
      return open;
    }
    synchronized (dialing) {
      open = current.get();
      if (open != null) {
        return open;
      }
      pace.awaitTurn();
      if (closed) {
        throw clientClosed();
      }
      Dial next = new Dial(build(), this::drop);
      current.set(next);
      SilenceCheck.start(next, networkThread, options.limits(), () -> drop(next, silence()));
      if (closed) {
        drop(next);
      }
      return next;
    }
  }

  private String silence() {
    return "the server was silent for "
        + options.limits().silence().toSeconds()
        + " s and did not answer a question within "
        + requestTimeout.toMillis()
        + " ms either";
  }

  private void drop(Dial failed) {
    drop(failed, null);
  }

  private void drop(Dial failed, @Nullable String reason) {
    if (current.compareAndSet(failed, null)) {
      failed.end(reason);
    }
  }

  private static StatusRuntimeException clientClosed() {
    return Status.UNAVAILABLE.withDescription("the client is closed").asRuntimeException();
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
      return await(
          ClientCalls.futureUnaryCall(withToken(token).newCall(method, callOptions), request));
    } catch (RejectedExecutionException e) {
      // Closed meanwhile, and the thread is gone.
      throw clientClosed();
    } catch (IllegalStateException e) {
      throw justEnded(e).asRuntimeException();
    }
  }

  /**
   * gRPC takes it for a mistake of the caller that another thread has ended the connection between
   * two steps of a call.
   */
  static Status justEnded(IllegalStateException thrown) {
    return Status.UNAVAILABLE
        .withDescription("the connection has just ended: " + thrown.getMessage())
        .withCause(thrown);
  }

  /**
   * Waits in steps: the end of a call that meets {@link #close} may get lost with the thread that
   * would report it.
   */
  private <A> A await(Future<A> answer) {
    try {
      while (true) {
        try {
          return answer.get(CLOSE_STEP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (networkThread.isTerminated()) {
            throw clientClosed();
          }
        }
      }
    } catch (ExecutionException e) {
      throw Status.fromThrowable(e.getCause()).asRuntimeException();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").asRuntimeException();
    }
  }

  /** A call of many messages both ways, not started yet and without time limit. */
  <Q, A> ClientCall<Q, A> duplex(MethodDescriptor<Q, A> method, String token) {
    return withToken(token).newCall(method, CallOptions.DEFAULT);
  }

  private io.grpc.Channel withToken(@Nullable String token) {
    io.grpc.Channel calls = dial().calls();
    if (token == null) {
      return calls;
    }
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    return ClientInterceptors.intercept(calls, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Ends all calls, and makes the next one connect. */
  void restart(String reason) {
    Dial open = current.get();
    if (open != null) {
      drop(open, reason);
    }
  }

  /** Whether it is open. */
  boolean isReady() {
    Dial open = current.get();
    return open != null && open.isReady();
  }

  /** {@code synnax-HOST:PORT}. */
  String name() {
    return name;
  }

  /** Ends all calls and threads within a second; a host name lookup in the OS may outlast it. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    closed = true;
    Dial last = current.get();
    restart("the client is closed");
    resolverThread.shutdownNow();
    try {
      if (last != null) {
        last.awaitEnd(CLOSE_STEP_MILLIS);
      }
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
