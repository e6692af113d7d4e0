package io.synnaxconnect.client;

import io.synnaxconnect.telem.Frame;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads an asynchronous stream frame by frame, the next one when the last is done with. */
final class AsyncLoop {

  private final AsyncStreamer streamer;
  private final Function<? super Frame, ? extends CompletionStage<?>> body;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile @Nullable CompletableFuture<Frame> reading;

  AsyncLoop(AsyncStreamer streamer, Function<? super Frame, ? extends CompletionStage<?>> body) {
    this.streamer = streamer;
    this.body = Objects.requireNonNull(body, "body");
    var unused = done.whenComplete((nothing, failure) -> stopReading());
  }

  /** Completes when the stream was closed here; fails with the stream, or with the body. */
  CompletableFuture<Void> done() {
    return done;
  }

  /** A read that nobody wants any more must take no frame. */
  private void stopReading() {
    CompletableFuture<Frame> last = reading;
    if (last != null) {
      last.cancel(false);
    }
  }

  /** Reads the next frame, unless somebody has cancelled the loop. */
  void next() {
    CompletableFuture<Frame> read = streamer.read();
    reading = read;
    if (done.isDone()) {
      stopReading();
    }
    var unused = read.whenComplete(this::onRead);
  }

  private void onRead(@Nullable Frame frame, @Nullable Throwable failure) {
    if (frame != null) {
      run(frame);
    } else if (failure instanceof SynnaxException reason && reason.isClosedHere()) {
      done.complete(null);
    } else if (failure != null) {
      done.completeExceptionally(failure);
    }
  }

  private void run(Frame frame) {
    try {
      var unused =
          body.apply(frame)
              .whenComplete(
                  (result, failure) -> {
                    if (failure == null) {
                      next();
                    } else {
                      done.completeExceptionally(failure);
                    }
                  });
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }
}
