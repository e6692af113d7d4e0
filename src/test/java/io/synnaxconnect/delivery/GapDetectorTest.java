package io.synnaxconnect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GapDetectorTest {

  private final GapDetector detector = new GapDetector(1);

  private static long missing(GapDetector detector, Alignment alignment, int samples) {
    return detector.missingBefore(index(alignment, samples, 1));
  }

  private static Series index(Alignment alignment, int samples, long step) {
    ByteBuffer stamps = ByteBuffer.allocate(samples * Long.BYTES);
    return Series.fixed(DataType.TIMESTAMP, stamps, alignment, TimeRange.ZERO)
        .withAlignmentStep(step);
  }

  @Test
  void knowsNothingBeforeTheFirstSeries() {
    assertThat(missing(detector, Alignment.of(7, 3), 5)).isEqualTo(GapDetector.UNKNOWN);
  }

  @Test
  void reportsSkippedSamples() {
    // Given
    missing(detector, Alignment.of(7, 0), 5);

    // When
    long missing = missing(detector, Alignment.of(7, 8), 5);

    // Then
    assertThat(missing).isEqualTo(3);
  }

  @Test
  void goesOnAfterAHole() {
    // Given
    missing(detector, Alignment.of(7, 0), 5);
    missing(detector, Alignment.of(7, 8), 5);

    // When
    long missing = missing(detector, Alignment.of(7, 13), 5);

    // Then
    assertThat(missing).isZero();
  }

  @Test
  void treatsANewDomainAsUnknown() {
    // Given
    missing(detector, Alignment.of(7, 0), 5);

    // When
    long missing = missing(detector, Alignment.of(8, 5), 5);

    // Then
    assertThat(missing).isEqualTo(GapDetector.UNKNOWN);
  }

  @Test
  void treatsAStepBackAsUnknown() {
    // Given
    missing(detector, Alignment.of(7, 100), 5);

    // When
    long missing = missing(detector, Alignment.of(7, 104), 5);

    // Then
    assertThat(missing).isEqualTo(GapDetector.UNKNOWN);
  }

  @Test
  void forgetsOnReset() {
    // Given
    missing(detector, Alignment.of(7, 0), 5);

    // When
    detector.reset();

    // Then
    assertThat(missing(detector, Alignment.of(7, 5), 5)).isEqualTo(GapDetector.UNKNOWN);
  }

  @Test
  void countsAcrossTheWrapOfTheSampleNumber() {
    // Given
    missing(detector, Alignment.of(7, 0xffff_fffeL), 4);

    // When
    long missing = missing(detector, Alignment.of(7, 5), 1);

    // Then
    assertThat(missing).isEqualTo(3);
  }

  @Property
  void aSplitIsNoGap(
      @ForAll @LongRange(min = 0, max = 0xffff_ffffL) long start,
      @ForAll @Size(max = 50) List<@IntRange(min = 1, max = 1000) Integer> lengths) {
    // Given
    Alignment next = Alignment.of(7, start);
    missing(detector, next, 1);
    next = next.plus(1);

    for (int length : lengths) {
      // When
      long missing = missing(detector, next, length);

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
    missing(thinned, next, 1);
    next = next.plus(1);

    for (int length : lengths) {
      // When
      int kept = (length + factor - 1) / factor;
      long missing = missing(thinned, next, kept);

      // Then
      assertThat(missing).isZero();
      next = next.plus(length);
    }
  }

  @Property
  void aReducedSeriesSaysItselfHowFarItReaches(
      @ForAll @IntRange(min = 2, max = 20) int step,
      @ForAll @IntRange(min = 1, max = 1000) int length,
      @ForAll @IntRange(min = 0, max = 1000) int missing) {
    // Given
    int kept = (length + step - 1) / step;
    detector.reset();
    detector.missingBefore(index(Alignment.of(7, 0), kept, step));

    // When
    long found = detector.missingBefore(index(Alignment.of(7, length + missing), 1, 1));

    // Then: the last sample may stand for fewer than a whole step
    int last = kept * step - length;
    assertThat(found).isEqualTo(Math.max(0, missing - last));
  }
}
