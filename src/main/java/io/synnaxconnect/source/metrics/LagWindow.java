package io.synnaxconnect.source.metrics;

import io.synnaxconnect.source.runtime.TaskEnvironment;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * How old samples were when they left, over the last minute: what was long ago says nothing about
 * now. One thread records, without waiting; any thread may look.
 */
public final class LagWindow {

  /** Longer lags, of a catch-up for example, count as that much. */
  static final long GREATEST_MILLIS = TimeUnit.DAYS.toMillis(365);

  private static final long SLICE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Two digits: a percentile is right to one in a hundred. */
  private static final int DIGITS = 2;

  private final SingleWriterRecorder recorder = new SingleWriterRecorder(GREATEST_MILLIS, DIGITS);

  // Guarded by this: six slices that are complete, and the one that is not.
  private final Histogram[] slices = new Histogram[7];
  private final Histogram sum = new Histogram(GREATEST_MILLIS, DIGITS);
  private @Nullable Histogram recycled;
  private long sliceBeganNanos;
  private int current;

  /**
   * An empty window.
   *
   * @param nowNanos nanoseconds since the Unix epoch
   */
  public LagWindow(long nowNanos) {
    this.sliceBeganNanos = nowNanos;
    for (int slice = 0; slice < slices.length; slice++) {
      slices[slice] = new Histogram(GREATEST_MILLIS, DIGITS);
    }
  }

  /** Makes the window part of a task's metrics. */
  public void show(MetricSet metrics, TaskEnvironment environment) {
    metrics.measure(TaskMetric.LAG_P50_MS, () -> percentile(50, environment.nowNanos()));
    metrics.measure(TaskMetric.LAG_P95_MS, () -> percentile(95, environment.nowNanos()));
    metrics.measure(TaskMetric.LAG_P99_MS, () -> percentile(99, environment.nowNanos()));
    metrics.measure(TaskMetric.LAG_MAX_MS, () -> percentile(100, environment.nowNanos()));
  }

  /** One more; a sample from the future has no lag. */
  public void record(long lagMillis) {
    recorder.recordValue(Math.max(0, Math.min(lagMillis, GREATEST_MILLIS)));
  }

  /** The least lag that so many per cent do not exceed, 0 if nothing left in that minute. */
  synchronized long percentile(double percent, long nowNanos) {
    turn(nowNanos);
    collect();
    sum.reset();
    for (Histogram slice : slices) {
      sum.add(slice);
    }
    return sum.getTotalCount() == 0 ? 0 : sum.getValueAtPercentile(percent);
  }

  /** Forgets what is too long ago. To be called now and then, looked at or not. */
  public synchronized void turn(long nowNanos) {
    if (nowNanos >= sliceBeganNanos && nowNanos < sliceBeganNanos + SLICE_NANOS) {
      return;
    }
    collect();
    // The clock may be set back, or nobody has called for long.
    long over = nowNanos < sliceBeganNanos ? 1 : (nowNanos - sliceBeganNanos) / SLICE_NANOS;
    for (long turns = Math.min(over, slices.length); turns > 0; turns--) {
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
