package io.synnaxconnect.source.group;

import io.synnaxconnect.source.metrics.LagWindow;
import io.synnaxconnect.source.metrics.MetricSet;
import io.synnaxconnect.source.metrics.TaskMetric;
import io.synnaxconnect.telem.Rows;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Counts the row blocks that are emitted, and measures their age. Of the poll thread alone. */
public final class DeliveredBlocks {

  /** A position that far ahead of the clock is most likely a writer's mistake. */
  private static final long FUTURE_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final MetricSet metrics;
  private final TaskReport report;
  private final LagWindow lags;

  public DeliveredBlocks(MetricSet metrics, TaskReport report, LagWindow lags) {
    this.metrics = metrics;
    this.report = report;
    this.lags = lags;
  }

  /**
   * Counts a block that is emitted.
   *
   * @param isLate whether it is older than what was emitted before: that says nothing of the lag
   * @param wallNanos nanoseconds since the Unix epoch
   * @return how many samples it has
   */
  public long count(List<Rows> block, boolean isLate, long wallNanos) {
    long samples = 0;
    for (Rows rows : block) {
      samples += rows.sampleCount();
    }
    metrics.add(TaskMetric.SAMPLES_TOTAL, samples);
    if (!isLate) {
      recordLag(block, wallNanos);
    }
    return samples;
  }

  private void recordLag(List<Rows> block, long wallNanos) {
    Rows last = block.get(block.size() - 1);
    long newestNanos = last.timestampNanos(last.rowCount() - 1);
    // Timestamps can have any value: in milliseconds the difference cannot overflow.
    long newestMillis = TimeUnit.NANOSECONDS.toMillis(newestNanos);
    long nowMillis = TimeUnit.NANOSECONDS.toMillis(wallNanos);
    metrics.set(TaskMetric.LAG_LAST_MS, nowMillis - newestMillis);
    lags.record(nowMillis - newestMillis);
    if (newestMillis - nowMillis > FUTURE_MILLIS) {
      report.future(last.group(), newestNanos);
    }
  }
}
