package io.synnaxconnect.telem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 999_999_999, -999_999_999, Long.MAX_VALUE, Long.MIN_VALUE})
  void aTimestampSurvivesTheWayToAnInstantAndBack(long nanos) {
    assertThat(TimeStamp.of(new TimeStamp(nanos).toInstant())).isEqualTo(new TimeStamp(nanos));
  }

  @Test
  void anInstantBeyondTheRangeIsRefused() {
    assertThatThrownBy(() -> TimeStamp.of(Instant.parse("2300-01-01T00:00:00Z")))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> TimeStamp.of(TimeStamp.MIN.toInstant().minusNanos(1)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> TimeStamp.MAX.plus(new TimeSpan(1)))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void timesArePrintedInIso8601() {
    assertThat(new TimeStamp(1_700_000_000_000_000_001L))
        .hasToString("2023-11-14T22:13:20.000000001Z");
    assertThat(TimeSpan.MILLISECOND.times(5)).hasToString("PT0.005S");
    assertThat(TimeSpan.of(Duration.ofSeconds(60))).isEqualTo(TimeSpan.MINUTE);
    assertThat(TimeSpan.HOUR.toDuration()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aRangeHoldsItsStartButNotItsEnd() {
    TimeRange range = TimeRange.ofNanos(5, 7);
    assertThat(range.contains(new TimeStamp(4))).isFalse();
    assertThat(range.contains(new TimeStamp(5))).isTrue();
    assertThat(range.contains(new TimeStamp(6))).isTrue();
    assertThat(range.contains(new TimeStamp(7))).isFalse();
    assertThat(range.isEmpty()).isFalse();
    assertThat(TimeRange.ZERO.isEmpty()).isTrue();
    assertThat(TimeRange.ofNanos(7, 5).isEmpty()).isTrue();
  }
}
