package io.synnaxconnect.demo;

import io.synnaxconnect.cluster.WorkerMetrics;
import io.synnaxconnect.source.metrics.TaskMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the tasks of a connector say of themselves, over all of them.
 *
 * @param lagMedianMillis over the last minute, of the slowest task
 * @param lagMillis the 99th percentile over the last minute, of the slowest task
 * @param historyRows rows that the live stream did not bring
 */
record TaskFigures(
    long lagMedianMillis,
    long lagMillis,
    long historyRows,
    long samplesLost,
    long joining,
    long live,
    long repairing) {

  /** Before there are any. */
  static final TaskFigures NONE = new TaskFigures(0, 0, 0, 0, 0, 0, 0);

  static TaskFigures of(WorkerMetrics metrics, String connector) {
    String tasks = "kafka.connect:type=plugins,connector=" + connector + ",task=*";
    return new TaskFigures(
        max(metrics, tasks, TaskMetric.LAG_P50_MS),
        max(metrics, tasks, TaskMetric.LAG_P99_MS),
        sum(metrics, tasks, TaskMetric.HISTORY_ROWS_TOTAL),
        sum(metrics, tasks, TaskMetric.LOST_SAMPLES_TOTAL),
        sum(metrics, tasks, TaskMetric.GROUPS_JOINING),
        sum(metrics, tasks, TaskMetric.GROUPS_LIVE),
        sum(metrics, tasks, TaskMetric.GROUPS_REPAIRING));
  }

  private static long sum(WorkerMetrics metrics, String tasks, TaskMetric metric) {
    return metrics.values(tasks, metric.metricName()).stream().mapToLong(Number::longValue).sum();
  }

  private static long max(WorkerMetrics metrics, String tasks, TaskMetric metric) {
    return metrics.values(tasks, metric.metricName()).stream()
        .mapToLong(Number::longValue)
        .max()
        .orElse(0);
  }

  /**
   * One line.
   *
   * @param started whether the first minute is over: until then the start decides the percentile
   */
  String text(boolean started) {
    return String.format(
        Locale.ROOT,
        "lag %s %,d ms   repaired from history %,d rows, lost %,d samples   groups %s",
        started ? "p99" : "p50",
        started ? lagMillis : lagMedianMillis,
        historyRows,
        samplesLost,
        phases());
  }

  /** How many index groups do what. */
  String phases() {
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
