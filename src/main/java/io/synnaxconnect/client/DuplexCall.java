package io.synnaxconnect.client;

import com.google.protobuf.MessageLite;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An open call of many messages both ways. Messages are asked for ahead of need, so that the server
 * never waits for the reader, up to a bound in bytes. Thread-safe.
 *
 * @param <Q> requests
 * @param <A> answers
 */
final class DuplexCall<Q extends MessageLite, A extends MessageLite> extends ClientCall.Listener<A>
    implements AutoCloseable {

  /** Above this nothing more is asked for; one message more may already be on its way. */
  static final long MAX_QUEUED_BYTES = 8L << 20;

  private final ClientCall<Q, A> call;
  private final ArrayDeque<A> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean asked;
  private boolean closed;
  private @Nullable Status end;

  private DuplexCall(ClientCall<Q, A> call) {
    this.call = call;
  }

  /** Starts a call and asks for its first message. */
  static <Q extends MessageLite, A extends MessageLite> DuplexCall<Q, A> start(
      ClientCall<Q, A> call) {
    DuplexCall<Q, A> started = new DuplexCall<>(call);
    call.start(started, new Metadata());
    started.askWhileRoom();
    return started;
  }

  /** Sends a request; when the call has ended already, the next read says why. */
  synchronized void send(Q request) {
    Requests.checkSize(request);
    if (end == null && !closed) {
      unlessEnded(() -> call.sendMessage(request));
    }
  }

  /** After the client is closed gRPC's own thread is gone, and any use of a call throws. */
  private void unlessEnded(Runnable use) {
    try {
      use.run();
    } catch (RejectedExecutionException e) {
      onClose(Status.CANCELLED.withDescription("the client is closed"), new Metadata());
    }
  }

  /** Tells the server that nothing more will be sent. */
  synchronized void halfClose() {
    if (end == null && !closed) {
      unlessEnded(call::halfClose);
    }
  }

  /**
   * Takes the next message.
   *
   * @param timeoutNanos how long to wait at most
   * @return the message, or null when the time is over
   * @throws StatusRuntimeException at the end of the call, whatever its status, after all messages
   */
  @Nullable A read(long timeoutNanos) throws InterruptedException {
    A message = take(timeoutNanos);
    askWhileRoom();
    return message;
  }

  private synchronized @Nullable A take(long timeoutNanos) throws InterruptedException {
    long deadline = System.nanoTime() + timeoutNanos;
    long left = timeoutNanos;
    while (queue.isEmpty() && end == null && !closed && left > 0) {
      // Rounded up: a wait of 0 would be one without end.
      wait(left / 1_000_000 + 1);
      left = deadline - System.nanoTime();
    }
    A message = queue.poll();
    if (message == null) {
      if (closed || end == null) {
        return endOfRead();
      }
      throw end.asRuntimeException();
    }
    queuedBytes -= message.getSerializedSize();
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

  /** Never under our lock: gRPC may call back at once, on this thread. */
  private void askWhileRoom() {
    synchronized (this) {
      if (asked || closed || end != null || queuedBytes >= MAX_QUEUED_BYTES) {
        return;
      }
      asked = true;
    }
    unlessEnded(() -> call.request(1));
  }

  @Override
  public void onMessage(A message) {
    synchronized (this) {
      asked = false;
      if (!closed) {
        queue.add(message);
        queuedBytes += message.getSerializedSize();
        notifyAll();
      }
    }
    askWhileRoom();
  }

  /** The trailers are not kept: a refused call may echo our token. */
  @Override
  public synchronized void onClose(Status status, Metadata trailers) {
    end = status;
    notifyAll();
  }

  /** Ends the call at once and forgets what was not read. Idempotent; wakes a waiting reader. */
  @Override
  public void close() {
    boolean ended;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      ended = end != null;
      queue.clear();
      queuedBytes = 0;
      notifyAll();
    }
    if (!ended) {
      unlessEnded(() -> call.cancel("closed on our side", null));
    }
  }
}
