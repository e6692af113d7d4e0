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
import java.lang.management.ManagementFactory;
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
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What Prometheus gets, with the exporter's own reader and the rules in {@code docker/monitoring}
 * on the MBeans of a task and its connector; dashboard and alerts name nothing else.
 */
class MonitoringTest {

  private static final Path FOLDER = Path.of("docker", "monitoring");
  private static final Pattern METRIC =
      Pattern.compile("\\b(synnax|kafka_connect|kafka_producer)_[a-z0-9_]+");
  private static final String CONNECTOR = "hot fire #1";

  private static final String TASK = "connector=\"" + CONNECTOR + "\",task=3";

  /** MBeans that Connect and its producers show beside ours, with some of their attributes. */
  private static final Map<String, List<String>> OF_KAFKA =
      Map.of(
          "kafka.connect:type=connect-worker-metrics,connector=\"" + CONNECTOR + "\"",
          List.of("connector-failed-task-count"),
          "kafka.connect:type=source-task-metrics," + TASK,
          List.of("source-record-active-count", "source-record-poll-total"),
          "kafka.connect:type=connector-task-metrics," + TASK,
          List.of(
              "offset-commit-avg-time-ms",
              "offset-commit-max-time-ms",
              "offset-commit-failure-percentage"),
          "kafka.connect:type=task-error-metrics," + TASK,
          List.of("total-record-failures", "total-records-skipped", "total-errors-logged"),
          "kafka.producer:type=producer-metrics,client-id=\"connector-producer-"
              + CONNECTOR
              + "-3\"",
          List.of(
              "record-send-total",
              "record-retry-total",
              "record-error-total",
              "request-latency-avg",
              "record-queue-time-avg",
              "batch-size-avg",
              "buffer-available-bytes"));

  /** Samples, rows or events that nobody gets any more when one of these rises. */
  private static final List<TaskMetric> LOSSES =
      List.of(
          TaskMetric.RECORDS_DROPPED_TOTAL,
          TaskMetric.SHED_LATE_TOTAL,
          TaskMetric.GAPS_UNRECOVERABLE_TOTAL,
          TaskMetric.LOST_ROWS_TOTAL,
          TaskMetric.LATE_HOLES_GIVEN_UP_TOTAL,
          TaskMetric.CONVERSION_ERRORS_TOTAL,
          TaskMetric.OVERSIZED_SAMPLES_TOTAL,
          TaskMetric.STATUS_DROPPED_TOTAL);

  /** A metric as Prometheus gets it. */
  private record Exported(Labels labels, boolean isCounter) {}

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
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

  @BeforeEach
  void showWhatKafkaShows() throws JMException {
    for (Map.Entry<String, List<String>> bean : OF_KAFKA.entrySet()) {
      server.registerMBean(new Numbers(bean.getValue()), new ObjectName(bean.getKey()));
    }
  }

  @AfterEach
  void end() throws JMException {
    task.close();
    connector.close();
    for (String bean : OF_KAFKA.keySet()) {
      server.unregisterMBean(new ObjectName(bean));
    }
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
    Set<String> named = new TreeSet<>();
    expressions(new ObjectMapper().readTree(file("grafana/dashboard.json")), named);
    expressions(yaml("alerts.yaml"), named);
    expressions(yaml("alerts.test.yaml"), named);

    // Then
    assertThat(named).hasSizeGreaterThan(30).isSubsetOf(known);
  }

  @Test
  void whatKafkaShowsOfATaskHasItsLabels() throws Exception {
    // When
    Map<String, Exported> exported = exported();

    // Then
    assertThat(exported).containsKey("kafka_connect_failed_tasks");
    assertThat(exported.keySet())
        .filteredOn(name -> name.startsWith("kafka_") && !name.endsWith("_tasks"))
        .hasSize(14)
        .allSatisfy(
            name ->
                assertThat(labels(exported, name))
                    .containsOnly(Map.entry("connector", CONNECTOR), Map.entry("task", "3")));
  }

  @Test
  void everyLossHasAPanelAndAnAlert() throws Exception {
    // Given
    Set<String> shown = new TreeSet<>();
    expressions(new ObjectMapper().readTree(file("grafana/dashboard.json")), shown);
    Set<String> watched = new TreeSet<>();
    expressions(yaml("alerts.yaml"), watched);
    List<String> losses =
        LOSSES.stream().map(metric -> prometheusName(metric.metricName())).toList();

    // Then
    assertThat(shown).containsAll(losses).contains("kafka_producer_record_error_total");
    assertThat(watched).containsAll(losses).contains("kafka_producer_record_error_total");
  }

  @Test
  void theDashboardShowsEveryMetric() throws Exception {
    // Given
    Set<String> shown = new TreeSet<>();
    expressions(new ObjectMapper().readTree(file("grafana/dashboard.json")), shown);

    // Then
    assertThat(shown)
        .containsAll(exported().keySet().stream().filter(n -> n.startsWith("synnax_")).toList());
  }

  @Test
  void panelsDoNotOverlap() throws Exception {
    // Given
    Set<String> cells = new TreeSet<>();
    JsonNode panels = new ObjectMapper().readTree(file("grafana/dashboard.json")).get("panels");

    // Then
    for (JsonNode panel : panels) {
      JsonNode place = panel.get("gridPos");
      for (int x = 0; x < place.get("w").asInt(); x++) {
        for (int y = 0; y < place.get("h").asInt(); y++) {
          String cell = (place.get("x").asInt() + x) + " " + (place.get("y").asInt() + y);
          assertThat(cells.add(cell)).as(panel.get("title").asText()).isTrue();
        }
      }
    }
    assertThat(panels.findValuesAsText("id")).doesNotHaveDuplicates();
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

  /** An MBean whose attributes are numbers. */
  private record Numbers(List<String> names) implements DynamicMBean {

    @Override
    public Object getAttribute(String name) {
      return 7.0;
    }

    @Override
    public void setAttribute(Attribute attribute) {}

    @Override
    public AttributeList getAttributes(String[] asked) {
      AttributeList list = new AttributeList();
      for (String name : asked) {
        list.add(new Attribute(name, 7.0));
      }
      return list;
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
      return attributes;
    }

    @Override
    public @Nullable Object invoke(String action, Object[] parameters, String[] signature) {
      return null;
    }

    @Override
    public MBeanInfo getMBeanInfo() {
      MBeanAttributeInfo[] attributes =
          names.stream()
              .map(name -> new MBeanAttributeInfo(name, "double", name, true, false, false))
              .toArray(MBeanAttributeInfo[]::new);
      return new MBeanInfo(Numbers.class.getName(), "", attributes, null, null, null);
    }
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
