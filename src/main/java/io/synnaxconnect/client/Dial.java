package io.synnaxconnect.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One gRPC channel, which connects once. A channel that has failed to connect tries again by
 * itself, as often as it likes, and calls fail with the old error meanwhile; so the next call gets
 * another one. Thread-safe.
 */
final class Dial implements ClientInterceptor {

  /** Called when the channel has failed, perhaps on gRPC's thread: must not block. */
  interface Owner {
    void onFailedDial(Dial dial);
  }

  private final ManagedChannel connection;
  private final Channel calls;
  private final Owner owner;
  private final AtomicInteger openStreams = new AtomicInteger();
  private volatile long heardNanos = System.nanoTime();
  private volatile @Nullable String endReason;
  private volatile boolean ended;

  Dial(ManagedChannel connection, Owner owner) {
    this.connection = connection;
    this.owner = owner;
    this.calls = ClientInterceptors.intercept(connection, this);
  }

  /** Where calls are made. */
  Channel calls() {
    return calls;
  }

  boolean isReady() {
    return connection.getState(false) == ConnectivityState.READY;
  }

  /** How long the server has been silent, in nanoseconds. */
  long silentNanos() {
    return System.nanoTime() - heardNanos;
  }

  /** Whether anybody waits for the server without a time limit. */
  boolean hasStreams() {
    return openStreams.get() > 0;
  }

  boolean hasEnded() {
    return ended;
  }

  /**
   * Ends all calls at once.
   *
   * @param reason why they are reported as unavailable, null for the reason that gRPC finds
   */
  void end(@Nullable String reason) {
    ended = true;
    endReason = reason;
    connection.shutdownNow();
  }

  /** Waits until all has ended, for a limited time. */
  void awaitEnd(long millis) throws InterruptedException {
    boolean unused = connection.awaitTermination(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        boolean stream = !method.getType().serverSendsOneMessage();
        openStreams.addAndGet(stream ? 1 : 0);
        super.start(new Watched<>(listener, stream), headers);
      }
    };
  }

  private final class Watched<A> extends SimpleForwardingClientCallListener<A> {

    private final boolean stream;

    private Watched(ClientCall.Listener<A> listener, boolean stream) {
      super(listener);
      this.stream = stream;
    }

    @Override
    public void onHeaders(Metadata headers) {
      heardNanos = System.nanoTime();
      super.onHeaders(headers);
    }

    @Override
    public void onMessage(A message) {
      heardNanos = System.nanoTime();
      super.onMessage(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      openStreams.addAndGet(stream ? -1 : 0);
      String reason = endReason;
      if (reason != null && !status.isOk()) {
        super.onClose(Status.UNAVAILABLE.withDescription(reason), trailers);
        return;
      }
      if (isBrokenConnection(status) && !isReady()) {
        owner.onFailedDial(Dial.this);
      }
      super.onClose(status, trailers);
    }

    private static boolean isBrokenConnection(Status status) {
      return switch (status.getCode()) {
        case UNAVAILABLE, DEADLINE_EXCEEDED, UNKNOWN, INTERNAL -> true;
        default -> false;
      };
    }
  }
}
