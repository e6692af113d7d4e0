package io.synnaxconnect.connector;

import io.synnaxconnect.source.channels.SelectionResult;
import io.synnaxconnect.source.metrics.ConnectorMetric;
import io.synnaxconnect.source.metrics.Gauges;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** What a connector counts and measures beside its tasks. Any thread may count. */
final class ConnectorMetrics implements AutoCloseable {

  private static final long NEVER = -1;

  private final Gauges gauges;
  private final InstantSource clock;
  private final Map<ConnectorMetric, AtomicLong> values = new EnumMap<>(ConnectorMetric.class);
  private final AtomicLong listedMillis = new AtomicLong(NEVER);

  /** Shows nothing yet. */
  ConnectorMetrics(Gauges gauges, InstantSource clock) {
    this.gauges = gauges;
    this.clock = clock;
    for (ConnectorMetric metric : ConnectorMetric.values()) {
      values.put(metric, new AtomicLong());
    }
  }

  /** Shows everything. */
  void register() {
    for (ConnectorMetric metric : ConnectorMetric.values()) {
      gauges.show(metric.metricName(), metric.description(), Map.of(), () -> value(metric));
    }
  }

  /** Channels were listed. */
  void listed(SelectionResult choice) {
    listedMillis.set(clock.millis());
    count(ConnectorMetric.CHANNELS).set(choice.channelCount());
    count(ConnectorMetric.CHANNELS_REFUSED).set(choice.refused().size());
    count(ConnectorMetric.GROUPS).set(choice.groups().size());
    count(ConnectorMetric.TOPICS).set(choice.topicCount());
  }

  /** The groups were split. */
  void split(int tasks) {
    count(ConnectorMetric.TASKS).set(tasks);
  }

  /** Connect was asked for other tasks. */
  void reconfigured() {
    count(ConnectorMetric.RECONFIGURATIONS_TOTAL).incrementAndGet();
  }

  private long value(ConnectorMetric metric) {
    if (metric == ConnectorMetric.LIST_AGE_MS) {
      long listed = listedMillis.get();
      return listed == NEVER ? NEVER : Math.max(0, clock.millis() - listed);
    }
    return count(metric).get();
  }

  private AtomicLong count(ConnectorMetric metric) {
    return Objects.requireNonNull(values.get(metric));
  }

  @Override
  public void close() {
    gauges.close();
  }
}
