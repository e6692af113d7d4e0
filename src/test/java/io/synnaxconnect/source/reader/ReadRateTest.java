package io.synnaxconnect.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadRateTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void waitsUntilTheAverageFits() {
    // Given
    ReadRate rate = new ReadRate(1_000);

    // When
    rate.spend(500, 10 * SECOND);
    rate.spend(1_000, 10 * SECOND);

    // Then
    assertThat(rate.pauseNanos(10 * SECOND)).isEqualTo(3 * SECOND / 2);
    assertThat(rate.pauseNanos(12 * SECOND)).isZero();
  }

  @Test
  void savesNothingForLater() {
    // Given
    ReadRate rate = new ReadRate(1_000);
    rate.spend(1_000, 10 * SECOND);

    // When
    rate.spend(1_000, 100 * SECOND);

    // Then
    assertThat(rate.pauseNanos(100 * SECOND)).isEqualTo(SECOND);
  }

  @Test
  void neverWaitsWithoutALimit() throws Exception {
    // Given
    ReadRate rate = new ReadRate(0);

    // When
    rate.spend(Long.MAX_VALUE, 10 * SECOND);

    // Then
    assertThat(rate.pauseNanos(10 * SECOND)).isZero();
    rate.await(() -> 10 * SECOND);
  }
}
