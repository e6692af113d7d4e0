package io.synnaxconnect.source.metrics;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows values among the metrics of the worker. This is the only class that names a type of Kafka
 * 4.1. Older workers cannot link such a type, and must not find it in a class whose members they
 * list.
 */
final class WorkerGauges implements Gauges {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerGauges.class);

  private final PluginMetrics metrics;
  private final Set<MetricName> shown = new LinkedHashSet<>();

  WorkerGauges(PluginMetrics metrics) {
    this.metrics = metrics;
  }

  static Gauges ofTask(SourceTaskContext context) {
    return new WorkerGauges(context.pluginMetrics());
  }

  static Gauges ofConnector(SourceConnectorContext context) {
    return new WorkerGauges(context.pluginMetrics());
  }

  @Override
  public synchronized void show(
      String name, String description, Map<String, String> tags, Supplier<? extends Number> value) {
    try {
      MetricName metric = metrics.metricName(name, description, new LinkedHashMap<>(tags));
      metrics.addMetric(metric, (Gauge<Number>) (config, nowMillis) -> value.get());
      shown.add(metric);
    } catch (IllegalArgumentException | IllegalStateException e) {
      // A task that did not stop in time still has the name, or the worker has ended this task.
      LOG.warn("A metric is not shown: name={} tags={} reason={}", name, tags, e.getMessage());
    }
  }

  @Override
  public synchronized void hide(String name, Map<String, String> tags) {
    shown.removeIf(
        metric -> {
          boolean found =
              metric.name().equals(name) && metric.tags().entrySet().containsAll(tags.entrySet());
          if (found) {
            remove(metric);
          }
          return found;
        });
  }

  @Override
  public synchronized void close() {
    shown.forEach(this::remove);
    shown.clear();
  }

  private void remove(MetricName metric) {
    try {
      metrics.removeMetric(metric);
    } catch (IllegalArgumentException | IllegalStateException e) {
      LOG.debug("The worker had already removed a metric: metric={}", metric, e);
    }
  }
}
