package io.synnaxconnect.simulator;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of raw bytes, as the recordings were made with one. */
final class TestClient implements AutoCloseable {

  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final long PATIENCE_SECONDS = 30;

  private static final MethodDescriptor.Marshaller<byte[]> RAW =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final ManagedChannel connection;
  private @Nullable String token;

  TestClient(Simulator simulator) {
    connection = NettyChannelBuilder.forTarget(simulator.address()).usePlaintext().build();
  }

  TestClient withToken(@Nullable String authorization) {
    token = authorization;
    return this;
  }

  private Metadata metadata() {
    Metadata metadata = new Metadata();
    if (token != null) {
      metadata.put(AUTHORIZATION, token);
    }
    return metadata;
  }

  private static MethodDescriptor<byte[], byte[]> method(
      String service, MethodDescriptor.MethodType type) {
    return MethodDescriptor.newBuilder(RAW, RAW)
        .setType(type)
        .setFullMethodName(service + "/Exec")
        .build();
  }

  byte[] unary(String service, byte[] request) {
    return ClientCalls.blockingUnaryCall(
        io.grpc.ClientInterceptors.intercept(
            connection, MetadataUtils.newAttachHeadersInterceptor(metadata())),
        method(service, MethodDescriptor.MethodType.UNARY),
        CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS),
        request);
  }

  Call open(String service) {
    Call call = openWithoutReading(service);
    call.take(Integer.MAX_VALUE);
    return call;
  }

  Call openWithoutReading(String service) {
    Call call = new Call();
    call.start(
        connection.newCall(
            method(service, MethodDescriptor.MethodType.BIDI_STREAMING), CallOptions.DEFAULT),
        metadata());
    return call;
  }

  @Override
  public void close() {
    connection.shutdownNow();
  }

  /** One open stream. */
  static final class Call extends ClientCall.Listener<byte[]> {
    private final BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();
    private final CompletableFuture<Metadata> headers = new CompletableFuture<>();
    private final CompletableFuture<Status> status = new CompletableFuture<>();
    private @Nullable ClientCall<byte[], byte[]> call;

    private void start(ClientCall<byte[], byte[]> opened, Metadata metadata) {
      call = opened;
      opened.start(this, metadata);
    }

    private ClientCall<byte[], byte[]> call() {
      return java.util.Objects.requireNonNull(call);
    }

    Call send(byte[] message) {
      call().sendMessage(message);
      return this;
    }

    void take(int answers) {
      call().request(answers);
    }

    boolean isOpen() {
      return !status.isDone();
    }

    void halfClose() {
      call().halfClose();
    }

    void cancel() {
      call().cancel("enough", null);
    }

    /** The next answer; fails where none comes. */
    byte[] answer() throws InterruptedException {
      byte[] answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new AssertionError("no answer; status so far: " + status.getNow(null));
      }
      return answer;
    }

    /** The next answer within a short time, or null. */
    byte @Nullable [] answerWithin(long millis) throws InterruptedException {
      return answers.poll(millis, TimeUnit.MILLISECONDS);
    }

    Status status() throws Exception {
      return status.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    Metadata headers() throws Exception {
      return headers.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onHeaders(Metadata received) {
      headers.complete(received);
    }

    @Override
    public void onMessage(byte[] message) {
      answers.add(message);
    }

    @Override
    public void onClose(Status closed, Metadata trailers) {
      status.complete(closed);
    }
  }
}
