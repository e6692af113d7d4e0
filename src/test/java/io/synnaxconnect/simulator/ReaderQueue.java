package io.synnaxconnect.simulator;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Frames that wait for one reader: 200 at the send side and one before it. Guarded by its monitor.
 */
final class ReaderQueue {

  private static final int MAX_FRAMES = 201;
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Object monitor;
  private final ReaderCounters counters;
  private final Queue<List<LiveSeries>> frames = new ArrayDeque<>();

  ReaderQueue(Object monitor, ReaderCounters counters) {
    this.monitor = monitor;
    this.counters = counters;
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  void add(List<LiveSeries> frame) {
    frames.add(frame);
    counters.longestQueue.accumulateAndGet(frames.size(), Math::max);
  }

  /** The oldest frame; whoever waits for room hears of it. */
  List<LiveSeries> remove() {
    monitor.notifyAll();
    return frames.remove();
  }

  /** Waits 20 ms for room at most; false where there is none. */
  boolean awaitRoom(BooleanSupplier closed) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    try {
      while (frames.size() >= MAX_FRAMES && !closed.getAsBoolean()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(monitor, left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
