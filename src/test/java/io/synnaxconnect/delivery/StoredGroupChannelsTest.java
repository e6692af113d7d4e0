package io.synnaxconnect.delivery;

import static io.synnaxconnect.telem.Telemetry.DOMAIN;
import static io.synnaxconnect.telem.Telemetry.FORCE;
import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link StoredGroup} does for channels that lack samples where the group has rows. */
class StoredGroupChannelsTest {

  @Test
  void readsTheMissingSamplesOfAChannelBeforeNewerRows() {
    // Given
    TestGroup test = withoutForce();

    // When
    test.live(2, 40);
    String asked = test.requested();
    test.group.requestFailed(test.nowNanos());
    test.pass(1);
    test.history();

    // Then
    assertThat(asked).isEqualTo("CHANNELS 21..31");
    assertThat(test.emitted()).containsExactly("40");
    assertThat(test.group.offset().gaps()).isEmpty();
  }

  @Test
  void findsSamplesThatAnotherWriterAdds() {
    // Given
    TestGroup test = withoutForce();

    // When
    test.pass(1);
    test.history(30);

    // Then
    assertThat(test.emitted()).containsExactly("30 c3 late");
  }

  @Test
  void samplesThatAreReadForOneChannelAreStillRowsOfTheWholeGroup() {
    // Given
    TestGroup test = withoutForce();

    // When
    test.pass(1);
    test.history(30);

    // Then
    assertThat(requireNonNull(test.group.batch()).rows())
        .extracting(Rows::group)
        .containsExactly(GROUP);
  }

  @Test
  void readsAChannelAgainFromItsBeginningIfTheGapBeforeTheFirstRowHidesIt() {
    // Given
    TimeStamp opened = new TimeStamp(1_000 * TestGroup.SECOND);
    TimeRange before = TimeRange.ofNanos(Long.MIN_VALUE, 10);
    ChannelKeyRanges force = ChannelKeyRanges.of(List.of(FORCE.key()));
    List<Gap> gaps =
        List.of(
            Gap.ofGroup(Gap.Cause.REOPENED, before, opened, Gap.UNKNOWN_COUNT),
            Gap.ofChannels(force, TimeStamp.MIN, opened));
    ChannelKeyRanges both = ChannelKeyRanges.of(List.of(PRESSURE.key(), FORCE.key()));
    TestGroup test =
        TestGroup.from(
            new SourceOffset(new TimeStamp(30), new TimeStamp(5), both, gaps), Long.MAX_VALUE);
    test.open(GROUP);
    test.pass(1);
    test.history();
    test.pass(0);

    // When
    test.historyHasMoreThan(5, 20);
    test.pass(1);
    test.history();
    test.pass(10);

    // Then
    assertThat(test.requested()).startsWith("CHANNELS " + Long.MIN_VALUE + "..");
  }

  @Test
  void stopsAskingForAChannelThatNobodyWrites() {
    // When
    TestGroup test = dormant();

    // Then
    assertThat(test.requested()).startsWith("FOLLOWING");
    assertThat(test.group.offset().gaps()).hasSize(1);
  }

  @Test
  void asksALastTimeBeforeAReplayHasReachedItsEnd() {
    // Given
    TestGroup test = TestGroup.openAt(19, 100);
    test.live(0, 20);
    test.emitted();
    test.liveOf(List.of(PRESSURE), 1, 30);
    test.emitted();
    test.pass(25);
    test.history();
    test.pass(45);
    test.history();

    // When
    boolean before = test.group.hasReachedEnd(test.nowNanos());
    test.history();
    boolean after = test.group.hasReachedEnd(test.nowNanos());

    // Then
    assertThat(before).isFalse();
    assertThat(after).isTrue();
  }

  @Test
  void asksAgainWhenSamplesOfTheChannelComeAlone() {
    // Given
    TestGroup test = dormant();
    test.history();

    // When
    test.group.frame(List.of(), Set.of(FORCE.key()), test.nowNanos());
    test.pass(1);

    // Then
    assertThat(test.requested()).isEqualTo("CHANNELS 21..31");
  }

  @Test
  void asksAgainWhenAStreamIsOpened() {
    // Given
    TestGroup test = dormant();
    test.history();

    // When
    test.open(GROUP);
    test.pass(1);

    // Then
    assertThat(test.requested()).isEqualTo("CHANNELS 21..31");
  }

  @Test
  void rowsOfHistoryWaitInMemoryForAChannel() {
    // Given
    TestGroup test = withoutForce();

    // When: the next stream begins with row 40, before which the channel may have samples
    test.open(GROUP, 40);
    String asked = test.requested();
    boolean waits = test.group.holdsReadRows();
    test.group.requestFailed(test.nowNanos());
    test.pass(1);
    test.history();

    // Then
    assertThat(asked).isEqualTo("CHANNELS 21..31");
    assertThat(waits).isTrue();
    assertThat(test.group.holdsReadRows()).isFalse();
    assertThat(test.emitted()).containsExactly("40");
  }

  @Test
  void samplesWithoutTimestampsDoNotDeferTheProbe() {
    // Given
    TestGroup test = TestGroup.joined();
    test.pass(20);

    // When
    test.group.frame(List.of(), Set.of(FORCE.key()), test.nowNanos());
    test.pass(11);

    // Then
    assertThat(test.requested()).startsWith("FOLLOWING 21..");
  }

  @Test
  void fillsAChannelThatJoinsFromTheFirstStart() {
    // Given
    ChannelKeyRanges pressure = ChannelKeyRanges.of(List.of(PRESSURE.key()));
    TimeStamp at = new TimeStamp(20);
    SourceOffset start = new SourceOffset(at, new TimeStamp(5), pressure, List.of());
    TestGroup test = TestGroup.from(start, Long.MAX_VALUE);

    // When
    test.open(GROUP);
    test.pass(1);
    String asked = test.requested();

    // Then
    assertThat(asked).isEqualTo("CHANNELS 5..21");
  }

  @Test
  void continuesAChannelThatReturnsWhereItLeftAlsoAfterARestart() {
    // Given
    IndexGroup pressureOnly = new IndexGroup(TIME, List.of(PRESSURE));
    TestGroup test = TestGroup.joined();
    test.group.relist(pressureOnly, test.nowNanos());
    test.liveOf(List.of(PRESSURE), 1, 30, 40);
    test.emitted();
    TestGroup next = TestGroup.from(test.group.offset(), Long.MAX_VALUE);
    next.open(pressureOnly);

    // When
    next.group.relist(GROUP, next.nowNanos());
    next.pass(1);

    // Then
    assertThat(next.requested()).isEqualTo("CHANNELS 21..41");
  }

  @Test
  void readsWaitingRowsFromHistoryWhenTheChannelsAreRefused() {
    // Given
    TestGroup test = withoutForce();
    test.live(2, 40);
    test.requested();

    // When
    test.group.requestRefused();
    test.open(new IndexGroup(TIME, List.of(PRESSURE)), 40);

    // Then
    assertThat(test.emitted()).containsExactly("40 c2");
  }

  @Test
  void aRefusalOpensNoGapBeforeRowsThatAreReadAgain() {
    // Given
    TestGroup test = withoutForce();
    test.live(4, 60);
    test.history();
    assertThat(test.group.openGaps()).isOne();

    // When
    test.group.requestRefused();

    // Then
    assertThat(test.group.openGaps()).isZero();
  }

  @Test
  void lateRowsOmitSamplesInTheGapOfTheChannel() {
    // Given
    TestGroup test = withoutForce();
    test.liveAt(Alignment.of(DOMAIN + 1, 0), List.of(PRESSURE), 60);
    test.history();
    test.emitted();
    test.pass(11);
    test.history();

    // When
    test.liveAt(Alignment.of(DOMAIN + 2, 0), List.of(PRESSURE, FORCE), 25);

    // Then
    assertThat(test.emitted()).containsExactly("25 c2 late");
  }

  @Test
  void readsAgainWhatCameLateWhileHistoryWasAsked() {
    // Given
    TestGroup test = withoutForce();
    test.pass(1);
    HistoryRequest asked = requireNonNull(test.group.takeRequest());
    test.liveAt(Alignment.of(DOMAIN + 1, 0), List.of(PRESSURE, FORCE), 25);
    List<String> live = test.emitted();

    // When
    test.answer(asked, 23, 30);
    List<String> before = test.emitted();
    test.history(25, 30);

    // Then
    assertThat(live).containsExactly("25 c2 late");
    assertThat(before).containsExactly("23 c3 late");
    assertThat(test.emitted()).containsExactly("25 c3 late", "30 c3 late");
  }

  /** Row 20 was emitted whole, row 30 without the second channel. */
  private static TestGroup withoutForce() {
    TestGroup test = TestGroup.joined();
    test.liveOf(List.of(PRESSURE), 1, 30);
    test.emitted();
    return test;
  }

  /** Nothing was found for the second channel for a minute. */
  private static TestGroup dormant() {
    TestGroup test = withoutForce();
    test.pass(25);
    test.history();
    test.pass(45);
    test.history();
    test.pass(1);
    return test;
  }
}
