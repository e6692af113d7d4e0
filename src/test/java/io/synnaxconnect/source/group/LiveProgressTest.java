package io.synnaxconnect.source.group;

import static io.synnaxconnect.source.Sessions.session;
import static io.synnaxconnect.source.Sessions.share;
import static io.synnaxconnect.telem.Telemetry.DOMAIN;
import static io.synnaxconnect.telem.Telemetry.GROUP;
import static io.synnaxconnect.telem.Telemetry.PRESSURE;
import static io.synnaxconnect.telem.Telemetry.TIME;
import static io.synnaxconnect.telem.Telemetry.data;
import static io.synnaxconnect.telem.Telemetry.frame;
import static io.synnaxconnect.telem.Telemetry.longs;
import static io.synnaxconnect.telem.Telemetry.row;
import static io.synnaxconnect.telem.Telemetry.stamps;
import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.offset.ChannelKeyRanges;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.offset.SourcePartition;
import io.synnaxconnect.source.buffer.GroupFrame;
import io.synnaxconnect.source.buffer.ShedMark;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.group.RowAssembler.Paired;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveProgressTest {

  private static final TimeStamp SINCE = new TimeStamp(50);

  private final StreamSession session = session(0, GROUP);
  private final LiveProgress progress =
      progressFrom(SourceOffset.startingAt(SINCE, ChannelKeyRanges.NONE));

  @Test
  void beginsWithoutAGap() {
    // When
    List<Gap> gaps = deliver(session, row(0, 100));

    // Then
    assertThat(gaps).isEmpty();
    assertThat(progress.offsetMap())
        .containsOnly(
            Map.entry("v", "1"),
            Map.entry("position", "100"),
            Map.entry("since", "50"),
            Map.entry("channels", "2-3"));
  }

  @Test
  void countsWhatTheClusterSkipped() {
    // Given
    deliver(session, row(0, 100));

    // When
    List<Gap> gaps = deliver(session, row(4, 500));

    // Then
    assertThat(gaps).containsExactly(gap(Gap.Cause.SKIPPED, 101, 500, 3));
    assertThat(progress.offsetMap()).containsEntry("gaps", "skipped:0:101:500:9000:3");
  }

  @Test
  void joinsContiguousFrames() {
    // Given
    deliver(session, row(0, 100));

    // When
    List<Gap> gaps = deliver(session, row(1, 200));

    // Then
    assertThat(gaps).isEmpty();
    assertThat(progress.offsetMap()).containsEntry("position", "200").doesNotContainKey("gaps");
  }

  @Test
  void takesANewDomainForNoGap() {
    // Given
    deliver(session, row(0, 100));
    Frame nextWriter = frame(TIME, longs(DataType.TIMESTAMP, Alignment.of(DOMAIN + 1, 0), 900));

    // When
    List<Gap> gaps = deliver(session, nextWriter);

    // Then
    assertThat(gaps).isEmpty();
  }

  @Test
  void everyOpeningIsAPossibleGap() {
    // Given
    deliver(session, row(0, 100));

    // When
    List<Gap> gaps = deliver(session(1, GROUP), row(1, 400));

    // Then
    assertThat(gaps).containsExactly(gap(Gap.Cause.REOPENED, 101, 400, Gap.UNKNOWN_COUNT));
  }

  @Test
  void aMarkIsAGap() {
    // Given
    deliver(session, row(0, 100));
    progress.shed(new ShedMark(session, GROUP, 200, 7));

    // When
    List<Gap> gaps = deliver(session, row(8, 900));

    // Then
    assertThat(gaps).containsExactly(gap(Gap.Cause.SHED, 101, 900, Gap.UNKNOWN_COUNT));
  }

  @Test
  void aMarkBeforeTheFirstRowIsAGapFromWhatWasShed() {
    // Given
    progress.enter(session, GROUP);
    progress.shed(new ShedMark(session, GROUP, 200, 7));

    // When
    List<Gap> gaps = deliver(session, row(8, 900));

    // Then
    assertThat(gaps).containsExactly(gap(Gap.Cause.SHED, 200, 900, Gap.UNKNOWN_COUNT));
  }

  @Test
  void goesOnFromAStoredOffset() {
    // Given
    SourceOffset stored =
        new SourceOffset(new TimeStamp(300), SINCE, ChannelKeyRanges.NONE, List.of());
    LiveProgress restarted = progressFrom(stored);

    // When
    List<Gap> gaps = deliver(restarted, session, row(0, 700));

    // Then
    assertThat(gaps).containsExactly(gap(Gap.Cause.REOPENED, 301, 700, Gap.UNKNOWN_COUNT));
  }

  @Test
  void neverMovesThePositionBack() {
    // Given
    deliver(session, row(0, 500));

    // When
    deliver(session, frame(TIME, stamps(1, 300, 400), PRESSURE, data(1, 2)));

    // Then
    assertThat(progress.offsetMap()).containsEntry("position", "500");
  }

  @Test
  void movesOnlyBehindWhatIsDelivered() {
    // Given
    GroupFrame share = share(session, row(0, 100));
    Paired paired = RowAssembler.pair(share);
    progress.enter(session, GROUP);

    // When
    progress.place(paired.indexSeries(), 9_000);

    // Then
    assertThat(progress.offsetMap()).doesNotContainKey("position");
  }

  @Test
  void boundsTheGapsThatItKeeps() {
    // Given
    deliver(session, row(0, 0));

    // When
    for (int i = 1; i <= 40; i++) {
      deliver(session, row(2L * i, 100L * i));
    }

    // Then
    String gaps = progress.offsetMap().getOrDefault("gaps", "");
    assertThat(gaps.split(";")).hasSize(LiveProgress.MAX_OPEN_GAPS);
    assertThat(gaps).endsWith("skipped:0:3901:4000:9000:1");
  }

  @Test
  void bearsTimestampsOfAnyValue() {
    // Given
    deliver(session, row(0, Long.MAX_VALUE));

    // When
    List<Gap> gaps = deliver(session, row(5, Long.MIN_VALUE));

    // Then
    assertThat(gaps).hasSize(1);
    assertThat(progress.offsetMap()).doesNotContainKey("gaps");
  }

  private static LiveProgress progressFrom(SourceOffset offset) {
    return new LiveProgress(new SourcePartition("cluster-a", 1), offset, 1);
  }

  private static Gap gap(Gap.Cause cause, long from, long to, long count) {
    return Gap.ofGroup(cause, TimeRange.ofNanos(from, to), new TimeStamp(9_000), count);
  }

  private List<Gap> deliver(StreamSession stream, Frame frame) {
    return deliver(progress, stream, frame);
  }

  private static List<Gap> deliver(LiveProgress progress, StreamSession stream, Frame frame) {
    Paired paired = RowAssembler.pair(share(stream, frame));
    progress.enter(stream, GROUP);
    List<Gap> gaps = progress.place(paired.indexSeries(), 9_000);
    progress.advance(paired.rows());
    return gaps;
  }
}
