package io.synnaxconnect.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LagWindowTest {

  private static final long START = TimeUnit.DAYS.toNanos(20_000);

  private final LagWindow window = new LagWindow(START);

  @Test
  void showsPercentilesToOneInAHundred() {
    // When
    for (int lag = 1; lag <= 1000; lag++) {
      window.record(lag);
    }

    // Then
    Percentage oneInAHundred = Percentage.withPercentage(1);
    assertThat(window.percentile(50, START)).isCloseTo(500, oneInAHundred);
    assertThat(window.percentile(95, START)).isCloseTo(950, oneInAHundred);
    assertThat(window.percentile(99, START)).isCloseTo(990, oneInAHundred);
    assertThat(window.percentile(100, START)).isCloseTo(1000, oneInAHundred);
  }

  @Test
  void isZeroWhenNothingLeft() {
    assertThat(window.percentile(99, START)).isZero();
  }

  @Test
  void forgetsWhatIsMoreThanAMinuteAgo() {
    // Given
    window.record(5_000);
    window.advanceTo(after(30));
    window.record(10);

    // Then
    assertThat(window.percentile(100, after(55))).isCloseTo(5_000, within(50L));
    assertThat(window.percentile(100, after(90))).isEqualTo(10);
    assertThat(window.percentile(100, after(200))).isZero();
  }

  @Test
  void keepsNothingOfAnHourInWhichNobodyLooked() {
    // Given
    window.record(5_000);
    for (int second = 0; second < 3600; second++) {
      window.advanceTo(after(second));
    }

    // When
    window.record(10);

    // Then
    assertThat(window.percentile(100, after(3600))).isEqualTo(10);
  }

  @Test
  void bearsSamplesFromTheFutureAndTheDistantPast() {
    // When
    window.record(Long.MIN_VALUE);
    window.record(Long.MAX_VALUE);

    // Then
    assertThat(window.percentile(0, START)).isZero();
    assertThat(window.percentile(100, START))
        .isCloseTo(LagWindow.MAX_MILLIS, Percentage.withPercentage(1));
  }

  private static long after(long seconds) {
    return START + TimeUnit.SECONDS.toNanos(seconds);
  }
}
