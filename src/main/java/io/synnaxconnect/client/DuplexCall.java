package io.synnaxconnect.client;

import com.google.protobuf.MessageLite;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An open call of many messages both ways. It requests messages ahead of need, on gRPC's own
 * thread, so that the server never waits for the reader. Thread-safe.
 *
 * @param <Q> requests
 * @param <A> answers
 */
final class DuplexCall<Q extends MessageLite, A extends MessageLite> extends ClientCall.Listener<A>
    implements AutoCloseable {

  private final ClientCall<Q, A> call;
  private final MessageBuffer<A> buffer;
  private final Consumer<A> onArrival;
  private final Runnable onChange;
  private boolean requested;
  private boolean overflowed;
  private boolean closed;
  private @Nullable Status end;

  private DuplexCall(
      ClientCall<Q, A> call, MessageBuffer<A> buffer, Consumer<A> onArrival, Runnable onChange) {
    this.call = call;
    this.buffer = buffer;
    this.onArrival = onArrival;
    this.onChange = onChange;
  }

  /**
   * Starts a call whose server waits while the queue is full: only for answers that nobody else
   * waits for.
   */
  static <Q extends MessageLite, A extends MessageLite> DuplexCall<Q, A> start(
      ClientCall<Q, A> call) {
    return start(
        new DuplexCall<>(
            call,
            new MessageBuffer<>(StreamerOptions.DEFAULT_BUFFER_BYTES, null),
            answer -> {},
            () -> {}));
  }

  /**
   * Starts a call that never makes its server wait.
   *
   * @param onArrival gets each message before it is buffered or refused, on gRPC's thread
   * @param onChange runs after each message and after the end, on gRPC's thread: must not block
   */
  static <Q extends MessageLite, A extends MessageLite> DuplexCall<Q, A> start(
      ClientCall<Q, A> call, StreamerOptions options, Consumer<A> onArrival, Runnable onChange) {
    MessageBuffer<A> buffer = new MessageBuffer<>(options.bufferBytes(), options.overflow());
    return start(new DuplexCall<>(call, buffer, onArrival, onChange));
  }

  private static <Q extends MessageLite, A extends MessageLite> DuplexCall<Q, A> start(
      DuplexCall<Q, A> started) {
    started.unlessEnded(() -> started.call.start(started, new Metadata()));
    started.requestIfRoom();
    return started;
  }

  /** Sends a request; if the call has already ended, the next read says why. */
  synchronized void send(Q request) {
    ToProto.checkSize(request);
    if (end == null && !closed) {
      unlessEnded(() -> call.sendMessage(request));
    }
  }

  /**
   * After the client is closed gRPC's own thread is gone, and any use of a call throws. So does the
   * use of one that another thread has ended with its connection.
   */
  private void unlessEnded(Runnable use) {
    try {
      use.run();
    } catch (RejectedExecutionException e) {
      onClose(Status.CANCELLED.withDescription("the client is closed"), new Metadata());
    } catch (IllegalStateException e) {
      onClose(GrpcConnection.justEnded(e), new Metadata());
    }
  }

  /** Ends our side of the call: the server expects no more requests. */
  synchronized void halfClose() {
    if (end == null && !closed) {
      unlessEnded(call::halfClose);
    }
  }

  /**
   * Waits for the next message.
   *
   * @param timeoutNanos maximum time to wait
   * @return the message, or null after the timeout
   * @throws StatusRuntimeException at the end of the call, whatever its status, after all messages
   */
  @Nullable A read(long timeoutNanos) throws InterruptedException {
    A message = await(timeoutNanos);
    requestIfRoom();
    return message;
  }

  private synchronized @Nullable A await(long timeoutNanos) throws InterruptedException {
    long deadline = System.nanoTime() + timeoutNanos;
    long remaining = timeoutNanos;
    while (buffer.isEmpty() && end == null && !closed && remaining > 0) {
      // Rounded up: a wait of 0 would be one without end.
      wait(remaining / 1_000_000 + 1);
      remaining = deadline - System.nanoTime();
    }
    A message = buffer.poll();
    if (message == null) {
      if (closed || end == null) {
        return endOfRead();
      }
      throw end.asRuntimeException();
    }
    return message;
  }

  private @Nullable A endOfRead() {
    if (closed) {
      throw Status.CANCELLED.withDescription("closed on our side").asRuntimeException();
    }
    return null;
  }

  /** Whether the call was closed on our side. */
  synchronized boolean isClosed() {
    return closed;
  }

  /** How the call has ended, null while it has not. */
  synchronized @Nullable Status end() {
    return end;
  }

  /** Whether the call ended because its reader was too slow. */
  synchronized boolean hasOverflowed() {
    return overflowed;
  }

  /** How many messages were dropped for newer ones. */
  synchronized long droppedMessages() {
    return buffer.dropped();
  }

  /** Never under our lock: gRPC may call back at once, on this thread. */
  private void requestIfRoom() {
    synchronized (this) {
      if (requested || closed || end != null || buffer.isBlocked()) {
        return;
      }
      requested = true;
    }
    unlessEnded(() -> call.request(1));
  }

  @Override
  public void onMessage(A message) {
    onArrival.accept(message);
    boolean refused;
    synchronized (this) {
      requested = false;
      refused = !closed && end == null && !enqueue(message);
    }
    if (refused) {
      unlessEnded(() -> call.cancel("read too slowly", null));
    }
    onChange.run();
    requestIfRoom();
  }

  private boolean enqueue(A message) {
    if (!buffer.add(message)) {
      overflowed = true;
      end = Status.CANCELLED.withDescription("read too slowly");
    }
    notifyAll();
    return !overflowed;
  }

  /** Drops the trailers: a refused call may echo our token. */
  @Override
  public void onClose(Status status, Metadata trailers) {
    synchronized (this) {
      end = end == null ? status : end;
      notifyAll();
    }
    onChange.run();
  }

  /** Ends the call at once and drops unread messages. Idempotent; wakes a waiting reader. */
  @Override
  public void close() {
    boolean ended;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      ended = end != null;
      buffer.clear();
      notifyAll();
    }
    onChange.run();
    if (!ended) {
      unlessEnded(() -> call.cancel("closed on our side", null));
    }
  }
}
