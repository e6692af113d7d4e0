package io.synnaxconnect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.delivery.StallDetector.State;
import io.synnaxconnect.delivery.StallDetector.Step;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done in each state when a query finds newer rows, and the state after that. */
class StallDetectorStatesTest {

  @ParameterizedTest
  @CsvSource({
    "MOVING,    false, PROBE,  SUSPECTED",
    "MOVING,    true,  PROBE,  SUSPECTED",
    "SUSPECTED, false, NONE,   STALLED",
    "SUSPECTED, true,  REOPEN, REOPENED",
    "STALLED,   false, NONE,   STALLED",
    "STALLED,   true,  REOPEN, REOPENED",
    "REOPENED,  false, NONE,   REOPENED",
    "REOPENED,  true,  FAIL,   REOPENED",
  })
  void everyStateHasItsRemedy(State state, boolean timeOver, Step remedy, State after) {
    assertThat(state.remedy(timeOver)).isEqualTo(remedy);
    assertThat(state.after(remedy)).isEqualTo(after);
  }
}
