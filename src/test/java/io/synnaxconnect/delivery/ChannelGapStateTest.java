package io.synnaxconnect.delivery;

import static io.synnaxconnect.delivery.ChannelGapState.SCANNING;
import static io.synnaxconnect.delivery.ChannelGapState.UNREAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.delivery.ChannelGap.Reading;
import io.synnaxconnect.delivery.ChannelGapState.Admission;
import io.synnaxconnect.delivery.ChannelGapState.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every state of a channel's gap with every event, and what becomes of samples in new rows. */
class ChannelGapStateTest {

  private static final long POSITION = 100;

  private final ChannelGap gap = new ChannelGap(11, 0, 0);

  @ParameterizedTest
  @CsvSource({
    // state,    new rows,    group gap filled, found after empty
    "UNREAD,      UNREAD,      UNREAD,      UNREAD",
    "READ,        UNREAD,      UNREAD,      READ",
    "BACKFILLING, BACKFILLING, BACKFILLING, BACKFILLING",
    "SCANNING,    SCANNING,    BACKFILLING, RESCANNING",
    "RESCANNING,  RESCANNING,  RESCANNING,  RESCANNING",
    "BLOCKED,     BLOCKED,     UNREAD,      BLOCKED",
  })
  void whatHappensToTheGroupChangesTheState(
      ChannelGapState state,
      ChannelGapState afterNewRows,
      ChannelGapState afterGroupGap,
      ChannelGapState afterFinding) {
    assertThat(state.after(Event.NEW_ROWS)).isEqualTo(afterNewRows);
    assertThat(state.after(Event.GROUP_GAP_FILLED)).isEqualTo(afterGroupGap);
    assertThat(state.after(Event.FOUND_AFTER_EMPTY)).isEqualTo(afterFinding);
  }

  @ParameterizedTest
  @CsvSource({
    // found, exhausted, blocked, fresh, state
    "false, true,  false, true,  READ",
    "true,  true,  false, true,  READ",
    "false, true,  false, false, UNREAD",
    "true,  true,  false, false, UNREAD",
    "false, true,  true,  true,  BLOCKED",
    "true,  true,  true,  false, BLOCKED",
    "true,  false, false, true,  BACKFILLING",
    "true,  false, true,  false, BACKFILLING",
    "false, false, false, true,  SCANNING",
    "false, false, true,  false, SCANNING",
  })
  void aReadingLeadsToOneState(
      boolean found, boolean exhausted, boolean blocked, boolean fresh, ChannelGapState after) {
    Event event = new Reading(found, exhausted, blocked, fresh, true, POSITION).event();
    for (ChannelGapState state : ChannelGapState.values()) {
      boolean goesOn = state == ChannelGapState.RESCANNING && after == SCANNING;
      assertThat(state.after(event)).as("from %s", state).isEqualTo(goesOn ? state : after);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UNREAD,      WAIT, false",
    "READ,        EMIT, false",
    "BACKFILLING, OMIT, false",
    "SCANNING,    OMIT, true",
    "RESCANNING,  OMIT, true",
    "BLOCKED,     OMIT, false",
  })
  void everyStateDecidesAboutNewRowsAndTheNextReading(
      ChannelGapState state, Admission admission, boolean continues) {
    assertThat(state.admission()).isEqualTo(admission);
    assertThat(state.continuesReading()).isEqualTo(continues);
  }

  @Test
  void aGapThatBeginsAfterThePositionIsOver() {
    // When
    gap.advancePast(POSITION);

    // Then
    assertThat(admission(POSITION + 1)).isEqualTo(Admission.EMIT);
  }

  @Test
  void nothingIsMissingBeforeTheFirstRow() {
    assertThat(gap.admission(Long.MIN_VALUE, from -> from)).isEqualTo(Admission.EMIT);
  }

  @Test
  void rowsWaitIfThePositionHasMovedSinceTheReading() {
    // When
    gap.onRead(new Reading(false, true, false, true, true, POSITION - 1), 60, 0);

    // Then
    assertThat(admission(POSITION + 1)).isEqualTo(Admission.WAIT);
  }

  @Test
  void aChannelIsBlockedOnlyWhileTheGapOfTheGroupIsOpen() {
    // When
    gap.onRead(new Reading(false, true, true, true, false, 49), 60, 0);

    // Then
    assertThat(admission(50)).isEqualTo(Admission.OMIT);
    assertThat(admission(POSITION + 1)).isEqualTo(Admission.WAIT);
  }

  @Test
  void blocksWithoutSamplesAreReadAgainBeforeSamplesAreEmitted() {
    // Given
    List<Long> starts = new ArrayList<>();
    gap.onRead(new Reading(false, false, false, true, true, 30), 60, 0);
    starts.add(gap.startNanos());

    // When
    boolean verified = gap.verify(40, 0);
    starts.add(gap.startNanos());
    gap.onRead(new Reading(false, false, false, true, true, 30), 60, 0);
    starts.add(gap.startNanos());

    // Then
    assertThat(verified).isFalse();
    assertThat(gap.verify(40, 0)).as("the second time").isTrue();
    assertThat(starts).containsExactly(31L, 11L, 31L);
  }

  @Test
  void aNewGapIsUnread() {
    assertThat(gap.startNanos()).isEqualTo(11);
    assertThat(admission(POSITION + 1)).isEqualTo(UNREAD.admission());
  }

  private Admission admission(long groupGapNanos) {
    return gap.admission(POSITION, from -> groupGapNanos);
  }
}
