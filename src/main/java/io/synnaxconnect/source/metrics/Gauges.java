package io.synnaxconnect.source.metrics;

import io.synnaxconnect.source.runtime.TaskName;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceTaskContext;

/**
 * Shows values among the metrics of a worker. Workers of Kafka 4.1 and newer have an interface for
 * that, and pass the values on to all of their reporters. On older workers the values are shown
 * over JMX. The MBeans are the same both ways: {@code
 * kafka.connect:type=plugins,connector=...,task=...} with an attribute for each value. Thread-safe.
 */
public interface Gauges extends AutoCloseable {

  /**
   * Shows a value.
   *
   * @param name lower case with hyphens, unit last
   * @param description what the value means
   * @param tags more properties of the MBean, in order; mostly none
   * @param value called by any thread that reads the value; must not block
   */
  void show(
      String name, String description, Map<String, String> tags, Supplier<? extends Number> value);

  /** Shows a value no longer. Does nothing if the value is not shown. */
  void hide(String name, Map<String, String> tags);

  /** Hides all values. Idempotent. */
  @Override
  void close();

  /** Gauges of a task. */
  static Gauges ofTask(SourceTaskContext context, TaskName name) {
    try {
      return WorkerGauges.ofTask(context);
    } catch (LinkageError before41) {
      return JmxGauges.of(JmxGauges.ofTask(name.connector(), name.task()));
    }
  }

  /** Gauges of a connector. */
  static Gauges ofConnector(SourceConnectorContext context, String name) {
    try {
      return WorkerGauges.ofConnector(context);
    } catch (LinkageError before41) {
      return JmxGauges.of(JmxGauges.ofConnector(name));
    }
  }
}
