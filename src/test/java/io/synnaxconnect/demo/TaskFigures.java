package io.synnaxconnect.demo;

import io.synnaxconnect.cluster.WorkerMetrics;
import io.synnaxconnect.source.metrics.TaskMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the tasks of a connector say of themselves, over all of them.
 *
 * @param lagMillis the 99th percentile over the last minute, of the slowest task
 */
record TaskFigures(
    long lagMillis,
    long gapsOpen,
    long gapsRepaired,
    long samplesLost,
    long joining,
    long live,
    long repairing) {

  /** Before there are any. */
  static final TaskFigures NONE = new TaskFigures(0, 0, 0, 0, 0, 0, 0);

  static TaskFigures of(WorkerMetrics metrics, String connector) {
    String tasks = "kafka.connect:type=plugins,connector=" + connector + ",task=*";
    return new TaskFigures(
        metrics.values(tasks, TaskMetric.LAG_P99_MS.metricName()).stream()
            .mapToLong(Number::longValue)
            .max()
            .orElse(0),
        sum(metrics, tasks, TaskMetric.GAPS_OPEN),
        sum(metrics, tasks, TaskMetric.GAPS_REPAIRED_TOTAL),
        sum(metrics, tasks, TaskMetric.LOST_SAMPLES_TOTAL),
        sum(metrics, tasks, TaskMetric.GROUPS_JOINING),
        sum(metrics, tasks, TaskMetric.GROUPS_LIVE),
        sum(metrics, tasks, TaskMetric.GROUPS_REPAIRING));
  }

  private static long sum(WorkerMetrics metrics, String tasks, TaskMetric metric) {
    return metrics.values(tasks, metric.metricName()).stream().mapToLong(Number::longValue).sum();
  }

  /** One line. */
  String text() {
    return String.format(
        Locale.ROOT,
        "lag p99 %,d ms   gaps %d open, %d repaired, %,d samples lost   groups %s",
        lagMillis,
        gapsOpen,
        gapsRepaired,
        samplesLost,
        phases());
  }

  private String phases() {
    List<String> phases = new ArrayList<>();
    add(phases, live, "live");
    add(phases, joining, "joining");
    add(phases, repairing, "repairing");
    return phases.isEmpty() ? "0" : String.join(", ", phases);
  }

  private static void add(List<String> phases, long groups, String phase) {
    if (groups > 0) {
      phases.add(groups + " " + phase);
    }
  }
}
