package io.synnaxconnect.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same MBeans, whether a worker makes them or we do. */
class GaugesTest {

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();
  private static final String CONNECTOR = "odd, \"name\"=*?";
  private static final Map<String, String> TAGS = tags();

  private enum Worker {
    BEFORE_4_1,
    SINCE_4_1
  }

  private final List<Gauges> opened = new ArrayList<>();
  private Metrics metrics;

  @BeforeEach
  void open() {
    metrics =
        new Metrics(
            new MetricConfig(),
            List.of(new JmxReporter()),
            Time.SYSTEM,
            new KafkaMetricsContext("kafka.connect"));
  }

  @AfterEach
  void close() {
    opened.forEach(Gauges::close);
    metrics.close();
  }

  @ParameterizedTest
  @EnumSource
  void showsValuesAsAttributesOfOneBean(Worker worker) throws JMException {
    // Given
    Gauges gauges = gauges(worker, CONNECTOR);

    // When
    gauges.show("synnax-a-total", "counts", Map.of(), () -> 5L);
    gauges.show("synnax-b-ratio", "measures", Map.of(), () -> 0.5);

    // Then
    assertThat(shown())
        .containsExactly(
            Map.entry(
                "kafka.connect:type=plugins,connector="
                    + ObjectName.quote(CONNECTOR)
                    + ",task=3 synnax-a-total",
                5L),
            Map.entry(
                "kafka.connect:type=plugins,connector="
                    + ObjectName.quote(CONNECTOR)
                    + ",task=3 synnax-b-ratio",
                0.5));
  }

  @ParameterizedTest
  @EnumSource
  void writesPlainNamesWithoutQuotesAndTagsInOrder(Worker worker) throws JMException {
    // Given
    Gauges gauges = gauges(worker, "hot-fire 1.b_%");

    // When
    gauges.show("synnax-c-ms", "measures", TAGS, () -> 7L);

    // Then
    assertThat(shown())
        .containsExactly(
            Map.entry(
                "kafka.connect:type=plugins,connector=hot-fire 1.b_%,task=3,index-key=17,index="
                    + ObjectName.quote("a:b")
                    + " synnax-c-ms",
                7L));
  }

  @ParameterizedTest
  @EnumSource
  void hidesOneValueAndKeepsTheOthers(Worker worker) throws JMException {
    // Given
    Gauges gauges = gauges(worker, "c");
    gauges.show("synnax-a-total", "counts", Map.of(), () -> 1L);
    gauges.show("synnax-b-total", "counts", Map.of(), () -> 2L);
    gauges.show("synnax-c-ms", "measures", TAGS, () -> 3L);

    // When
    gauges.hide("synnax-a-total", Map.of());
    gauges.hide("synnax-c-ms", TAGS);
    gauges.hide("synnax-never-shown", Map.of());

    // Then
    assertThat(shown())
        .containsExactly(
            Map.entry("kafka.connect:type=plugins,connector=c,task=3 synnax-b-total", 2L));
  }

  @ParameterizedTest
  @EnumSource
  void isGoneAfterTheStop(Worker worker) throws JMException {
    // Given
    Gauges gauges = gauges(worker, "c");
    gauges.show("synnax-a-total", "counts", Map.of(), () -> 1L);
    gauges.show("synnax-c-ms", "measures", TAGS, () -> 3L);

    // When
    gauges.close();
    gauges.close();

    // Then
    assertThat(shown()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aTaskThatDidNotStopDoesNotKeepItsSuccessorFromRunning(Worker worker) throws JMException {
    // Given
    Gauges stuck = gauges(worker, "c");
    stuck.show("synnax-a-total", "counts", Map.of(), () -> 1L);
    Gauges successor = gauges(worker, "c");

    // When
    successor.show("synnax-a-total", "counts", Map.of(), () -> 2L);
    stuck.close();

    // Then: a worker lets nobody take a name, so there the successor goes on without.
    assertThat(List.copyOf(shown().values()))
        .isEqualTo(worker == Worker.SINCE_4_1 ? List.of() : List.of(2L));
  }

  @ParameterizedTest
  @EnumSource
  void refusesAnAttributeThatIsNotThere(Worker worker) throws JMException {
    // Given
    Gauges gauges = gauges(worker, "c");
    gauges.show("synnax-a-total", "counts", Map.of(), () -> 1L);
    ObjectName bean = new ObjectName("kafka.connect:type=plugins,connector=c,task=3");

    // Then
    assertThatThrownBy(() -> SERVER.getAttribute(bean, "nonsense"))
        .isInstanceOf(AttributeNotFoundException.class);
  }

  private static Map<String, String> tags() {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("index-key", "17");
    tags.put("index", "a:b");
    return tags;
  }

  private Gauges gauges(Worker worker, String connector) {
    Gauges gauges =
        switch (worker) {
          case BEFORE_4_1 -> JmxGauges.of(JmxGauges.ofTask(connector, "3"));
          case SINCE_4_1 -> {
            Map<String, String> tags = new LinkedHashMap<>();
            tags.put("connector", connector);
            tags.put("task", "3");
            yield new WorkerGauges(new PluginMetricsImpl(metrics, tags));
          }
        };
    opened.add(gauges);
    return gauges;
  }

  /** Every attribute of our beans, after the bean's name. */
  private static Map<String, Object> shown() throws JMException {
    Map<String, Object> values = new TreeMap<>();
    for (ObjectName name :
        SERVER.queryNames(new ObjectName("kafka.connect:type=plugins,*"), null)) {
      for (MBeanAttributeInfo attribute : SERVER.getMBeanInfo(name).getAttributes()) {
        values.put(
            name + " " + attribute.getName(), SERVER.getAttribute(name, attribute.getName()));
      }
    }
    return values;
  }
}
