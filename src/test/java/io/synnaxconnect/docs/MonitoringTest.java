package io.synnaxconnect.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.prometheus.jmx.JmxCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.synnaxconnect.source.metrics.ConnectorMetric;
import io.synnaxconnect.source.metrics.Gauges;
import io.synnaxconnect.source.metrics.JmxGauges;
import io.synnaxconnect.source.metrics.TaskMetric;
import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What Prometheus gets, with the exporter's own reader and the rules in {@code docker/monitoring}
 * on the MBeans of a task and its connector; dashboard and alerts name nothing else.
 */
class MonitoringTest {

  private static final Path FOLDER = Path.of("docker", "monitoring");
  private static final Pattern METRIC = Pattern.compile("\\b(synnax|kafka_connect)_[a-z0-9_]+");
  private static final String CONNECTOR = "hot fire #1";

  /** What the worker itself shows beside us. */
  private static final Set<String> OF_CONNECT = Set.of("kafka_connect_failed_tasks");

  /** A metric as Prometheus gets it. */
  private record Exported(Labels labels, boolean isCounter) {}

  private final Gauges task = JmxGauges.of(JmxGauges.ofTask(CONNECTOR, "3"));
  private final Gauges connector = JmxGauges.of(JmxGauges.ofConnector(CONNECTOR));

  @BeforeEach
  void show() {
    for (TaskMetric metric : TaskMetric.ofWholeTask()) {
      task.show(metric.metricName(), metric.description(), Map.of(), () -> 0.5);
    }
    for (ConnectorMetric metric : ConnectorMetric.values()) {
      connector.show(metric.metricName(), metric.description(), Map.of(), () -> 7L);
    }
  }

  @AfterEach
  void end() {
    task.close();
    connector.close();
  }

  @Test
  void everyMetricIsExportedUnderItsNameWithItsLabels() throws Exception {
    // When
    Map<String, Exported> exported = exported();

    // Then
    for (TaskMetric metric : TaskMetric.ofWholeTask()) {
      assertThat(labels(exported, metric.metricName()))
          .containsOnly(Map.entry("connector", CONNECTOR), Map.entry("task", "3"));
    }
    for (ConnectorMetric metric : ConnectorMetric.values()) {
      assertThat(labels(exported, metric.metricName()))
          .containsOnly(Map.entry("connector", CONNECTOR));
    }
  }

  @Test
  void totalsAreCounters() throws Exception {
    assertThat(exported())
        .allSatisfy(
            (name, metric) ->
                assertThat(metric.isCounter()).as(name).isEqualTo(name.endsWith("_total")));
  }

  @Test
  void positionLagNamesItsIndexGroup() throws Exception {
    // Given
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("index-key", "1048584");
    tags.put("index", "tank_time");
    TaskMetric lag = TaskMetric.POSITION_LAG_MS;
    task.show(lag.metricName(), lag.description(), tags, () -> 1500L);

    // When
    Map<String, String> labels = labels(exported(), lag.metricName());

    // Then
    assertThat(labels)
        .containsOnly(
            Map.entry("connector", CONNECTOR),
            Map.entry("task", "3"),
            Map.entry("index_key", "1048584"),
            Map.entry("index", "tank_time"));
  }

  @Test
  void dashboardAndAlertsNameOnlyWhatIsExported() throws Exception {
    // Given
    Set<String> known = new TreeSet<>(exported().keySet());
    known.add(prometheusName(TaskMetric.POSITION_LAG_MS.metricName()));
    known.addAll(OF_CONNECT);
    Set<String> named = new TreeSet<>();
    expressions(new ObjectMapper().readTree(file("grafana/dashboard.json")), named);
    expressions(yaml("alerts.yaml"), named);
    expressions(yaml("alerts.test.yaml"), named);

    // Then
    assertThat(named).hasSizeGreaterThan(30).isSubsetOf(known);
  }

  @Test
  void everyAlertIsTried() throws Exception {
    // Given
    List<String> alerts = yaml("alerts.yaml").findValuesAsText("alert");
    JsonNode tests = yaml("alerts.test.yaml");

    // Then
    assertThat(alerts).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    assertThat(tests.findValuesAsText("alertname")).containsExactlyElementsOf(alerts);
  }

  private static void expressions(JsonNode node, Set<String> metrics) {
    for (String key : List.of("expr", "definition", "series")) {
      for (String text : node.findValuesAsText(key)) {
        METRIC.matcher(text).results().map(MatchResult::group).forEach(metrics::add);
      }
    }
  }

  private static JsonNode yaml(String name) throws Exception {
    return new ObjectMapper(new YAMLFactory()).readTree(file(name));
  }

  private static File file(String name) {
    return FOLDER.resolve(name).toFile();
  }

  private static Map<String, Exported> exported() throws Exception {
    PrometheusRegistry registry = new PrometheusRegistry();
    new JmxCollector(file("jmx-exporter.yaml")).register(registry);
    Map<String, Exported> exported = new TreeMap<>();
    for (MetricSnapshot metric : registry.scrape()) {
      boolean isCounter = metric instanceof CounterSnapshot;
      String name = metric.getMetadata().getPrometheusName() + (isCounter ? "_total" : "");
      metric
          .getDataPoints()
          .forEach(p -> exported.put(name, new Exported(p.getLabels(), isCounter)));
    }
    // What the exporter says of itself.
    exported.keySet().removeIf(name -> name.startsWith("jmx_"));
    return exported;
  }

  private static Map<String, String> labels(Map<String, Exported> exported, String metric) {
    Exported found = Optional.ofNullable(exported.get(prometheusName(metric))).orElseThrow();
    Map<String, String> labels = new TreeMap<>();
    found.labels().forEach(label -> labels.put(label.getName(), label.getValue()));
    return labels;
  }

  private static String prometheusName(String metric) {
    return metric.replace('-', '_');
  }
}
