package io.synnaxconnect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceTaskMetricsTest {

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  private final List<SourceTaskMetrics> opened = new ArrayList<>();
  private final TaskName name = new TaskName("odd, \"name\"=*?", "3");
  private final ObjectName objectName = SourceTaskMetrics.objectName(name);

  @AfterEach
  void close() {
    opened.forEach(SourceTaskMetrics::close);
  }

  @Test
  void showsCountersUnderAQuotedName() throws JMException {
    // Given
    SourceTaskMetrics metrics = registered();

    // When
    metrics.add(TaskMetric.RECORDS_TOTAL, 5);

    // Then
    assertThat(SERVER.getAttribute(objectName, "RecordsTotal")).isEqualTo(5L);
    assertThat(SERVER.getAttribute(objectName, "BufferFillRatio")).isEqualTo(0.0);
    assertThat(objectName.getKeyProperty("task")).isEqualTo("\"3\"");
  }

  @Test
  void showsEveryMetric() throws JMException {
    // Given
    SourceTaskMetrics unused = registered();
    String[] names =
        Arrays.stream(TaskMetric.values()).map(TaskMetric::attribute).toArray(String[]::new);

    // Then
    assertThat(SERVER.getAttributes(objectName, names)).hasSameSizeAs(names);
    assertThat(SERVER.getMBeanInfo(objectName).getAttributes()).hasSameSizeAs(names);
  }

  @Test
  void refusesAnAttributeThatIsNotThere() {
    // Given
    SourceTaskMetrics unused = registered();

    // Then
    assertThatThrownBy(() -> SERVER.getAttribute(objectName, "Nonsense"))
        .isInstanceOf(AttributeNotFoundException.class);
  }

  @Test
  void takesThePlaceOfATaskThatDidNotStop() throws JMException {
    // Given
    SourceTaskMetrics stuck = registered();
    SourceTaskMetrics successor = registered();
    successor.add(TaskMetric.RECORDS_TOTAL, 7);

    // When
    stuck.close();

    // Then
    assertThat(SERVER.getAttribute(objectName, "RecordsTotal")).isEqualTo(7L);
  }

  @Test
  void isGoneAfterTheStop() {
    // Given
    SourceTaskMetrics metrics = registered();

    // When
    metrics.close();
    metrics.close();

    // Then
    assertThat(SERVER.isRegistered(objectName)).isFalse();
  }

  @Test
  void isDocumented() throws IOException {
    // Given
    String page = Files.readString(Path.of("docs/operations.md"));

    // When
    List<String> rows =
        Pattern.compile("(?m)^\\| `(\\w+)` \\| (.*) \\|$")
            .matcher(page)
            .results()
            .map(SourceTaskMetricsTest::row)
            .toList();

    // Then
    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(TaskMetric.values())
                .map(metric -> metric.attribute() + ": " + metric.description())
                .toList());
  }

  private static String row(MatchResult match) {
    return match.group(1) + ": " + match.group(2);
  }

  private SourceTaskMetrics registered() {
    SourceTaskMetrics metrics = new SourceTaskMetrics(name, new FrameBuffer(1_000));
    opened.add(metrics);
    metrics.register();
    return metrics;
  }
}
