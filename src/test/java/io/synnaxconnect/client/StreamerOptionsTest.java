package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamerOptionsTest {

  @ParameterizedTest
  @ValueSource(
      doubles = {
        -1,
        1e-11,
        0.000_9,
        10_001,
        2e9,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
      })
  void refusesRatesThatCanCrashAServer(double rateHz) {
    assertThatThrownBy(() -> StreamerOptions.DEFAULT.withThrottleRateHz(rateHz))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("throttleRateHz must be 0 or from 0.001 to 10000: " + rateHz);
  }

  @Test
  void namesAllProblemsAtOnce() {
    assertThatThrownBy(() -> new StreamerOptions(-2, Double.NaN, List.of(-1L), 0, Overflow.FAIL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("downsampleFactor", "-2", "throttleRateHz", "excludeGroups")
        .hasMessageContaining("bufferBytes must be at least 1024: 0");
  }

  @Test
  void changesOneThingAtATime() {
    assertThat(
            StreamerOptions.DEFAULT
                .withDownsampleFactor(3)
                .withThrottleRateHz(20)
                .withExcludeGroups(4L)
                .withBuffer(5_000, Overflow.DROP_OLDEST))
        .isEqualTo(new StreamerOptions(3, 20, List.of(4L), 5_000, Overflow.DROP_OLDEST));
  }
}
