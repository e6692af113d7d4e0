package io.synnaxconnect.source.metrics;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How long Connect's poll thread is in our poll, how long it waits there, and how long it is in the
 * framework. Only the poll thread writes; any thread may read.
 */
public final class PollTimes {

  private final LongSupplier nanoTime;
  private final AtomicLong pollNanos = new AtomicLong();
  private final AtomicLong waitNanos = new AtomicLong();
  private final AtomicLong frameworkNanos = new AtomicLong();
  private volatile long changedNanos;
  private volatile boolean inPoll;

  /** Starts in the framework. */
  public PollTimes(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.changedNanos = nanoTime.getAsLong();
  }

  /** Adds the times to the metrics of a task. */
  public void show(MetricSet metrics) {
    metrics.measure(TaskMetric.POLL_TIME_NS_TOTAL, pollNanos::get);
    metrics.measure(TaskMetric.POLL_WAIT_TIME_NS_TOTAL, waitNanos::get);
    metrics.measure(TaskMetric.FRAMEWORK_TIME_NS_TOTAL, this::frameworkNanos);
  }

  public void beginPoll() {
    change(frameworkNanos, true);
  }

  public void endPoll() {
    change(pollNanos, false);
  }

  private void change(AtomicLong ended, boolean polling) {
    long now = nanoTime.getAsLong();
    ended.addAndGet(now - changedNanos);
    changedNanos = now;
    inPoll = polling;
  }

  public void addWait(long nanos) {
    waitNanos.addAndGet(nanos);
  }

  /** Time in poll, with the current one. */
  public long pollNanos() {
    long complete = pollNanos.get();
    return inPoll ? complete + nanoTime.getAsLong() - changedNanos : complete;
  }

  /** Includes the current stay, so that a producer that blocks is seen while it blocks. */
  private long frameworkNanos() {
    long complete = frameworkNanos.get();
    long current = nanoTime.getAsLong() - changedNanos;
    return inPoll ? complete : complete + Math.max(0, current);
  }
}
