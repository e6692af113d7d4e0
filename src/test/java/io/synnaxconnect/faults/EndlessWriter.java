package io.synnaxconnect.faults;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A thread that writes rows in a steady rhythm, without end, and the timestamps of these rows. */
final class EndlessWriter implements AutoCloseable {

  private final long periodMillis;
  private final Runnable rows;
  private final ScheduledExecutorService thread;
  private long newestNanos;
  private volatile CountDownLatch ticks = new CountDownLatch(0);
  private volatile @Nullable RuntimeException failure;

  /**
   * Writes nothing before {@link #begin}.
   *
   * @param rows writes what one period brings
   */
  EndlessWriter(String name, long periodMillis, Runnable rows) {
    this.periodMillis = periodMillis;
    this.rows = rows;
    this.thread = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, name));
  }

  void begin() {
    var unused =
        thread.scheduleAtFixedRate(this::tick, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    CountDownLatch counted = ticks;
    try {
      rows.run();
      counted.countDown();
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  /** Ascends whatever the clock does. */
  synchronized long nextNanos() {
    newestNanos = Math.max(newestNanos + 1, System.currentTimeMillis() * 1_000_000L);
    return newestNanos;
  }

  /** The timestamp that was taken last. */
  synchronized long newestNanos() {
    return newestNanos;
  }

  /** Returns when rows were written for so long. */
  void writeFor(Duration time) throws InterruptedException {
    CountDownLatch written = new CountDownLatch((int) (time.toMillis() / periodMillis));
    ticks = written;
    while (!written.await(1, TimeUnit.SECONDS)) {
      RuntimeException ended = failure;
      if (ended != null) {
        throw ended;
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
