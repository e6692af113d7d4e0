package io.synnaxconnect.client;

import io.grpc.Attributes;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
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
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server on this machine that answers as a test tells it, also in ways in which no Synnax would.
 * For honest behaviour there is the simulator.
 */
final class FakeSynnax {

  /** What a Synnax says of a token that is over. */
  static final Status EXPIRED = unknown("sy.auth.expired_token---token has expired: auth error");

  /** What a Synnax says of a right that is missing. */
  static final Status DENIED = unknown("sy.auth---access denied: auth error");

  /** An empty frame of key set 1. */
  static final String ACKNOWLEDGEMENT = "3e01000000ffffffff";

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  final AtomicInteger logins = new AtomicInteger();
  final AtomicInteger connections = new AtomicInteger();
  final BlockingQueue<FakeStream> streams = new LinkedBlockingQueue<>();
  final List<ChannelMessage> channels = new java.util.concurrent.CopyOnWriteArrayList<>();
  volatile String nodeVersion = "0.56.16";
  volatile Function<LoginRequest, @Nullable Status> loginRefusal = request -> null;
  volatile Function<String, @Nullable Status> tokenRefusal = token -> null;
  volatile Runnable beforeLogin = () -> {};
  volatile boolean namesClusterAtLogin = true;
  volatile boolean namesVersion = true;
  volatile boolean silent;
  private final Server server;

  static Status unknown(String text) {
    return Status.UNKNOWN.withDescription(text);
  }

  /** Plaintext on a free port. */
  static FakeSynnax start() throws IOException {
    return new FakeSynnax(0, null);
  }

  static FakeSynnax start(int port) throws IOException {
    return new FakeSynnax(port, null);
  }

  /** Plaintext on a free port, with one more service. */
  static FakeSynnax start(BindableService service) throws IOException {
    return new FakeSynnax(0, service);
  }

  private FakeSynnax(int port, @Nullable BindableService service) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .addService(new Login())
            .addService(new Connectivity())
            .addService(new Retrieve())
            .addService(new Streamers())
            .addTransportFilter(new ConnectionCount())
            .intercept(new TokenCheck());
    if (service != null) {
      builder.addService(service);
    }
    server = builder.build().start();
  }

  int port() {
    return server.getPort();
  }

  /** The stream that a client opens next, or has opened. */
  FakeStream awaitStream() throws InterruptedException {
    FakeStream stream = streams.poll(60, TimeUnit.SECONDS);
    if (stream == null) {
      throw new AssertionError("no stream was opened");
    }
    return stream;
  }

  void close() throws InterruptedException {
    server.shutdownNow();
    if (!server.awaitTermination(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the fake server does not end");
    }
  }

  private final class ConnectionCount extends ServerTransportFilter {
    @Override
    public Attributes transportReady(Attributes attributes) {
      connections.incrementAndGet();
      return attributes;
    }
  }

  private final class TokenCheck implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String name = String.valueOf(call.getMethodDescriptor().getServiceName());
      boolean open = name.contains("Login") || name.contains("Connectivity");
      String header = String.valueOf(headers.get(AUTHORIZATION));
      Status refusal = open ? null : tokenRefusal.apply(header.replace("Bearer ", ""));
      if (refusal == null) {
        return next.startCall(call, headers);
      }
      Metadata echo = new Metadata();
      echo.put(AUTHORIZATION, header);
      call.sendHeaders(echo);
      call.close(refusal, new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }

  private final class Login extends AuthLoginServiceGrpc.AuthLoginServiceImplBase {
    @Override
    public void exec(LoginRequest request, StreamObserver<LoginResponse> answers) {
      int number = logins.incrementAndGet();
      beforeLogin.run();
      Status refusal = loginRefusal.apply(request);
      if (refusal != null) {
        answers.onError(refusal.asRuntimeException());
        return;
      }
      LoginResponse.Builder answer = LoginResponse.newBuilder().setToken("canary-token-" + number);
      if (namesClusterAtLogin) {
        answer.setClusterInfo(
            LoginClusterInfo.newBuilder().setClusterKey("c").setNodeVersion(nodeVersion));
      }
      answers.onNext(answer.build());
      answers.onCompleted();
    }
  }

  private final class Connectivity extends ConnectivityServiceGrpc.ConnectivityServiceImplBase {
    @Override
    public void exec(ConnectivityRequest request, StreamObserver<ConnectivityResponse> answers) {
      if (!namesVersion) {
        answers.onError(Status.UNIMPLEMENTED.asRuntimeException());
        return;
      }
      answers.onNext(
          ConnectivityResponse.newBuilder()
              .setClusterKey("c")
              .setNodeVersion(nodeVersion)
              .setNodeTime(5)
              .build());
      answers.onCompleted();
    }
  }

  private final class Retrieve extends ChannelRetrieveServiceGrpc.ChannelRetrieveServiceImplBase {
    @Override
    public void exec(
        ChannelRetrieveRequest request, StreamObserver<ChannelRetrieveResponse> answers) {
      if (silent) {
        return;
      }
      answers.onNext(ChannelRetrieveResponse.newBuilder().addAllChannels(channels).build());
      answers.onCompleted();
    }
  }

  private final class Streamers extends FrameStreamerServiceGrpc.FrameStreamerServiceImplBase {
    @Override
    public StreamObserver<StreamerRequest> exec(StreamObserver<StreamerResponse> answers) {
      FakeStream stream = new FakeStream(answers);
      streams.add(stream);
      return stream;
    }
  }
}
