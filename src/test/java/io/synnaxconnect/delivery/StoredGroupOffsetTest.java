package io.synnaxconnect.delivery;

import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.Gap.Cause;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.Telemetry;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where {@link StoredGroup} begins and ends. */
class StoredGroupOffsetTest {

  @Test
  void readsUpToTheEndOfAReplay() {
    // Given
    TestGroup test = TestGroup.openAt(10, 100);

    // When
    test.live(0, 110);
    String asked = test.requested();
    test.group.answer(new HistoryAnswer(List.of(), true, test.nowNanos()), test.nowNanos());
    test.pass(60);
    test.history();

    // Then
    assertThat(asked).isEqualTo("FOLLOWING 11..100");
    assertThat(test.emitted()).isEmpty();
    assertThat(test.group.hasReachedEnd(test.nowNanos())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, 10_000})
  void asksForAGapAsLongAsEverWhateverTheClockSaidThatOpenedIt(long openedSeconds) {
    // Given
    TimeStamp opened = new TimeStamp(openedSeconds * TestGroup.SECOND);
    Gap gap = Gap.ofGroup(Cause.REOPENED, TimeRange.ofNanos(11, 20), opened, Gap.UNKNOWN_COUNT);
    SourceOffset start =
        new SourceOffset(new TimeStamp(30), new TimeStamp(5), ChannelKeyRanges.NONE, List.of(gap));
    TestGroup test = TestGroup.from(start, Long.MAX_VALUE);
    test.open(GROUP);

    // When
    test.pass(59);
    answerAll(test);
    int before = test.group.openGaps();
    test.pass(2);
    answerAll(test);

    // Then
    assertThat(before).isEqualTo(1);
    assertThat(test.group.openGaps()).isZero();
  }

  private static void answerAll(TestGroup test) {
    for (HistoryRequest asked = test.group.takeRequest();
        asked != null;
        asked = test.group.takeRequest()) {
      test.answer(asked);
    }
    test.pass(0);
  }

  @Test
  void readsALastTimeWhatNobodyWritesAnyMoreBeforeTheEndOfAReplay() {
    // Given
    TestGroup test = TestGroup.openAt(10, 1_030 * TestGroup.SECOND);

    // When
    test.pass(31);
    HistoryRequest asked = requireNonNull(test.group.takeRequest());
    test.answer(asked);
    test.pass(60);
    HistoryRequest askedLast = requireNonNull(test.group.takeRequest());
    boolean before = test.group.hasReachedEnd(test.nowNanos());
    test.answer(askedLast);

    // Then
    assertThat(asked.purpose()).isEqualTo(Purpose.FOLLOWING);
    assertThat(askedLast.purpose()).isEqualTo(Purpose.LAST);
    assertThat(before).isFalse();
    assertThat(test.group.hasReachedEnd(test.nowNanos())).isTrue();
  }

  @Test
  void aReplayOfAGroupWithoutRowsEndsAlthoughSamplesComeAlone() {
    // Given
    SourceOffset start =
        SourceOffset.startingAt(new TimeStamp(5), ChannelKeyRanges.of(List.of(PRESSURE.key())));
    TestGroup test = TestGroup.from(start, 900 * TestGroup.SECOND);
    test.open(GROUP);

    // When: a sample comes without its timestamp
    test.group.frame(List.of(), Set.of(PRESSURE.key()), test.nowNanos());
    for (int i = 0; i < 10; i++) {
      test.pass(31);
      answerAll(test);
    }

    // Then
    assertThat(test.group.hasReachedEnd(test.nowNanos())).isTrue();
  }

  @Test
  void anAnswerToAnEqualRequestOfAnEarlierStreamIsNone() {
    // Given
    TestGroup test = TestGroup.openAt(10);
    test.pass(31);
    HistoryRequest before = requireNonNull(test.group.takeRequest());

    // When
    test.group.requestRefused();
    test.group.open(GROUP, test.nowNanos());
    HistoryRequest now = requireNonNull(test.group.takeRequest());

    // Then
    assertThat(now).isEqualTo(before);
    assertThat(test.group.isAwaiting(before)).isFalse();
    assertThat(test.group.isAwaiting(now)).isTrue();
  }

  @Test
  void theEndOfAReplayIsATimeOfTheWallClock() {
    // Given: a worker whose clock was set back since its start, by two minutes
    TestGroup test = TestGroup.openAt(10, 1_030 * TestGroup.SECOND);
    test.group.setWallAhead(-120 * TestGroup.SECOND);

    // When
    test.pass(91);
    HistoryRequest early = requireNonNull(test.group.takeRequest());
    test.answer(early);
    test.pass(120);
    HistoryRequest last = requireNonNull(test.group.takeRequest());

    // Then
    assertThat(early.purpose()).isEqualTo(Purpose.FOLLOWING);
    assertThat(last.purpose()).isEqualTo(Purpose.LAST);
  }

  @Test
  void whenAGapWasOpenedIsATimeOfTheWallClock() {
    // Given
    TestGroup test = TestGroup.joined();
    test.group.setWallAhead(3_600 * TestGroup.SECOND);

    // When
    test.live(5, 30);
    test.history();
    test.emitted();

    // Then
    assertThat(test.group.offset().gaps())
        .extracting(gap -> gap.openedAt().nanos())
        .containsExactly(test.nowNanos() + 3_600 * TestGroup.SECOND);
  }

  @Test
  void readsRowsBeforeTheEndOnceThatAreCommittedAfterNewerOnesCame() {
    // Given
    TestGroup test = TestGroup.openAt(10, 100);
    test.live(0, 110);
    test.history();

    // When
    test.pass(1);
    test.history(50);
    List<String> emitted = test.emitted();
    test.live(5, 130);

    // Then
    assertThat(emitted).containsExactly("50 late");
    assertThat(test.requested()).isEqualTo("nothing");
    assertThat(test.emitted()).isEmpty();
  }

  @Test
  void asksForAChannelWithoutSamplesInTheRowsAfterTheEnd() {
    // Given
    TestGroup test = TestGroup.openAt(10, 100);
    test.liveOf(List.of(Telemetry.PRESSURE), 0, 110);
    test.history();
    test.pass(1);

    // When
    test.history(50);
    List<String> emitted = test.emitted();
    String asked = test.requested();

    // Then
    assertThat(emitted).containsExactly("50 c2 late");
    assertThat(asked).isEqualTo("CHANNELS 11..100");
  }

  @Test
  void resumesAtItsOffset() {
    // Given
    TestGroup before = TestGroup.joined();
    before.live(4, 60);
    before.history(30);
    before.emitted();
    SourceOffset offset = SourceOffset.fromMap(before.group.offset().toMap());

    // When
    TestGroup after = TestGroup.from(offset, Long.MAX_VALUE);
    after.open(GROUP, 70);
    List<String> first = after.emitted();
    after.pass(1);
    after.history(40, 50);

    // Then
    assertThat(first).containsExactly("70");
    assertThat(after.emitted()).containsExactly("40 late", "50 late");
    assertThat(after.reports).contains("repaired SKIPPED");
  }

  @Test
  void forgetsGapsAfterAPositionThatWasSetBack() {
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
}
