package io.synnaxconnect.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.ReceivedSample;
import java.util.List;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class TableTest {

  private static final ConnectRest.Status RUNNING = new ConnectRest.Status("RUNNING", List.of());

  private static final TaskFigures FIGURES = new TaskFigures(40, 1_234, 12, 0, 0, 3, 1);

  private final Table table = new Table(List.of(" from", " to"), true);
  private final Activity activity = new Activity();

  @Test
  void fitsIntoASmallTerminalWithEveryColumn() {
    // Given
    arrive("pressure", 100);

    // When
    List<AttributedString> lines = table.render(activity, RUNNING, FIGURES, 80, 24);

    // Then
    assertThat(lines).hasSizeLessThanOrEqualTo(24).allMatch(line -> line.length() <= 80);
    assertThat(lines).anyMatch(line -> line.toString().endsWith("LAG"));
    assertThat(lines).anyMatch(line -> line.toString().matches(" pressure +100\\.0000 .*▁█.* ms"));
  }

  @Test
  void showsWhatTheTasksSayOfThemselves() {
    // When
    List<AttributedString> lines = table.render(activity, RUNNING, FIGURES, 120, 24);

    // Then
    assertThat(lines.get(3))
        .hasToString(
            " lag p99 1,234 ms   repaired from history 12 rows, lost 0 samples   groups 3 live, 1"
                + " repairing");
  }

  @Test
  void leavesTheStartOutOfTheLag() {
    // Given
    Table young = new Table(List.of(), false);

    // Then
    assertThat(young.render(activity, RUNNING, FIGURES, 120, 24).get(1).toString())
        .startsWith(" lag p50 40 ms   ");
  }

  @Test
  void countsRecordsAndNotTheSamplesInThem() {
    // Given
    ReceivedSample first = sample("pressure", false, 1, 1);
    ReceivedSample second =
        new ReceivedSample("synnax.float64", 1, "force", 0, false, false, "force", 1, 1.0);

    // When
    activity.add(List.of(first, second), 2);

    // Then
    assertThat(activity.topics().get("synnax.float64")).extracting("records").isEqualTo(1L);
  }

  @Test
  void saysInANarrowTerminalHowManyColumnsItNeeds() {
    // When
    List<AttributedString> lines = table.render(activity, RUNNING, FIGURES, 60, 24);

    // Then
    assertThat(lines.get(0)).hasToString(" The table needs 78 columns; this terminal has 60");
    assertThat(lines).hasSize(2);
  }

  @Test
  void cutsLongNamesInTheMiddle() {
    // Given
    arrive("stand_7_chamber_pressure_transducer_a", 1);
    arrive("stand_7_chamber_pressure_transducer_b", 1);

    // Then
    assertThat(lines())
        .anyMatch(line -> line.startsWith(" stand_7_chamb…transducer_a "))
        .anyMatch(line -> line.startsWith(" stand_7_chamb…transducer_b "));
  }

  @Test
  void showsLongNamesWholeWhereTheTerminalHasRoom() {
    // Given
    arrive("stand_7_chamber_pressure_transducer_a", 1);

    // When
    List<AttributedString> lines = table.render(activity, RUNNING, FIGURES, 160, 24);

    // Then
    assertThat(lines)
        .allMatch(line -> line.length() <= 160)
        .anyMatch(line -> line.toString().startsWith(" stand_7_chamber_pressure_transducer_a "));
  }

  @Test
  void countsTheChannelsThatHaveNoRoomAndKeepsTheRest() {
    // Given
    IntStream.range(0, 50).forEach(i -> arrive("channel_" + i, 1));

    // When
    List<AttributedString> lines = table.render(activity, RUNNING, FIGURES, 120, 24);

    // Then
    assertThat(lines).hasSize(24);
    assertThat(lines).anyMatch(line -> line.toString().equals(" and 38 channels more"));
    assertThat(lines.get(23)).hasToString(" q or Ctrl-C ends everything");
  }

  @Test
  void marksWhatIsNewAndWhatIsDeleted() {
    // Given
    arrive("pressure", 1);
    arriveAt(6_000_000_000L, "valve", 1);
    arriveAt(6_000_000_000L, "force", 1);

    // When
    activity.end(List.of("force", "unknown"));

    // Then
    assertThat(names()).containsExactly("force deleted", "pressure", "valve new");
  }

  @Test
  void takesTheMarksAwayWithTimeAndWithAnotherChannelOfThatName() {
    // Given
    arrive("pressure", 1);
    arriveAt(6_000_000_000L, "valve", 1);
    arriveAt(6_000_000_000L, "force", 1);
    activity.end(List.of("force"));

    // When
    arriveAt(20_000_000_000L, "valve", 1);
    arriveAt(20_000_000_000L, "force", 1);

    // Then
    assertThat(names()).containsExactly("force new", "pressure", "valve");
  }

  @Test
  void marksAChannelWhoseOlderSamplesCameLateForAWhile() {
    // Given
    arriveAt(100_000_000_000L, "pressure", 7);
    arriveAt(100_000_000_000L, "valve", 1);

    // When
    arriveLate("pressure", 3);

    // Then
    assertThat(names()).containsExactly("pressure late", "valve");
    assertThat(lines()).anyMatch(line -> line.matches(" pressure late +7\\.0000 .* 1 ms"));
    IntStream.range(0, 24).forEach(quarterOfASecond -> activity.tick());
    assertThat(names()).containsExactly("pressure", "valve");
  }

  @Test
  void countsLateRecordsPerTopic() {
    // Given
    arrive("pressure", 7);

    // When
    arriveLate("pressure", 1_234);

    // Then
    assertThat(lines())
        .anyMatch(line -> line.matches(" TOPIC +RECORDS +LATE  SCHEMA ID"))
        .anyMatch(line -> line.matches(" synnax\\.float64 +1,236 +1,234  1"));
  }

  private List<String> names() {
    return lines().stream()
        .map(line -> line.strip().split(" {2,}", 2)[0])
        .filter(name -> name.matches("(force|pressure|valve).*"))
        .toList();
  }

  private List<String> lines() {
    return table.render(activity, RUNNING, FIGURES, 80, 24).stream()
        .map(AttributedString::toString)
        .toList();
  }

  private void arriveLate(String channel, int count) {
    IntStream.range(0, count).forEach(i -> arrive(sample(channel, true, i, i), 200_000_000_000L));
  }

  private void arrive(String channel, double last) {
    arriveAt(1_000_000, channel, last);
  }

  private void arriveAt(long nanos, String channel, double last) {
    for (double value : new double[] {0, last}) {
      arrive(sample(channel, false, nanos, value), nanos + 1_000_000);
      activity.tick();
    }
  }

  private void arrive(ReceivedSample sample, long nowNanos) {
    activity.add(List.of(sample), nowNanos);
  }

  private static ReceivedSample sample(String channel, boolean late, long nanos, double value) {
    return new ReceivedSample("synnax.float64", 1, channel, 0, true, late, channel, nanos, value);
  }
}
