package io.synnaxconnect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.SourceOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Many channels that stopped at different times. */
class ChannelGapsTest {

  private static final long SECOND = 1_000_000_000L;

  private final ChannelGaps gaps = new ChannelGaps(60 * SECOND);

  @Test
  void fewGapsAreInTheOffsetAsTheyAre() {
    // When
    for (long key = 1; key <= 100; key++) {
      gaps.open(key, key * SECOND, 0);
    }

    // Then
    assertThat(gaps.toGaps()).hasSize(100);
    assertThat(gaps.toGaps().get(9).range().start().nanos()).isEqualTo(10 * SECOND);
  }

  @Test
  void anOffsetWithVeryManyStaysSmallAndLosesNone() {
    // Given
    long seed = 15;
    Random random = new Random(seed);
    long[] froms = new long[15_000];
    for (int key = 0; key < froms.length; key++) {
      froms[key] = 1_700_000_000L * SECOND + random.nextLong(86_400) * SECOND;
      gaps.open(1_048_576L + key, froms[key], 0);
    }

    // When
    List<Gap> encoded = gaps.toGaps();

    // Then
    SourceOffset offset = new SourceOffset(null, null, ChannelKeyRanges.NONE, encoded);
    assertThat(offset.toMap().get("gaps")).as("seed %s", seed).hasSizeLessThan(64 << 10);
    for (int key = 0; key < froms.length; key++) {
      long channel = 1_048_576L + key;
      assertThat(encoded)
          .filteredOn(gap -> gap.channels().contains(channel))
          .singleElement()
          .satisfies(
              gap ->
                  assertThat(gap.range().start().nanos())
                      .isLessThanOrEqualTo(froms[(int) channel - 1_048_576]));
    }
  }

  @Test
  void knowsTheOpenGapsAtEachTimestamp() {
    // Given
    gaps.open(1, 100, 0);
    gaps.open(2, 200, 0);

    // When / Then
    assertThat(gaps.openAt(99)).isEmpty();
    assertThat(gaps.openAt(100)).containsExactly(1L);
    assertThat(gaps.openAt(199)).containsExactly(1L);
    assertThat(gaps.openAt(200)).containsExactlyInAnyOrder(1L, 2L);
    gaps.end(1);
    assertThat(gaps.openAt(200)).containsExactly(2L);
  }
}
