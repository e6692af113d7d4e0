package io.synnaxconnect.source.metrics;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The metrics of one task or connector. Any thread may count; nothing blocks or allocates. */
public final class MetricSet implements AutoCloseable {

  private final Gauges gauges;
  private final Map<Metric, AtomicLong> counts = new LinkedHashMap<>();
  private final Map<Metric, Supplier<? extends Number>> measures = new HashMap<>();

  private MetricSet(Gauges gauges, Collection<? extends Metric> metrics) {
    this.gauges = gauges;
    metrics.forEach(metric -> counts.put(metric, new AtomicLong()));
  }

  /** The metrics of a task as a whole, not those of its groups. Shows nothing yet. */
  public static MetricSet ofTask(Gauges gauges) {
    return new MetricSet(gauges, TaskMetric.ofWholeTask());
  }

  /** The metrics of a connector. Shows nothing yet. */
  public static MetricSet ofConnector(Gauges gauges) {
    return new MetricSet(gauges, Arrays.asList(ConnectorMetric.values()));
  }

  /** Computes the value whenever somebody reads it. Call this before {@link #register}. */
  public void measure(Metric metric, Supplier<? extends Number> source) {
    measures.put(metric, source);
  }

  /** Shows all metrics. */
  public void register() {
    for (Metric metric : counts.keySet()) {
      gauges.show(metric.metricName(), metric.description(), Map.of(), () -> value(metric));
    }
  }

  /** Adds to a count. */
  public void add(Metric metric, long amount) {
    count(metric).addAndGet(amount);
  }

  /** Sets a value that can also fall. */
  public void set(Metric metric, long value) {
    count(metric).set(value);
  }

  private AtomicLong count(Metric metric) {
    return Objects.requireNonNull(counts.get(metric));
  }

  /** The current value. */
  public Number value(Metric metric) {
    Supplier<? extends Number> measure = measures.get(metric);
    return measure == null ? count(metric).get() : measure.get();
  }

  /** Shows no metric any more. */
  @Override
  public void close() {
    gauges.close();
  }
}
