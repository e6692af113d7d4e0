package io.synnaxconnect.delivery;

import static io.synnaxconnect.telem.Telemetry.FORCE;
import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Hole;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Samples of single channels that are written alone before the newest sample of their channel. */
class StoredGroupChannelHolesTest {

  private static final ChannelKeyRanges FORCE_ONLY = ChannelKeyRanges.of(List.of(FORCE.key()));
  private static final ChannelKeyRanges CHANNELS =
      ChannelKeyRanges.of(List.of(PRESSURE.key(), FORCE.key()));

  @Test
  void remembersWhichRowsAChannelLacks() {
    // When
    TestGroup test = forceLacksTwoRows();

    // Then
    assertThat(test.group.offset().holes()).contains(forceHole(102, 104));
    assertThat(test.group.offset().gaps()).allMatch(gap -> gap.channels().isEmpty());
  }

  @Test
  void deliversThemLateWhenTheyAreWrittenAlone() {
    // Given
    TestGroup test = forceLacksTwoRows();

    // When
    String asked = askedForChannels(test);
    test.answerIn(102, 104, 102, 103);

    // Then
    assertThat(asked).isEqualTo("CHANNEL_HOLES 102..104");
    assertThat(test.emitted())
        .containsExactly("102 " + FORCE.name() + " late", "103 " + FORCE.name() + " late");
    assertThat(test.reports).contains("imported 2");
    assertThat(test.group.offset().holes()).noneMatch(hole -> !hole.channels().isEmpty());
  }

  @Test
  void looksForTheRestAfterACrash() {
    // Given
    TestGroup test = forceLacksTwoRows();
    askedForChannels(test);
    test.answerIn(102, 104, 102, 103);
    Batch batch = requireNonNull(test.group.batch());
    test.group.advance(batch, List.of(batch.rows().get(0).slice(0, 1)));

    // When
    TestGroup next = TestGroup.looking(test.group.offset(), Long.MAX_VALUE);
    next.open(GROUP);

    // Then
    assertThat(askedForChannels(next)).isEqualTo("CHANNEL_HOLES 103..104");
  }

  @Test
  void keepsTheRangeWhileNothingIsThere() {
    // Given
    TestGroup test = forceLacksTwoRows();
    askedForChannels(test);

    // When
    test.answerNothing();

    // Then
    assertThat(askedForChannels(test)).isEqualTo("CHANNEL_HOLES 102..104");
  }

  @Test
  void emitsASampleOnceThatComesLiveAfterHistoryHadIt() {
    // Given
    TestGroup test = forceLacksTwoRows();
    askedForChannels(test);
    test.answerIn(102, 104, 102, 103);
    test.emitted();

    // When
    test.liveAt(Alignment.of(7, 2), List.of(FORCE), 102);

    // Then
    assertThat(test.emitted()).doesNotContain("102 " + FORCE.name() + " late");
  }

  @Test
  void readsAgainWhatWasAskedForBeforeRowsCameLateThatLackTheChannel() {
    // Given
    TestGroup test = TestGroup.looking(start(90), Long.MAX_VALUE);
    test.open(GROUP);
    rows(test, 7, 100, 101);
    test.liveAt(Alignment.of(7, 2), List.of(PRESSURE), 102, 110);
    test.emitted();
    String asked = askedForGap(test);
    test.liveAt(Alignment.of(9, 0), List.of(PRESSURE), 105);
    List<String> late = test.emitted();

    // When: the answer is older than row 105
    test.answerIn(102, 111, 110);

    // Then
    assertThat(late).containsExactly("105 " + PRESSURE.name() + " late");
    assertThat(test.emitted()).isEmpty();
    assertThat(asked).isEqualTo("CHANNELS 102..111");
    assertThat(askedForGap(test)).isEqualTo("CHANNELS 105..111");
  }

  /** Answers other requests with nothing. */
  private static String askedForGap(TestGroup test) {
    for (int i = 0; i < 60; i++) {
      test.pass(1);
      HistoryRequest request = test.group.takeRequest();
      if (request != null) {
        String asked = test.underWay(request);
        if (request.purpose() == HistoryRequest.Purpose.CHANNELS) {
          return asked;
        }
        test.answerNothing();
      }
    }
    return "nothing";
  }

  @Test
  void looksForWhatWasImportedWhileAChannelWasNotInTheGroup() {
    // Given
    TestGroup test = TestGroup.looking(start(90), Long.MAX_VALUE);
    test.open(GROUP);
    rows(test, 7, 100);
    test.liveAt(Alignment.of(8, 0), List.of(PRESSURE, FORCE), 200);
    test.history();
    test.emitted();
    IndexGroup without = new IndexGroup(GROUP.index(), List.of(PRESSURE));
    test.group.relist(without, test.nowNanos());

    // When
    test.liveAt(Alignment.of(9, 0), List.of(PRESSURE), 150);
    test.emitted();
    test.group.relist(GROUP, test.nowNanos());

    // Then
    assertThat(test.group.offset().holes()).contains(forceHole(150, 151));
  }

  @Test
  void knowsNoneIfLateRowsAreNotLookedFor() {
    // Given
    TestGroup test = TestGroup.openAt(90);

    // When
    lackTwoRows(test);

    // Then
    assertThat(test.group.offset().holes()).isEmpty();
  }

  /** Row 100 to 104 were delivered, 102 and 103 without force. */
  private static TestGroup forceLacksTwoRows() {
    TestGroup test = TestGroup.looking(start(90), Long.MAX_VALUE);
    test.open(GROUP);
    lackTwoRows(test);
    return test;
  }

  private static void lackTwoRows(TestGroup test) {
    rows(test, 7, 100, 101);
    test.liveAt(Alignment.of(7, 2), List.of(PRESSURE), 102, 103);
    test.emitted();
    test.liveAt(Alignment.of(7, 4), List.of(PRESSURE, FORCE), 104);
    assertThat(test.requested()).isEqualTo("CHANNELS 102..104");
    test.group.answer(new HistoryAnswer(List.of(), true, test.nowNanos()), test.nowNanos());
    assertThat(test.emitted()).containsExactly("104");
  }

  /** Answers requests for whole rows with nothing, until there is one for single channels. */
  private static String askedForChannels(TestGroup test) {
    test.group.onWriterEnded(test.nowNanos());
    for (int i = 0; i < 9; i++) {
      // Rounds that writers cause have a pause between them.
      test.pass(1);
      HistoryRequest request = test.group.takeRequest();
      if (request == null) {
        continue;
      }
      if (request.purpose() == HistoryRequest.Purpose.CHANNEL_HOLES) {
        return test.underWay(request);
      }
      TimeRange last =
          request.others().isEmpty()
              ? request.range()
              : request.others().get(request.others().size() - 1);
      HistoryAnswer nothing = new HistoryAnswer(List.of(), true, test.nowNanos());
      test.group.answer(nothing.of(last), test.nowNanos());
    }
    return "nothing";
  }

  private static Hole forceHole(long from, long to) {
    return new Hole(TimeRange.ofNanos(from, to), FORCE_ONLY);
  }

  private static SourceOffset start(long position) {
    return new SourceOffset(new TimeStamp(position), new TimeStamp(5), CHANNELS, List.of());
  }

  private static void rows(TestGroup test, long domain, long... stamps) {
    test.liveAt(Alignment.of(domain, 0), List.of(PRESSURE, FORCE), stamps);
    test.history();
    test.emitted();
  }
}
