package io.synnaxconnect.source.metrics;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Where Connect's poll thread spends its time: in our poll, and there in waiting, or in the
 * framework. Written by that thread alone; any thread may look.
 */
public final class PollTimes {

  private final LongSupplier nanoTime;
  private final AtomicLong pollNanos = new AtomicLong();
  private final AtomicLong waitNanos = new AtomicLong();
  private final AtomicLong frameworkNanos = new AtomicLong();
  private volatile long changedNanos;
  private volatile boolean inPoll;

  /** Begins in the framework. */
  public PollTimes(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.changedNanos = nanoTime.getAsLong();
  }

  /** Makes the times part of a task's metrics. */
  public void show(MetricSet metrics) {
    metrics.measure(TaskMetric.POLL_TIME_NS_TOTAL, pollNanos::get);
    metrics.measure(TaskMetric.POLL_WAIT_TIME_NS_TOTAL, waitNanos::get);
    metrics.measure(TaskMetric.FRAMEWORK_TIME_NS_TOTAL, this::frameworkNanos);
  }

  public void enter() {
    turn(frameworkNanos, true);
  }

  public void leave() {
    turn(pollNanos, false);
  }

  private void turn(AtomicLong ended, boolean polling) {
    long now = nanoTime.getAsLong();
    ended.addAndGet(now - changedNanos);
    changedNanos = now;
    inPoll = polling;
  }

  public void waited(long nanos) {
    waitNanos.addAndGet(nanos);
  }

  /** Time in poll, the one under way included. */
  public long attendedNanos() {
    long complete = pollNanos.get();
    return inPoll ? complete + nanoTime.getAsLong() - changedNanos : complete;
  }

  /** Includes what lasts: a producer that blocks is seen while it does. */
  private long frameworkNanos() {
    long complete = frameworkNanos.get();
    long since = nanoTime.getAsLong() - changedNanos;
    return inPoll ? complete : complete + Math.max(0, since);
  }
}
