package io.synnaxconnect.source.metrics;

/** Metrics of a connector beside those of its tasks. Totals count since it started. */
public enum ConnectorMetric implements Metric {
  CHANNELS("synnax-connector-channels", "channels that are chosen"),
  CHANNELS_REFUSED(
      "synnax-connector-channels-refused",
      "chosen channels that are left out, by a guardrail for example"),
  GROUPS("synnax-connector-groups", "index groups of the chosen channels"),
  TOPICS("synnax-connector-topics", "topics of the chosen channels"),
  TASKS("synnax-connector-tasks", "tasks over which the groups were split last"),
  RECONFIGURATIONS_TOTAL(
      "synnax-connector-reconfigurations-total",
      "times other tasks were asked for, because groups appeared or vanished"),
  LIST_AGE_MS(
      "synnax-connector-list-age-ms",
      "milliseconds since channels were listed last, -1 before the first list");

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
