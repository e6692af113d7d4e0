package io.synnaxconnect.source.metrics;

/** What a task measures of the ten index groups that are the furthest behind. */
public enum GroupMetric {
  POSITION_LAG_MS(
      "synnax-position-lag-ms",
      "milliseconds since the newest timestamp that was delivered of this index group, for the ten"
          + " groups where it is the oldest");

  private final String metricName;
  private final String description;

  GroupMetric(String metricName, String description) {
    this.metricName = metricName;
    this.description = description;
  }

  /** The name under which it is shown. */
  public String metricName() {
    return metricName;
  }

  /** What it tells. */
  public String description() {
    return description;
  }
}
