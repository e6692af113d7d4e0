package io.synnaxconnect.client;

import io.synnaxconnect.telem.Frame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One read that waits for its frame or for the end of its time. */
final class PendingRead implements Demand {

  private final CompletableFuture<Frame> frame = new CompletableFuture<>();
  private @Nullable Future<?> timer;

  /** The frame; null when the time is over. */
  CompletableFuture<Frame> frame() {
    return frame;
  }

  /** The timer is cancelled when it is no longer needed. */
  void limitedBy(Future<?> newTimer) {
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
