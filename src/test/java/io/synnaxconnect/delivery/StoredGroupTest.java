package io.synnaxconnect.delivery;

import static io.synnaxconnect.telem.Telemetry.DOMAIN;
import static io.synnaxconnect.telem.Telemetry.FORCE;
import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.convert.ChannelKeyRanges;
import io.synnaxconnect.convert.Gap;
import io.synnaxconnect.convert.SourceOffset;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link StoredGroup} does, one story each; {@link DeliverySimulationTest} mixes them. */
class StoredGroupTest {

  @Test
  void joinsWhatIsStoredToWhatComesLive() {
    // Given
    TestGroup test = TestGroup.openAt(10);

    // When
    test.live(7, 40, 50);
    test.history(20, 30);

    // Then
    assertThat(test.left()).containsExactly("20", "30", "40", "50");
    assertThat(test.group.isWaiting()).isFalse();
  }

  @Test
  void fillsAHoleFromHistoryBeforeTheRowsBehindIt() {
    // Given
    TestGroup test = joined();

    // When
    test.live(4, 60);
    test.history(30, 40, 50);

    // Then
    assertThat(test.left()).containsExactly("30", "40", "50", "60");
    assertThat(test.told).containsExactly("skipped 3", "recovered 3");
    assertThat(test.group.openGaps()).isZero();
  }

  @Test
  void reportsHowManyRowsHistoryDoesNotHave() {
    // Given
    TestGroup test = joined();
    test.live(4, 60);
    test.history(30);
    assertThat(test.left()).containsExactly("30", "60");

    // When
    test.pass(60);
    test.history();

    // Then
    assertThat(test.told).containsExactly("skipped 3", "recovered 1", "unrecoverable SKIPPED 2");
    assertThat(test.group.openGaps()).isZero();
  }

  @Test
  void looksAgainForRowsThatAreCommittedLater() {
    // Given
    TestGroup test = joined();
    test.live(2, 40);
    test.history();
    assertThat(test.left()).containsExactly("40");

    // When
    test.pass(1);
    test.history(30);

    // Then
    assertThat(test.left()).containsExactly("30 late");
    assertThat(test.told).containsExactly("skipped 1", "recovered 1", "repaired SKIPPED");
  }

  @Test
  void readsWhatWasShedFromHistory() {
    // Given
    TestGroup test = joined();

    // When
    test.group.shed(30, test.nowNanos());
    test.live(3, 50);
    test.history(30, 40);

    // Then
    assertThat(test.left()).containsExactly("30", "40", "50");
    assertThat(test.told).containsExactly("recovered 2");
  }

  @Test
  void looksForWhatWasShedAlsoWhenNothingFollows() {
    // Given
    TestGroup test = joined();

    // When
    test.group.shed(30, test.nowNanos());
    test.pass(1);

    // Then
    assertThat(test.asked()).isEqualTo("FOLLOWING 21.." + Long.MAX_VALUE);
  }

  @Test
  void letsRowsFromBehindThePositionLeaveLate() {
    // Given
    TestGroup test = joined();
    test.pass(11);

    // When
    test.liveAt(Alignment.of(DOMAIN + 1, 0), List.of(PRESSURE, FORCE), 4, 5);
    test.liveAt(Alignment.of(DOMAIN + 1, 2), List.of(PRESSURE, FORCE), 6);

    // Then
    assertThat(test.left()).containsExactly("4 late", "5 late", "6 late");
    assertThat(test.group.offset().position()).hasToString("1970-01-01T00:00:00.000000020Z");
  }

  @Test
  void takesRowsForThoseThatHistoryGaveJustBefore() {
    // Given
    TestGroup test = joined();
    test.pass(30);
    test.history(30, 40);
    assertThat(test.left()).containsExactly("30", "40");

    // When
    test.live(1, 30, 40, 50);

    // Then
    assertThat(test.left()).containsExactly("50");
  }

  @Test
  void keepsRepeatedTimestampsOfTheLiveFlow() {
    // Given
    TestGroup test = joined();

    // When
    test.live(1, 30);
    test.live(2, 30);

    // Then
    assertThat(test.left()).containsExactly("30", "30");
  }

  @Test
  void reopensASilentStreamOnce() {
    // Given
    TestGroup test = joined();

    // When
    for (int i = 0; i < 2; i++) {
      test.pass(31);
      test.history(30 + 10 * i);
      test.left();
      test.pass(3);
    }

    // Then
    assertThat(test.told).containsExactly("recovered 1", "stalled", "recovered 1");
  }

  @Test
  void readsUpToTheEndOfAReplay() {
    // Given
    TestGroup test = TestGroup.openAt(10, 100);

    // When
    test.live(0, 110);
    String asked = test.asked();
    test.group.answer(new HistoryAnswer(List.of(), true, test.nowNanos()), test.nowNanos());
    test.pass(60);
    test.history();
    test.history();

    // Then
    assertThat(asked).isEqualTo("FOLLOWING 11..100");
    assertThat(test.left()).isEmpty();
    assertThat(test.group.hasReachedEnd(test.nowNanos())).isTrue();
  }

  @Test
  void goesOnFromItsOffset() {
    // Given
    TestGroup before = joined();
    before.live(4, 60);
    before.history(30);
    before.left();
    SourceOffset offset = SourceOffset.fromMap(before.group.offset().toMap());

    // When
    TestGroup after = TestGroup.from(offset, Long.MAX_VALUE);
    after.open(GROUP, 70);
    List<String> first = after.left();
    after.pass(1);
    after.history(40, 50);

    // Then
    assertThat(first).containsExactly("70");
    assertThat(after.left()).containsExactly("40 late", "50 late");
    assertThat(after.told).contains("repaired SKIPPED");
  }

  @Test
  void forgetsGapsBehindAPositionThatWasSetBack() {
    // Given
    TimeStamp now = new TimeStamp(1_000 * TestGroup.SECOND);
    Gap gap = Gap.ofGroup(Gap.Cause.SKIPPED, TimeRange.ofNanos(31, 60), now, 2);
    TimeStamp position = new TimeStamp(15);
    SourceOffset setBack = new SourceOffset(position, null, ChannelKeyRanges.NONE, List.of(gap));

    // When
    TestGroup after = TestGroup.from(setBack, Long.MAX_VALUE);

    // Then
    assertThat(after.group.openGaps()).isZero();
  }

  @Test
  void shortWriterSessionsDoNotHoldTheGroupUp() {
    // Given
    TestGroup test = joined();

    // When
    for (int i = 1; i <= 20; i++) {
      test.liveAt(Alignment.of(DOMAIN + i, 0), List.of(PRESSURE, FORCE), 20 + 10 * i);
      test.history();
      test.left();
      while (test.group.isWaiting()) {
        test.history();
      }
    }

    // Then
    assertThat(test.group.offset().position()).hasToString("1970-01-01T00:00:00.000000220Z");
    assertThat(test.group.openGaps()).isLessThan(GroupGaps.MOST);
  }

  /** Row 20 left live, as sample 0. */
  private static TestGroup joined() {
    TestGroup test = TestGroup.openAt(19);
    test.live(0, 20);
    test.left();
    return test;
  }
}
