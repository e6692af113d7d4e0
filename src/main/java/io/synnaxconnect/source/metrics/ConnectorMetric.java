package io.synnaxconnect.source.metrics;

/** Metrics of a connector beside those of its tasks. Totals count since it started. */
public enum ConnectorMetric implements Metric {
  CHANNELS("synnax-connector-channels", "selected channels"),
  CHANNELS_REFUSED(
      "synnax-connector-channels-refused",
      "selected channels that are omitted, for example by a guardrail"),
  CHANNELS_DENIED(
      "synnax-connector-channels-denied",
      "those of them that the user may not read, with channels.denied=omit"),
  GROUPS("synnax-connector-groups", "index groups of the selected channels"),
  TOPICS("synnax-connector-topics", "topics of the selected channels"),
  TASKS("synnax-connector-tasks", "tasks to which the connector last assigned the groups"),
  RECONFIGURATIONS_TOTAL(
      "synnax-connector-reconfigurations-total",
      "times the connector requested other tasks because groups appeared or vanished"),
  LIST_AGE_MS(
      "synnax-connector-list-age-ms",
      "milliseconds since the connector last listed channels, -1 before the first list");

  private final String metricName;
  private final String description;

  ConnectorMetric(String metricName, String description) {
    this.metricName = metricName;
    this.description = description;
  }

  @Override
  public String metricName() {
    return metricName;
  }

  @Override
  public String description() {
    return description;
  }
}
