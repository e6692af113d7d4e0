package io.synnaxconnect.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.DataType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No converter changes a sample unless docs/values.md says so. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TypeConformanceTest {

  private final Trial trial = new Trial();
  private final Map<Case, Map<Written, String>> cells = new HashMap<>();

  static List<Case> cases() {
    return Case.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyExtremeArrivesAsDocumented(Case it) {
    // When
    Map<Written, Outcome> outcomes = trial.run(it);

    // Then
    Map<String, String> differences = new TreeMap<>();
    Map<Written, String> found = new HashMap<>();
    outcomes.forEach(
        (written, outcome) -> {
          found.put(written, outcome.cell(written));
          if (!Expectation.of(it, written).isMetBy(outcome)) {
            differences.put(written.toString(), outcome.toString());
          }
        });
    cells.put(it, found);
    assertThat(differences).isEmpty();
  }

  @Test
  void sinkThatReadsJsonWithSchemaTakesTextOfNanAndInfinityForZero() {
    // When
    List<Object> read = List.of(trial.sinkReads(Double.NaN), trial.sinkReads(-1.0 / 0.0));

    // Then
    assertThat(read).containsExactly(0.0, 0.0);
  }

  @Test
  void jsonWritesUint64AsANumberWhenTheConverterIsTold() {
    // Given
    Written greatest = Written.integer(DataType.UINT64, "18446744073709551615", -1);

    // When
    String json = trial.json(greatest, Map.of("decimal.format", "NUMERIC"));

    // Then
    assertThat(json).contains("\"value\":18446744073709551615}");
  }

  /** Only after all cases: what they found is the table. */
  @AfterAll
  void theTableInTheDocumentationIsWhatWasFound() {
    assertThat(cells).containsOnlyKeys(Case.all());
    RecordDocs.compare("types", new TypeTable(cells).text());
  }
}
