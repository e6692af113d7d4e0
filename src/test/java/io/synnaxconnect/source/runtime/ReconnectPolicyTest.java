package io.synnaxconnect.source.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconnectPolicyTest {

  private final ReconnectPolicy policy =
      new ReconnectPolicy(Duration.ofMillis(100), Duration.ofMillis(800));

  @ParameterizedTest
  @CsvSource({
    "1, 0.0, 0",
    "1, 0.5, 50",
    "2, 0.5, 100",
    "3, 0.5, 200",
    "4, 0.5, 400",
    "5, 0.5, 400",
    "1000000, 0.5, 400"
  })
  void doublesTheBoundUpToTheGreatest(int failures, double random, long expectedMillis) {
    assertThat(policy.delay(failures, random)).isEqualTo(Duration.ofMillis(expectedMillis));
  }
}
