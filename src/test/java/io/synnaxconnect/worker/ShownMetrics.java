package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.WorkerMetrics;
import io.synnaxconnect.source.metrics.ConnectorMetric;
import io.synnaxconnect.source.metrics.TaskMetric;
import java.time.Duration;
import java.util.Arrays;

/** That a worker shows every metric of a connector under its name, whatever its release is. */
final class ShownMetrics {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private ShownMetrics() {}

  /** The connector must have one task, and have delivered something. */
  static void check(ConnectWorker worker, String connector) {
    String bean = "kafka.connect:type=plugins,connector=" + connector;
    try (WorkerMetrics metrics = WorkerMetrics.of(worker.process())) {
      assertThat(metrics.attributes(bean))
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(ConnectorMetric.values()).map(ConnectorMetric::metricName).toList());
      assertThat(metrics.attributes(bean + ",task=0"))
          .containsExactlyInAnyOrderElementsOf(
              TaskMetric.ofWholeTask().stream().map(TaskMetric::metricName).toList());
      assertThat(metrics.values(bean + ",task=0", TaskMetric.SAMPLES_TOTAL.metricName()))
          .singleElement()
          .satisfies(samples -> assertThat(samples.longValue()).isPositive());
      assertThat(metrics.values(bean, ConnectorMetric.TASKS.metricName()))
          .singleElement()
          .satisfies(tasks -> assertThat(tasks.longValue()).isEqualTo(1));
      String groups = bean + ",task=0,index-key=*,index=*";
      await()
          .atMost(LIMIT)
          .until(() -> metrics.values(groups, TaskMetric.POSITION_LAG_MS.metricName()).size() == 1);
    }
  }
}
