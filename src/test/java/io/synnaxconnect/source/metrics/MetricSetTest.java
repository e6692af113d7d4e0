package io.synnaxconnect.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricSetTest {

  private final ShownGauges gauges = new ShownGauges();
  private final MetricSet metrics = MetricSet.ofTask(gauges);

  @Test
  void showsEveryMetric() {
    // When
    metrics.register();

    // Then
    assertThat(gauges.values().keySet())
        .containsExactlyInAnyOrderElementsOf(
            TaskMetric.ofWholeTask().stream().map(metric -> metric.metricName() + "{}").toList());
  }

  @Test
  void showsWhatWasCountedSetAndMeasured() {
    // Given
    metrics.measure(TaskMetric.BUFFER_FILL_RATIO, () -> 0.5);
    metrics.register();

    // When
    metrics.add(TaskMetric.RECORDS_TOTAL, 2);
    metrics.add(TaskMetric.RECORDS_TOTAL, 3);
    metrics.set(TaskMetric.CHANNELS, 7);

    // Then
    assertThat(gauges.values())
        .containsEntry("synnax-records-total{}", 5L)
        .containsEntry("synnax-channels{}", 7L)
        .containsEntry("synnax-buffer-fill-ratio{}", 0.5);
  }

  @Test
  void isGoneAfterTheStop() {
    // Given
    metrics.register();

    // When
    metrics.close();

    // Then
    assertThat(gauges.values()).isEmpty();
  }

  @Test
  void everyNameIsOursAndSaysItsUnit() {
    assertThat(names())
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("synnax(-[a-z0-9]+)+"));
    assertThat(names())
        .filteredOn(name -> name.matches(".*(lag|age|time|stalled-|bytes|fill).*"))
        .allMatch(name -> name.matches(".*-(ms|bytes|bytes-total|ns-total|ratio)"));
  }

  @Test
  void isDocumented() throws IOException {
    // Given
    String page = Files.readString(Path.of("docs/operations.md"));

    // When
    List<String> rows =
        Pattern.compile("(?m)^\\| `(synnax-[\\w-]+)` \\| (.*) \\|$")
            .matcher(page)
            .results()
            .map(match -> match.group(1) + ": " + match.group(2))
            .toList();

    // Then
    assertThat(rows).containsExactlyElementsOf(documented().toList());
  }

  private static List<String> names() {
    return documented().map(row -> row.substring(0, row.indexOf(':'))).toList();
  }

  /** Names and descriptions in the order of the page. */
  private static Stream<String> documented() {
    return Stream.<Metric[]>of(TaskMetric.values(), ConnectorMetric.values())
        .flatMap(Arrays::stream)
        .map(metric -> metric.metricName() + ": " + metric.description());
  }
}
