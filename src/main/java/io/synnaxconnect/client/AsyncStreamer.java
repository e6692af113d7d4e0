package io.synnaxconnect.client;

import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.TimeSpan;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Live frames of a set of channels without blocking: what {@link Streamer} does, with futures and
 * as a publisher. Thread-safe.
 *
 * <p>Each frame goes to the oldest demand alone, which is a read or a subscriber's request. Frames
 * without a demand wait in the buffer of {@link StreamerOptions}, whose {@link Overflow} says what
 * happens when it is full; the cluster never waits.
 *
 * <p>Every stream has one daemon thread, {@code synnax-HOST:PORT-async}, which ends within a second
 * of {@link #close}, of the closing of the client, and of a reported failure; or it runs on the
 * {@link Executor} with which it was opened, one task at a time. Futures complete there, and there
 * subscribers are called: run long work elsewhere ({@code thenApplyAsync}), and never wait there
 * for another future of the same stream, which cannot complete meanwhile. The client interrupts no
 * code of others. An opening and an update wait for the cluster there.
 *
 * <p>Futures complete exceptionally with a {@link SynnaxException} when the stream has ended, with
 * {@code CLOSED} when it was closed here. A cancelled read consumes no frame.
 */
public final class AsyncStreamer implements Flow.Publisher<Frame>, AutoCloseable {

  private final SignallingStreamer streamer;
  private final StreamThread thread;
  private final FrameDispatcher dispatcher;

  private AsyncStreamer(SignallingStreamer streamer, StreamThread thread) {
    this.streamer = streamer;
    this.thread = thread;
    this.dispatcher = new FrameDispatcher(streamer, thread);
    streamer.onChange(dispatcher::signal);
  }

  /** Opens a stream on its thread. If the future was cancelled, the stream is closed again. */
  static CompletableFuture<AsyncStreamer> open(
      StreamThread thread, Supplier<SignallingStreamer> opening) {
    CompletableFuture<AsyncStreamer> opened = new CompletableFuture<>();
    thread.execute(
        () -> {
          AsyncStreamer async = open(opening, thread, opened);
          if (async != null && !opened.complete(async)) {
            async.close();
          }
        });
    return opened;
  }

  private static @Nullable AsyncStreamer open(
      Supplier<SignallingStreamer> opening,
      StreamThread thread,
      CompletableFuture<AsyncStreamer> opened) {
    try {
      SignallingStreamer[] streamer = new SignallingStreamer[1];
      thread.waiting(() -> streamer[0] = opening.get());
      return new AsyncStreamer(streamer[0], thread);
    } catch (RuntimeException | Error e) {
      thread.close();
      opened.completeExceptionally(e);
      return null;
    }
  }

  /** The next frame. */
  public CompletableFuture<Frame> read() {
    PendingRead read = new PendingRead();
    submit(read, () -> dispatcher.add(read));
    return read.frame();
  }

  /**
   * The next frame, or null after the timeout.
   *
   * @param timeout maximum time to wait; zero or less completes at once, with a frame if one is
   *     there
   */
  public CompletableFuture<@Nullable Frame> read(Duration timeout) {
    PendingRead read = new PendingRead();
    submit(read, () -> addWithTimeout(read, timeout));
    return read.frame();
  }

  /** The same as {@link #read(Duration)}. */
  public CompletableFuture<@Nullable Frame> read(TimeSpan timeout) {
    return read(timeout.toDuration());
  }

  /**
   * The same as {@link #read(Duration)}, in seconds.
   *
   * @throws IllegalArgumentException for NaN
   */
  public CompletableFuture<@Nullable Frame> read(double timeoutSeconds) {
    return read(TimeSpan.ofSeconds(timeoutSeconds));
  }

  private void addWithTimeout(PendingRead read, Duration timeout) {
    dispatcher.add(read);
    if (!read.isMet()) {
      Runnable timeOut =
          () -> {
            read.timeOut();
            dispatcher.remove(read);
          };
      read.setTimer(thread.schedule(timeOut, timeout));
    }
  }

  private void submit(PendingRead read, Runnable task) {
    if (!thread.execute(task)) {
      read.end(dispatcher.endReason());
    }
  }

  /**
   * Replaces the set of channels, as {@link Streamer#updateChannels(ChannelSelector)} does. Frames
   * wait meanwhile.
   */
  public CompletableFuture<Void> updateChannels(ChannelSelector channels) {
    CompletableFuture<Void> updated = new CompletableFuture<>();
    Runnable update =
        () -> {
          try {
            thread.waiting(() -> streamer.updateChannels(channels));
          } catch (RuntimeException | Error e) {
            updated.completeExceptionally(e);
            return;
          }
          updated.complete(null);
        };
    if (!thread.execute(update)) {
      updated.completeExceptionally(dispatcher.endReason());
    }
    return updated;
  }

  /** Replaces the set by the channels with these names. */
  public CompletableFuture<Void> updateChannels(String... names) {
    return updateChannels(ChannelSelector.named(names));
  }

  /**
   * Calls the body with each frame, one after the other, where futures complete.
   *
   * @return completes when the stream is closed here, and fails with the stream or with the body;
   *     to cancel it ends the loop, and the stream stays open
   */
  public CompletableFuture<Void> forEach(Consumer<? super Frame> body) {
    Objects.requireNonNull(body, "body");
    return forEachAsync(
        frame -> {
          body.accept(frame);
          return CompletableFuture.completedFuture(null);
        });
  }

  /**
   * The same with a body that does not wait either: the next frame comes when the stage that it has
   * returned is complete.
   */
  public CompletableFuture<Void> forEachAsync(
      Function<? super Frame, ? extends CompletionStage<?>> body) {
    AsyncLoop loop = new AsyncLoop(this, body);
    if (!thread.execute(loop::next)) {
      loop.next();
    }
    return loop.done();
  }

  /** How many frames our own full buffer dropped since the stream was opened. */
  public long droppedFrames() {
    return streamer.droppedFrames();
  }

  /**
   * Adds a subscriber, which receives as many frames as it requests, in turn with other demands. If
   * the stream is closed here, the subscriber completes; any other end is an error.
   */
  @Override
  public void subscribe(Flow.Subscriber<? super Frame> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    FrameSubscription subscription = new FrameSubscription(subscriber, thread, dispatcher);
    if (!thread.execute(() -> dispatcher.add(subscription))) {
      subscription.start();
      subscription.end(dispatcher.endReason());
    }
  }

  /** Ends the stream at once; pending reads complete. Idempotent, does not wait. */
  @Override
  public void close() {
    streamer.close();
    thread.execute(dispatcher::serve);
    thread.close();
  }
}
