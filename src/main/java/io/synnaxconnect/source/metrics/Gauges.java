package io.synnaxconnect.source.metrics;

import io.synnaxconnect.source.runtime.TaskName;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceTaskContext;

/**
 * Shows values where the users of a worker look for them: over the worker's own metrics, and so
 * through all of its reporters, where it has an interface for that (Kafka 4.1 and newer), else over
 * JMX. Both ways the MBeans are the same: {@code kafka.connect:type=plugins,connector=...,task=...}
 * with an attribute for each value. Thread-safe.
 */
public interface Gauges extends AutoCloseable {

  /**
   * Shows a value.
   *
   * @param name lower case with hyphens, unit last
   * @param description what it tells
   * @param tags more properties of the MBean that shows it, in order; mostly none
   * @param value asked for by any thread, whenever somebody looks; must not block
   */
  void show(
      String name, String description, Map<String, String> tags, Supplier<? extends Number> value);

  /** Shows it no more; nothing if it is not shown. */
  void hide(String name, Map<String, String> tags);

  /** Shows nothing any more. Idempotent. */
  @Override
  void close();

  /** Those of a task. */
  static Gauges ofTask(SourceTaskContext context, TaskName name) {
    try {
      return WorkerGauges.ofTask(context);
    } catch (LinkageError before41) {
      return JmxGauges.of(JmxGauges.ofTask(name.connector(), name.task()));
    }
  }

  /** Those of a connector. */
  static Gauges ofConnector(SourceConnectorContext context, String name) {
    try {
      return WorkerGauges.ofConnector(context);
    } catch (LinkageError before41) {
      return JmxGauges.of(JmxGauges.ofConnector(name));
    }
  }
}
