package io.synnaxconnect.contract;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One open call with messages in both directions; everything that comes is kept until asked for.
 */
final class BidiCall<Q, R> implements AutoCloseable {

  /** Far above what any cluster needs, so that no test depends on speed. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ClientCall<Q, R> call;
  private final BlockingQueue<Optional<R>> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Metadata> headers = new CompletableFuture<>();
  private final CompletableFuture<Status> status = new CompletableFuture<>();

  BidiCall(Channel connection, MethodDescriptor<Q, R> method, Metadata metadata) {
    call = connection.newCall(method, CallOptions.DEFAULT);
    call.start(new Recorder(), metadata);
    call.request(Integer.MAX_VALUE);
  }

  void send(Q request) {
    call.sendMessage(request);
  }

  void halfClose() {
    call.halfClose();
  }

  /** The next message; fails when the call ends instead. */
  R next() {
    return poll(PATIENCE).orElseThrow(() -> new AssertionError("the call ended: " + status()));
  }

  /** The next message if one comes in time; empty also when the call has ended. */
  Optional<R> poll(Duration timeout) {
    try {
      Optional<R> next = received.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return next == null ? silence(timeout) : next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a message", e);
    }
  }

  private Optional<R> silence(Duration timeout) {
    if (timeout.equals(PATIENCE)) {
      throw new AssertionError("nothing came within " + timeout);
    }
    return Optional.empty();
  }

  /** Status of the end of the call. */
  Status status() {
    return await(status);
  }

  /** Metadata that came before the first message. */
  Metadata headers() {
    return await(headers);
  }

  boolean isOpen() {
    return !status.isDone();
  }

  /** Ends the call at once and waits until it has ended on our side. Idempotent. */
  @Override
  public void close() {
    call.cancel("the test is over", null);
    status();
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for the cluster", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer within " + PATIENCE, e);
    }
  }

  private final class Recorder extends ClientCall.Listener<R> {
    @Override
    public void onHeaders(Metadata metadata) {
      headers.complete(metadata);
    }

    @Override
    public void onMessage(R message) {
      received.add(Optional.of(message));
    }

    @Override
    public void onClose(Status endStatus, Metadata trailers) {
      // A call refused at once has its metadata in the trailers.
      headers.complete(trailers);
      status.complete(endStatus);
      received.add(Optional.empty());
    }
  }
}
