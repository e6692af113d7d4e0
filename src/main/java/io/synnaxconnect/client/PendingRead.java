package io.synnaxconnect.client;

import io.synnaxconnect.telem.Frame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One read that waits for its frame or its timeout. */
final class PendingRead implements Demand {

  private final CompletableFuture<Frame> frame = new CompletableFuture<>();
  private @Nullable Future<?> timer;

  /** The frame; null after the timeout. */
  CompletableFuture<Frame> frame() {
    return frame;
  }

  /** Sets the timer, which is cancelled when it is no longer needed. */
  void setTimer(Future<?> newTimer) {
    timer = newTimer;
  }

  void timeOut() {
    frame.complete(null);
  }

  @Override
  public boolean accept(Frame next) {
    cancelTimer();
    return frame.complete(next);
  }

  @Override
  public boolean isMet() {
    return frame.isDone();
  }

  @Override
  public void end(SynnaxException reason) {
    cancelTimer();
    frame.completeExceptionally(reason);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
