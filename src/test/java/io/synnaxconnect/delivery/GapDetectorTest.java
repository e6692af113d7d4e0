package io.synnaxconnect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.Alignment;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GapDetectorTest {

  private final GapDetector detector = new GapDetector(1);

  @Test
  void knowsNothingBeforeTheFirstSeries() {
    assertThat(detector.missingBefore(Alignment.of(7, 3), 5)).isEqualTo(GapDetector.UNKNOWN);
  }

  @Test
  void reportsSkippedSamples() {
    // Given
    detector.missingBefore(Alignment.of(7, 0), 5);

    // When
    long missing = detector.missingBefore(Alignment.of(7, 8), 5);

    // Then
    assertThat(missing).isEqualTo(3);
  }

  @Test
  void goesOnAfterAHole() {
    // Given
    detector.missingBefore(Alignment.of(7, 0), 5);
    detector.missingBefore(Alignment.of(7, 8), 5);

    // When
    long missing = detector.missingBefore(Alignment.of(7, 13), 5);

    // Then
    assertThat(missing).isZero();
  }

  @Test
  void treatsANewDomainAsUnknown() {
    // Given
    detector.missingBefore(Alignment.of(7, 0), 5);

    // When
    long missing = detector.missingBefore(Alignment.of(8, 5), 5);

    // Then
    assertThat(missing).isEqualTo(GapDetector.UNKNOWN);
  }

  @Test
  void treatsAStepBackAsUnknown() {
    // Given
    detector.missingBefore(Alignment.of(7, 100), 5);

    // When
    long missing = detector.missingBefore(Alignment.of(7, 104), 5);

    // Then
    assertThat(missing).isEqualTo(GapDetector.UNKNOWN);
  }

  @Test
  void forgetsOnReset() {
    // Given
    detector.missingBefore(Alignment.of(7, 0), 5);

    // When
    detector.reset();

    // Then
    assertThat(detector.missingBefore(Alignment.of(7, 5), 5)).isEqualTo(GapDetector.UNKNOWN);
  }

  @Test
  void countsAcrossTheWrapOfTheSampleNumber() {
    // Given
    detector.missingBefore(Alignment.of(7, 0xffff_fffeL), 4);

    // When
    long missing = detector.missingBefore(Alignment.of(7, 5), 1);

    // Then
    assertThat(missing).isEqualTo(3);
  }

  @Property
  void aSplitIsNoGap(
      @ForAll @LongRange(min = 0, max = 0xffff_ffffL) long start,
      @ForAll @Size(max = 50) List<@IntRange(min = 1, max = 1000) Integer> lengths) {
    // Given
    Alignment next = Alignment.of(7, start);
    detector.missingBefore(next, 1);
    next = next.plus(1);

    for (int length : lengths) {
      // When
      long missing = detector.missingBefore(next, length);

      // Then
      assertThat(missing).isZero();
      next = next.plus(length);
    }
  }

  @Property
  void thinningIsNoGap(
      @ForAll @IntRange(min = 1, max = 20) int factor,
      @ForAll @Size(max = 50) List<@IntRange(min = 1, max = 1000) Integer> lengths) {
    // Given
    GapDetector thinned = new GapDetector(factor);
    Alignment next = Alignment.of(7, 0);
    thinned.missingBefore(next, 1);
    next = next.plus(1);

    for (int length : lengths) {
      // When
      int kept = (length + factor - 1) / factor;
      long missing = thinned.missingBefore(next, kept);

      // Then
      assertThat(missing).isZero();
      next = next.plus(length);
    }
  }
}
