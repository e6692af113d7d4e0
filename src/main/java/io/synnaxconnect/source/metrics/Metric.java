package io.synnaxconnect.source.metrics;

/** A number that users can watch. */
public interface Metric {

  /** The name under which the metric is shown: lower case with hyphens, unit last. */
  String metricName();

  /** What the number means. */
  String description();
}
