package io.synnaxconnect.source.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that others can stop. Its work asks whether it is stopped, and pauses through it. */
public final class StoppableThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StoppableThread.class);

  /** Connect waits longer for a task, but one close follows the other. */
  private static final long JOIN_MILLIS = 800;

  /** What a thread does again and again. */
  public interface Step {
    void run() throws InterruptedException;
  }

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  /**
   * Makes the thread, and does not start it.
   *
   * @param work what the thread does; ends soon after a stop, which interrupts it
   */
  public StoppableThread(TaskEnvironment environment, String name, Runnable work) {
    this.thread = environment.threads().newThread(work);
    this.thread.setName(name);
  }

  public void start() {
    thread.start();
  }

  /** Whether the work is still running. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  public boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /**
   * Does a step again and again until the thread is stopped. The thread itself calls this.
   *
   * @param onError gets what ended it, unless it was a stop or an interrupt
   */
  public void repeat(Step step, Consumer<Throwable> onError) {
    try {
      while (!isStopped()) {
        step.run();
      }
    } catch (InterruptedException e) {
      LOG.debug("Thread was interrupted: thread={}", thread.getName());
    } catch (Throwable e) {
      if (!isStopped()) {
        onError.accept(e);
      }
    }
  }

  /** Waits, and returns early if the thread is stopped. The thread itself calls this. */
  public void pause(Duration time) throws InterruptedException {
    boolean early = stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
    LOG.trace("Pause ended: stopped={}", early);
  }

  /** Signals the stop and interrupts the work. Does not wait. Idempotent. */
  public void stop() {
    stopped.countDown();
    thread.interrupt();
  }

  /**
   * Stops, and waits until the work has ended, for less than one second. Does not wait if the
   * thread itself calls it. Idempotent.
   */
  @Override
  public void close() {
    stop();
    if (thread == Thread.currentThread()) {
      return;
    }
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("Thread did not end in time: thread={}", thread.getName());
    }
  }
}
