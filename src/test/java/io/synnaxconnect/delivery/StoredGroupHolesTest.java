package io.synnaxconnect.delivery;

import static io.synnaxconnect.delivery.TestGroup.SECOND;
import static io.synnaxconnect.telem.Telemetry.FORCE;
import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.Hole;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.TimeStamp;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows that are stored before the position after it has passed them. */
class StoredGroupHolesTest {

  private static final ChannelKeyRanges CHANNELS =
      ChannelKeyRanges.of(List.of(PRESSURE.key(), FORCE.key()));

  @Test
  void knowsTheTimeBeforeTheFirstRowAndBetweenRegions() {
    // Given
    TestGroup test = group(null);
    test.open(GROUP);

    // When
    region(test, 7, 100, 101);
    region(test, 8, 200, 201);

    // Then
    assertThat(test.group.offset().holes())
        .containsExactly(Hole.ofNanos(Long.MIN_VALUE, 100), Hole.ofNanos(102, 200));
  }

  @Test
  void knowsNoHoleWhereTheClusterSkippedRowsOfOneRegion() {
    // Given
    TestGroup test = group(null);
    test.open(GROUP);
    region(test, 7, 100, 101);

    // When
    test.liveAt(Alignment.of(7, 5), List.of(PRESSURE, FORCE), 105);
    test.history(102, 103, 104);
    test.emitted();

    // Then
    assertThat(test.group.offset().holes()).containsExactly(Hole.ofNanos(Long.MIN_VALUE, 100));
  }

  @Test
  void deliversRowsThatAreStoredInAHole() {
    // Given
    TestGroup test = twoRegions();

    // When
    String holes = test.requestedHoles();
    test.answerIn(102, 200, 150, 151);

    // Then
    assertThat(holes).isEqualTo("HOLES -9223372036854775808..100 102..200");
    assertThat(test.emitted()).containsExactly("150 late", "151 late");
    assertThat(test.group.offset().holes())
        .containsExactly(
            Hole.ofNanos(Long.MIN_VALUE, 100), Hole.ofNanos(102, 150), Hole.ofNanos(152, 200));
    assertThat(test.reports).contains("imported 2");
  }

  @Test
  void emitsALiveRowInAHoleAtOnceAlsoJustAfterAnOpening() {
    // Given
    TestGroup test = group(null);
    test.open(GROUP);
    region(test, 7, 100, 101);
    region(test, 8, 200, 201);
    test.open(GROUP);
    test.emitted();

    // When
    test.liveAt(Alignment.of(9, 0), List.of(PRESSURE, FORCE), 150);

    // Then
    assertThat(test.emitted()).containsExactly("150 late");
  }

  @Test
  void looksAtOnceWhenAWriterHasEndedAndElseEverMoreRarely() {
    // Given
    TestGroup test = twoRegions();
    test.requestedHoles();
    test.answerNothing();
    test.pass(0);
    String afterTheRound = test.requested();
    test.pass(1);

    // When
    test.group.onWriterEnded(test.nowNanos());
    test.pass(0);

    // Then
    assertThat(afterTheRound).isEqualTo("nothing");
    assertThat(test.requestedHoles()).isEqualTo("HOLES -9223372036854775808..100 102..200");
  }

  /** A script writes session by session. */
  @Test
  void looksAtOnceForAWriterThatHasEndedThoughTheNextOneBegins() {
    // Given
    TestGroup test = twoRegions();
    test.requestedHoles();
    test.answerNothing();
    test.pass(0);
    test.pass(1);

    // When
    test.group.onWriterEnded(test.nowNanos());
    test.group.onWriterBegan(test.nowNanos());
    test.pass(0);

    // Then
    assertThat(test.requestedHoles()).isEqualTo("HOLES -9223372036854775808..100 102..200");
  }

  @Test
  void looksASecondAfterARoundBeganForAWriterThatHasEndedDuringIt() {
    // Given
    TestGroup test = twoRegions();
    test.requestedHoles();
    test.group.onWriterEnded(test.nowNanos());

    // When
    test.answerNothing();
    test.pass(0);
    String newer = test.requestedHoles();
    test.answerNothing();
    test.pass(1);

    // Then
    assertThat(newer).startsWith("FOLLOWING");
    assertThat(test.requestedHoles()).isEqualTo("HOLES -9223372036854775808..100 102..200");
  }

  @Test
  void looksAgainForTheRestOfAnImportAfterACrash() {
    // Given
    TestGroup test = twoRegions();
    test.requestedHoles();
    test.answerIn(102, 200, 150, 151);
    Batch batch = requireNonNull(test.group.batch());
    test.group.advance(batch, List.of(batch.rows().get(0).slice(0, 1)));

    // When
    TestGroup next = TestGroup.looking(test.group.offset(), Long.MAX_VALUE);
    next.open(GROUP);
    next.pass(0);

    // Then
    assertThat(next.requestedHoles())
        .isEqualTo("HOLES -9223372036854775808..100 102..150 151..200");
  }

  @Test
  void takesNoRowTwiceThatCameLiveMeanwhile() {
    // Given
    TestGroup test = twoRegions();
    test.pass(11);
    test.requestedHoles();
    test.liveAt(Alignment.of(9, 0), List.of(PRESSURE, FORCE), 150, 151);
    List<String> live = test.emitted();

    // When
    test.answerIn(102, 200, 150, 151, 152);

    // Then
    assertThat(live).containsExactly("150 late", "151 late");
    assertThat(test.emitted()).containsExactly("152 late");
  }

  @Test
  void looksIntoEveryHoleAlthoughWritersEndAllTheTime() {
    // Given: more holes than one request has ranges, the narrowest at the end
    List<Hole> holes =
        LongStream.rangeClosed(1, 70)
            .mapToObj(i -> Hole.ofNanos(1_000 * i, 1_000 * i + 100 - i))
            .toList();
    SourceOffset start =
        new SourceOffset(new TimeStamp(80_000), new TimeStamp(5), CHANNELS, List.of(), holes);
    TestGroup test = TestGroup.looking(start, Long.MAX_VALUE);
    test.open(GROUP);
    test.pass(0);
    test.requestedHoles();

    // When
    test.group.onWriterEnded(test.nowNanos());
    test.answerNothing();
    test.history();
    test.pass(0);

    // Then
    assertThat(test.requestedHoles())
        .isEqualTo(
            "HOLES 65000..65035 66000..66034 67000..67033 68000..68032 69000..69031 70000..70030");
  }

  @Test
  void looksOnlySoFarBack() {
    // Given
    TestGroup test = TestGroup.looking(offset(), 1_000 * SECOND - 150);

    // When
    test.open(GROUP);
    test.pass(0);

    // Then
    assertThat(test.requestedHoles()).isEqualTo("HOLES 150..200");
    assertThat(test.group.offset().holes()).containsExactly(Hole.ofNanos(102, 200));
  }

  @Test
  void looksNowhereIfTheWindowIsZero() {
    // Given
    TestGroup test = TestGroup.looking(offset(), 0);

    // When
    test.open(GROUP);
    test.pass(0);

    // Then
    assertThat(test.requested()).isEqualTo("nothing");
    assertThat(test.group.offset().holes()).isEmpty();
  }

  @Test
  void givesUpTheNarrowestOfTooManyHoles() {
    // Given
    TestGroup test = group(null);
    long[] stamps = LongStream.rangeClosed(0, HoleMap.MAX_HOLES).map(i -> 2_000 * i).toArray();
    stamps[1] = 2;

    // When
    test.openWithRegions(stamps);
    test.emitted();

    // Then
    assertThat(test.group.offset().holes()).hasSize(HoleMap.MAX_HOLES);
    assertThat(test.group.holes()).isEqualTo(HoleMap.MAX_HOLES);
    assertThat(test.reports).contains("given up " + Hole.ofNanos(1, 2));
  }

  @Test
  void repairsALiveGroupFirst() {
    // Given
    TestGroup test = twoRegions();
    assertThat(test.requestedHoles()).startsWith("HOLES");

    // When
    test.liveAt(Alignment.of(8, 5), List.of(PRESSURE, FORCE), 205);

    // Then
    assertThat(test.requested()).isEqualTo("FOLLOWING 202..205");
  }

  @Test
  void asksForAChannelThatIsWrittenAloneOverRowsThatWereDelivered() {
    // Given
    Gap force =
        Gap.ofChannels(
            ChannelKeyRanges.of(List.of(FORCE.key())), new TimeStamp(100), new TimeStamp(5));
    SourceOffset start =
        new SourceOffset(new TimeStamp(201), new TimeStamp(5), CHANNELS, List.of(force));
    TestGroup test = TestGroup.looking(start, Long.MAX_VALUE);
    test.open(GROUP);
    for (int i = 0; i < 5; i++) {
      test.pass(61);
      if (!test.requested().equals("nothing")) {
        test.group.answer(new HistoryAnswer(List.of(), true, test.nowNanos()), test.nowNanos());
      }
    }

    // When
    test.group.onWriterEnded(test.nowNanos());
    test.pass(0);

    // Then
    assertThat(test.requested()).isEqualTo("CHANNELS 100..202");
  }

  @Test
  void asksForAChannelAgainAfterAReplayHasReachedItsEnd() {
    // Given: nobody has written the channel after row 100
    Gap force =
        Gap.ofChannels(
            ChannelKeyRanges.of(List.of(FORCE.key())), new TimeStamp(101), new TimeStamp(5));
    SourceOffset start =
        new SourceOffset(new TimeStamp(201), new TimeStamp(5), CHANNELS, List.of(force));
    TestGroup test = TestGroup.lookingUpTo(210, start);
    test.open(GROUP);
    for (int i = 0; i < 5; i++) {
      test.pass(61);
      if (!test.requested().equals("nothing")) {
        test.group.answer(new HistoryAnswer(List.of(), true, test.nowNanos()), test.nowNanos());
      }
    }
    boolean before = test.group.hasReachedEnd(test.nowNanos());

    // When
    test.group.onWriterEnded(test.nowNanos());
    test.pass(0);
    boolean meanwhile = test.group.hasReachedEnd(test.nowNanos());
    test.history(200);

    // Then
    assertThat(before).isTrue();
    assertThat(meanwhile).isTrue();
    assertThat(test.emitted()).containsExactly("200 c3 late");
  }

  @Test
  void acceptsTheNextStreamWithManyGaps() {
    // Given
    TestGroup test = TestGroup.openAt(0);
    for (int i = 1; i <= GroupGaps.MAX_GAPS; i++) {
      test.liveAt(Alignment.of(i, 0), List.of(PRESSURE, FORCE), 10L * i);
      test.history();
      test.emitted();
    }
    boolean waits = test.group.isWaiting();

    // When
    test.group.requestRefused();

    // Then
    assertThat(waits).isTrue();
    assertThat(test.group.isWaiting()).isFalse();
  }

  /** Rows 100, 101, 200 and 201 were delivered before. */
  private static TestGroup twoRegions() {
    TestGroup test = TestGroup.looking(offset(), Long.MAX_VALUE);
    test.open(GROUP);
    test.pass(0);
    return test;
  }

  private static SourceOffset offset() {
    List<Hole> holes = List.of(Hole.ofNanos(Long.MIN_VALUE, 100), Hole.ofNanos(102, 200));
    return new SourceOffset(new TimeStamp(201), new TimeStamp(5), CHANNELS, List.of(), holes);
  }

  private static TestGroup group(@Nullable TimeStamp position) {
    return TestGroup.looking(start(position), Long.MAX_VALUE);
  }

  private static SourceOffset start(@Nullable TimeStamp position) {
    return new SourceOffset(position, new TimeStamp(5), CHANNELS, List.of());
  }

  /** Rows of a writer come live; history has nothing before them. */
  private static void region(TestGroup test, long domain, long... stamps) {
    test.liveAt(Alignment.of(domain, 0), List.of(PRESSURE, FORCE), stamps);
    test.history();
    test.emitted();
  }
}
