package io.synnaxconnect.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.telem.TimeStamp;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which instant start.from means. */
class StartFromTest {

  @ParameterizedTest
  @CsvSource({
    "-7d, 2026-01-24T12:00:00Z",
    "-12h, 2026-01-31T00:00:00Z",
    "-90m, 2026-01-31T10:30:00Z",
    "-30s, 2026-01-31T11:59:30Z",
    "-0s, 2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z"
  })
  void anAgeCountsFromNow(String start, Instant meant) {
    assertThat(
            SynnaxSourceConnectorConfig.startInstant(start, Instant.parse("2026-01-31T12:00:00Z")))
        .isEqualTo(TimeStamp.of(meant));
  }

  @Test
  void theTaskStartsThere() {
    // Given
    Instant before = Instant.now();

    // When
    TimeStamp start =
        requireNonNull(
            new SynnaxSourceConnectorConfig(ConfigFixtures.with("start.from", "-2h"))
                .taskOptions()
                .startFrom()
                .instant());

    // Then
    assertThat(start)
        .isBetween(
            TimeStamp.of(before.minus(Duration.ofHours(2))),
            TimeStamp.of(Instant.now().minus(Duration.ofHours(2))));
  }

  /** At a later start the age would be after a stop that was good at the first one. */
  @Test
  void anAgeIsNotComparedWithTheStop() {
    assertThat(
            ConfigFixtures.messages(
                new SynnaxSourceConnector()
                    .validate(
                        ConfigFixtures.with(
                            "start.from", "-1d", "stop.at", "2020-01-01T00:00:00Z"))))
        .isEmpty();
  }
}
