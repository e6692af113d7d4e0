package io.synnaxconnect.source.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What one task counts and measures. Any thread may count; nothing waits and nothing is made. */
public final class SourceTaskMetrics implements AutoCloseable {

  private final Gauges gauges;
  private final Map<TaskMetric, AtomicLong> counts = new EnumMap<>(TaskMetric.class);
  private final Map<TaskMetric, Supplier<Number>> measures = new EnumMap<>(TaskMetric.class);

  public SourceTaskMetrics(Gauges gauges) {
    this.gauges = gauges;
    for (TaskMetric metric : TaskMetric.values()) {
      counts.put(metric, new AtomicLong());
    }
  }

  /** Takes a value from elsewhere, whenever somebody looks; before {@link #register}. */
  public void measure(TaskMetric metric, Supplier<Number> source) {
    measures.put(metric, source);
  }

  /** Shows everything. */
  public void register() {
    for (TaskMetric metric : TaskMetric.values()) {
      gauges.show(metric.metricName(), metric.description(), Map.of(), () -> value(metric));
    }
  }

  @Override
  public void close() {
    gauges.close();
  }

  /** Counts. */
  public void add(TaskMetric metric, long amount) {
    count(metric).addAndGet(amount);
  }

  /** Sets what is measured and not counted. */
  public void set(TaskMetric metric, long value) {
    count(metric).set(value);
  }

  private AtomicLong count(TaskMetric metric) {
    return Objects.requireNonNull(counts.get(metric));
  }

  /** What stands now. */
  public Number value(TaskMetric metric) {
    Supplier<Number> measure = measures.get(metric);
    return measure == null ? count(metric).get() : measure.get();
  }
}
