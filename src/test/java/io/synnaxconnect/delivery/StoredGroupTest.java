package io.synnaxconnect.delivery;

import static io.synnaxconnect.telem.Telemetry.DOMAIN;
import static io.synnaxconnect.telem.Telemetry.FORCE;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.Alignment;
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
    assertThat(test.emitted()).containsExactly("20", "30", "40", "50");
    assertThat(test.group.isWaiting()).isFalse();
  }

  @Test
  void isLiveAtOnceAtTheNewestRow() {
    // Given: history is not asked when the stream is opened
    TestGroup test = TestGroup.atNewest(10);
    assertThat(test.group.phase()).isEqualTo(GroupPhase.LIVE);
    assertThat(test.requested()).isEqualTo("nothing");

    // When: a row was stored just before the stream was opened
    test.live(7, 30);
    test.history(20);

    // Then
    assertThat(test.emitted()).containsExactly("20", "30");
  }

  @Test
  void looksSoonForWhatWasStoredJustBeforeTheStream() {
    // Given
    TestGroup test = TestGroup.atNewest(10);

    // When
    test.pass(9);
    test.history(20);

    // Then: that says nothing against the stream
    assertThat(test.emitted()).containsExactly("20");
    test.pass(5);
    assertThat(test.reports).containsExactly("recovered 1");
  }

  @Test
  void fillsAGapFromHistoryBeforeNewerRows() {
    // Given
    TestGroup test = TestGroup.joined();

    // When
    test.live(4, 60);
    test.history(30, 40, 50);

    // Then
    assertThat(test.emitted()).containsExactly("30", "40", "50", "60");
    assertThat(test.reports).containsExactly("skipped 3", "recovered 3");
    assertThat(test.group.openGaps()).isZero();
  }

  @Test
  void reportsHowManyRowsHistoryDoesNotHave() {
    // Given
    TestGroup test = TestGroup.joined();
    test.live(4, 60);
    test.history(30);
    assertThat(test.emitted()).containsExactly("30", "60");

    // When
    test.pass(60);
    test.history();

    // Then
    assertThat(test.reports).containsExactly("skipped 3", "recovered 1", "unrecoverable SKIPPED 2");
    assertThat(test.group.openGaps()).isZero();
  }

  @Test
  void findsRowsThatAreCommittedLater() {
    // Given
    TestGroup test = TestGroup.joined();
    test.live(2, 40);
    test.history();
    assertThat(test.emitted()).containsExactly("40");

    // When
    test.pass(1);
    test.history(30);

    // Then
    assertThat(test.emitted()).containsExactly("30 late");
    assertThat(test.reports).containsExactly("skipped 1", "recovered 1", "repaired SKIPPED");
  }

  @Test
  void asksHistoryOnceMoreBeforeAGapIsClosed() {
    // Given
    TestGroup test = TestGroup.joined();
    test.live(2, 40);
    test.history();
    test.emitted();

    // When
    test.pass(60);
    test.history(30);

    // Then
    assertThat(test.emitted()).containsExactly("30 late");
    assertThat(test.reports).containsExactly("skipped 1", "recovered 1", "repaired SKIPPED");
  }

  @Test
  void readsWhatWasShedFromHistory() {
    // Given
    TestGroup test = TestGroup.joined();

    // When
    test.group.shed(30, test.nowNanos());
    test.live(3, 50);
    test.history(30, 40);

    // Then
    assertThat(test.emitted()).containsExactly("30", "40", "50");
    assertThat(test.reports).containsExactly("recovered 2");
  }

  @Test
  void asksForShedRowsAlsoWhenNothingFollows() {
    // Given
    TestGroup test = TestGroup.joined();

    // When
    test.group.shed(30, test.nowNanos());
    test.pass(1);

    // Then
    assertThat(test.requested()).isEqualTo("FOLLOWING 21.." + Long.MAX_VALUE);
  }

  @Test
  void emitsRowsBeforeThePositionLate() {
    // Given
    TestGroup test = TestGroup.joined();
    test.pass(11);

    // When
    test.liveAt(Alignment.of(DOMAIN + 1, 0), List.of(PRESSURE, FORCE), 4, 5);
    test.liveAt(Alignment.of(DOMAIN + 1, 2), List.of(PRESSURE, FORCE), 6);

    // Then
    assertThat(test.emitted()).containsExactly("4 late", "5 late", "6 late");
    assertThat(test.group.offset().position()).hasToString("1970-01-01T00:00:00.000000020Z");
  }

  @Test
  void omitsRowsThatHistoryDeliveredJustBefore() {
    // Given
    TestGroup test = TestGroup.joined();
    test.pass(30);
    test.history(30, 40);
    assertThat(test.emitted()).containsExactly("30", "40");

    // When
    test.live(1, 30, 40, 50);

    // Then
    assertThat(test.emitted()).containsExactly("50");
  }

  @Test
  void omitsRowsThatHistoryDeliveredHoweverLateTheyComeLive() {
    // Given
    TestGroup test = TestGroup.joined();
    test.pass(30);
    test.history(30, 40);
    assertThat(test.emitted()).containsExactly("30", "40");
    test.pass(20);

    // When
    test.live(1, 30, 40, 50);

    // Then
    assertThat(test.emitted()).containsExactly("50");
  }

  @Test
  void keepsRepeatedTimestampsOfTheLiveStream() {
    // Given
    TestGroup test = TestGroup.joined();

    // When
    test.live(1, 30);
    test.live(2, 30);

    // Then
    assertThat(test.emitted()).containsExactly("30", "30");
  }

  @Test
  void reportsASilentStreamWithEachProbeThatFindsRows() {
    // Given
    TestGroup test = TestGroup.joined();

    // When
    for (int i = 0; i < 2; i++) {
      test.pass(31);
      test.history(30 + 10 * i);
      test.emitted();
      test.pass(3);
    }

    // Then
    assertThat(test.reports).containsExactly("recovered 1", "stalled", "recovered 1", "stalled");
  }

  @Test
  void shortWriterSessionsDoNotBlockTheGroup() {
    // Given
    TestGroup test = TestGroup.joined();

    // When
    for (int i = 1; i <= 20; i++) {
      test.liveAt(Alignment.of(DOMAIN + i, 0), List.of(PRESSURE, FORCE), 20 + 10 * i);
      test.history();
      test.emitted();
      while (test.group.isWaiting()) {
        test.history();
      }
    }

    // Then
    assertThat(test.group.offset().position()).hasToString("1970-01-01T00:00:00.000000220Z");
    assertThat(test.group.openGaps()).isLessThan(GroupGaps.MAX_GAPS);
  }
}
