package io.synnaxconnect.delivery;

import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Rows.Column;
import io.synnaxconnect.telem.Telemetry;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each mark is after each event, and how long it lives. */
class EmittedMarksTest {

  private static final long NONE = Long.MIN_VALUE;
  private static final long OPENED = 1_000_000_000_000L;
  private static final long MUCH_LATER = OPENED + RecentReads.LIVE_DELAY_NANOS;

  private final EmittedMarks marks = new EmittedMarks();

  @BeforeEach
  void openAStreamAtRow10() {
    marks.open(10, true, OPENED);
  }

  @Test
  void atTheOpeningEverythingUpToThePositionWasRead() {
    check(10, 10, NONE);
    assertThat(marks.wasRead(10, OPENED)).isTrue();
    assertThat(marks.wasRead(11, OPENED)).isFalse();
  }

  @Test
  void aReadAfterThePositionAdvancesWhatWasRecovered() {
    // When
    marks.addRead(rows(11, 15), OPENED);

    // Then
    check(10, 15, NONE);
    assertThat(marks.wasRead(15, OPENED)).isTrue();
    assertThat(marks.countRecovered(15)).isEqualTo(1);
  }

  @Test
  void aReadBeforeThePositionAdvancesNothing() {
    // Given
    marks.advanceTo(20);

    // When
    marks.addBackfill(rows(11, 15), OPENED);

    // Then
    check(10, 20, NONE);
    assertThat(marks.wasRead(13, OPENED)).isTrue();
    assertThat(marks.countRecovered(16)).isEqualTo(2);
  }

  @Test
  void whatWasRecoveredOnlyGrows() {
    // Given
    marks.addRead(rows(15), OPENED);

    // When
    marks.advanceTo(12);

    // Then
    check(10, 15, NONE);
  }

  @Test
  void liveRowsReplaceTheLiveRowsBefore() {
    // Given
    marks.addLive(rows(12, 18), OPENED);

    // When
    marks.addLive(rows(13), OPENED);

    // Then
    check(10, 10, 13);
  }

  @Test
  void recoveredRowsAreKnownFromTheFirstLiveRowsOn() {
    // Given
    marks.addRead(rows(11), OPENED);
    assertThat(marks.knowsRecovered()).isFalse();

    // When
    marks.addLive(rows(12), OPENED);
    marks.addRead(rows(13, 14), OPENED);

    // Then
    assertThat(marks.knowsRecovered()).isTrue();
    assertThat(marks.countRecovered(20)).as("after row 12").isEqualTo(2);
  }

  @Test
  void anotherStreamKeepsOnlyWhatHistoryDelivered() {
    // Given
    marks.addRead(rows(15), OPENED);
    marks.addLive(rows(20), OPENED);

    // When
    marks.open(14, true, OPENED);

    // Then
    check(14, 14, NONE);
    assertThat(marks.wasRead(15, OPENED)).isTrue();
    assertThat(marks.countRecovered(16)).isEqualTo(1);
  }

  @Test
  void readsAreForgottenOnceTheirRowsCannotComeLive() {
    // Given
    marks.addRead(rows(11, 15), OPENED + 1);
    assertThat(marks.wasRead(10, MUCH_LATER)).as("read at the opening").isFalse();
    assertThat(marks.wasRead(12, MUCH_LATER)).as("read later").isTrue();

    // When
    marks.addLive(rows(16), MUCH_LATER);

    // Then
    assertThat(marks.wasRead(12, MUCH_LATER + 1)).as("just passed").isTrue();
    assertThat(marks.wasRead(12, MUCH_LATER + RecentReads.LIVE_DELAY_NANOS)).isFalse();
  }

  private void check(long openedAt, long recoveredUpTo, long lastLive) {
    assertThat(marks.openedAtNanos()).as("opened at").isEqualTo(openedAt);
    assertThat(marks.recoveredUpToNanos()).as("recovered up to").isEqualTo(recoveredUpTo);
    assertThat(marks.lastLiveNanos()).as("last live").isEqualTo(lastLive);
  }

  private static List<Rows> rows(long... stamps) {
    Column time = new Column(TIME, Telemetry.stamps(0, stamps), 0);
    return List.of(Rows.indexed(GROUP, time, List.of(), stamps.length, 0));
  }
}
