package io.synnaxconnect.source.metrics;

import io.synnaxconnect.source.runtime.TaskEnvironment;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * How old samples were when they were delivered, over the last minute. Longer ago does not matter
 * for the current lag. One thread records, and never waits; any thread may read.
 */
public final class LagWindow {

  /** Longer lags, for example while a task catches up, count as this one. */
  static final long MAX_MILLIS = TimeUnit.DAYS.toMillis(365);

  private static final long SLICE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Two digits: a percentile is right to one in a hundred. */
  private static final int DIGITS = 2;

  private final SingleWriterRecorder recorder = new SingleWriterRecorder(MAX_MILLIS, DIGITS);

  // Guarded by this: six complete slices, and the current one.
  private final Histogram[] slices = new Histogram[7];
  private final Histogram sum = new Histogram(MAX_MILLIS, DIGITS);
  private @Nullable Histogram recycled;
  private long sliceBeganNanos;
  private int current;

  /**
   * An empty window.
   *
   * @param nowNanos by the clock for durations
   */
  public LagWindow(long nowNanos) {
    this.sliceBeganNanos = nowNanos;
    for (int slice = 0; slice < slices.length; slice++) {
      slices[slice] = new Histogram(MAX_MILLIS, DIGITS);
    }
  }

  /** Adds the percentiles to the metrics of a task. */
  public void show(MetricSet metrics, TaskEnvironment environment) {
    metrics.measure(TaskMetric.LAG_P50_MS, () -> percentile(50, environment.nowNanos()));
    metrics.measure(TaskMetric.LAG_P95_MS, () -> percentile(95, environment.nowNanos()));
    metrics.measure(TaskMetric.LAG_P99_MS, () -> percentile(99, environment.nowNanos()));
    metrics.measure(TaskMetric.LAG_MAX_MS, () -> percentile(100, environment.nowNanos()));
  }

  /** Records one lag. A sample from the future has no lag. */
  public void record(long lagMillis) {
    recorder.recordValue(Math.max(0, Math.min(lagMillis, MAX_MILLIS)));
  }

  /** The lag that so many percent do not exceed; 0 if nothing was delivered in that minute. */
  synchronized long percentile(double percent, long nowNanos) {
    advanceTo(nowNanos);
    collect();
    sum.reset();
    for (Histogram slice : slices) {
      sum.add(slice);
    }
    return sum.getTotalCount() == 0 ? 0 : sum.getValueAtPercentile(percent);
  }

  /** Forgets lags older than a minute. Call this regularly, also if nobody reads. */
  public synchronized void advanceTo(long nowNanos) {
    if (nowNanos - sliceBeganNanos < SLICE_NANOS) {
      return;
    }
    collect();
    // The last call may have been long ago.
    long ended = (nowNanos - sliceBeganNanos) / SLICE_NANOS;
    for (long turns = Math.min(ended, slices.length); turns > 0; turns--) {
      current = (current + 1) % slices.length;
      slices[current].reset();
    }
    sliceBeganNanos = nowNanos;
  }

  private void collect() {
    recycled = recorder.getIntervalHistogram(recycled);
    slices[current].add(recycled);
  }
}
