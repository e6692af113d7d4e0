package io.synnaxconnect.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synnaxconnect.delivery.SequencerPhase.Event;
import io.synnaxconnect.delivery.SequencerPhase.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every phase of a sequencer with every event, and what it does next. */
class SequencerPhaseTest {

  @ParameterizedTest
  @CsvSource({
    // phase,     opened, read to end, live rows wait, read ended, closed
    "CLOSED,      OPENED, ,            ,               ,           CLOSED",
    "OPENED,      OPENED, CATCHING_UP, ,               ,           CLOSED",
    "CATCHING_UP, OPENED, ,            ,               LIVE,       CLOSED",
    "LIVE,        OPENED, PROBING,     REPAIRING,      ,           CLOSED",
    "PROBING,     OPENED, ,            ,               LIVE,       CLOSED",
    "REPAIRING,   OPENED, ,            ,               LIVE,       CLOSED",
  })
  void everyEventLeadsToOnePhase(
      SequencerPhase phase,
      SequencerPhase opened,
      @Nullable SequencerPhase readToEnd,
      @Nullable SequencerPhase liveRowsWait,
      @Nullable SequencerPhase readEnded,
      SequencerPhase closed) {
    check(phase, Event.STREAM_OPENED, opened);
    check(phase, Event.READ_TO_END, readToEnd);
    check(phase, Event.LIVE_ROWS_WAIT, liveRowsWait);
    check(phase, Event.READ_ENDED, readEnded);
    check(phase, Event.STREAM_CLOSED, closed);
  }

  private static void check(SequencerPhase phase, Event event, @Nullable SequencerPhase after) {
    if (after == null) {
      assertThatThrownBy(() -> phase.after(event))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll(phase.name(), event.name());
    } else {
      assertThat(phase.after(event)).as("%s in %s", event, phase).isEqualTo(after);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // phase,     rows are next, live rows wait, neither, of the group
    "CLOSED,      WAIT,          WAIT,           WAIT,     JOINING",
    "OPENED,      EMIT,          CATCH_UP,       CATCH_UP, JOINING",
    "CATCHING_UP, EMIT,          READ,           READ,     JOINING",
    "LIVE,        EMIT,          JOIN,           REPAIR,   LIVE",
    "PROBING,     EMIT,          READ,           READ,     LIVE",
    "REPAIRING,   EMIT,          READ,           READ,     REPAIRING",
  })
  void everyPhaseHasItsNextStep(
      SequencerPhase phase, Step rowsAreNext, Step liveRowsWait, Step neither, GroupPhase of) {
    for (boolean waiting : List.of(true, false)) {
      assertThat(phase.step(true, waiting)).isEqualTo(rowsAreNext);
    }
    assertThat(phase.step(false, true)).isEqualTo(liveRowsWait);
    assertThat(phase.step(false, false)).isEqualTo(neither);
    assertThat(phase.toGroupPhase()).isEqualTo(of);
    assertThat(phase.isCatchUpRead()).isEqualTo(neither == Step.READ);
  }
}
