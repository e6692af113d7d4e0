package io.synnaxconnect.source.channels;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.Calculation;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalculationRulesTest {

  private static final Channel TIME = channel(1, "time", 1, false, "");
  private static final Channel P = channel(2, "p", 1, false, "");
  private static final Channel Q = channel(3, "q", 1, false, "");
  private static final Channel NOTE = channel(4, "note", 0, true, "");
  private static final Channel TWICE = channel(5, "twice", 6, true, "return p * 2");
  private static final Channel TWICE_TIME = channel(6, "twice_time", 6, true, "");

  private final List<Channel> channels =
      new ArrayList<>(List.of(TIME, P, Q, NOTE, TWICE, TWICE_TIME));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return p",
        "return p * 2",
        " return (p - 1.5e-3) * 2 ^ .5 // q is not part of it",
        "return /* q */ f32(p) / 9.80665",
        "return p > 5 and not (p >= 7 or p != 3)",
        "return p * p + p",
        "return twice + 1",
      })
  void arithmeticOnOneStoredChannelIsRepeatable(String expression) {
    // When
    Calculation found = of(expression);

    // Then
    assertThat(found.obstacle()).isEmpty();
    assertThat(found.source()).isEqualTo(P);
    assertThat(found.sourceIndex()).isEqualTo(TIME);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return p + q | 2 sources",
        "return twice + q | 2 sources",
        "return 5 | 0 sources",
        "return p + nobody | that 0 of the listed channels",
        "return avg(p) | that 0 of the listed channels",
        "return 5psi + p | that 0 of the listed channels",
        "count u64 $= 0 return count + p | more than arithmetic",
        "if p > 5 { return p } return 0 | more than arithmetic",
        "x := p return x | more than arithmetic",
        "return len(p[0:2]) | more than arithmetic",
        "return note | does not store note",
      })
  void everythingElseIsNot(String expression, String obstacle) {
    // When
    Calculation found = of(expression);

    // Then
    assertThat(found.isRepeatable()).isFalse();
    assertThat(found.obstacle()).contains(obstacle);
  }

  @Test
  void anOperationDependsOnWhatCameBefore() {
    // Given
    Channel average =
        new Channel(9, "average", "float64", 10, false, true, false, "return p", true);
    Channel ofAverage = channel(11, "shifted", 12, true, "return average + 1");
    channels.add(average);

    // Then
    CalculationRules calculations = new CalculationRules(channels);
    assertThat(calculations.of(average).obstacle()).contains("operation of average");
    assertThat(calculations.of(ofAverage).obstacle()).contains("operation of average");
  }

  @Test
  void namesThatAreNotCertainAreNotTakenForSources() {
    // Given
    channels.add(channel(20, "p", 1, false, ""));
    channels.add(channel(21, "q-1", 1, false, ""));

    // Then
    assertThat(of("return p * 2").obstacle()).contains("that 2 of the listed channels");
    assertThat(of("return q-1").isRepeatable()).isFalse();
    assertThat(of("return q - 1").isRepeatable()).isTrue();
  }

  @Test
  void calculationsThatNameEachOtherEnd() {
    // Given
    channels.add(channel(30, "a", 31, true, "return b"));
    channels.add(channel(32, "b", 33, true, "return a"));

    // Then
    assertThat(of("return a").obstacle()).contains("too many");
  }

  @Test
  void aLongExpressionIsRead() {
    assertThat(of("return p" + " + 1 <= 2".repeat(50_000)).isRepeatable()).isTrue();
  }

  @Test
  void itsHistoryIsReadWithTheIndexOfTheSource() {
    // Given
    IndexGroup group = new IndexGroup(TWICE_TIME, List.of(TWICE, TWICE_TIME));

    // When
    Map<Long, Calculation> found =
        CalculationRules.of(List.of(group, new IndexGroup(TIME, List.of(P))), channels);

    // Then
    assertThat(found).containsOnlyKeys(6L);
    found.forEach(
        (key, calculation) ->
            assertThat(calculation.readingOf(group))
                .isEqualTo(new IndexGroup(TIME, List.of(P, TWICE))));
  }

  private Calculation of(String expression) {
    return new CalculationRules(channels).of(channel(100, "result", 101, true, expression));
  }

  private static Channel channel(
      long key, String name, long indexKey, boolean isVirtual, String expression) {
    boolean isIndex = key == indexKey;
    String type = isIndex ? "timestamp" : "float64";
    return new Channel(key, name, type, indexKey, isIndex, isVirtual, false, expression);
  }
}
