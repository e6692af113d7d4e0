package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.client.HistoryBlock.LastRow;
import io.synnaxconnect.client.HistoryBlock.Piece;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Pairing by (domain, sample) and by time. A timestamp is 1000 times its domain plus its sample.
 */
class HistoryBlockTest {

  private static final Channel INDEX =
      new Channel(1, "time", "timestamp", 1, true, false, false, "");
  private static final Channel A = new Channel(2, "a", "uint8", 1, false, false, false, "");
  private static final Channel B = new Channel(3, "b", "uint8", 1, false, false, false, "");
  private static final IndexGroup GROUP = new IndexGroup(INDEX, List.of(A, B));

  private static Piece index(long domain, int first, int count) {
    ByteBuffer data = ByteBuffer.allocate(8 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      data.putLong(1000 * domain + first + i);
    }
    Alignment alignment = Alignment.of(domain, first);
    return new Piece(Series.fixed(DataType.TIMESTAMP, data.flip(), alignment, TimeRange.ZERO), 0);
  }

  private static Piece stamps(long domain, int first, long... nanos) {
    ByteBuffer data = ByteBuffer.allocate(8 * nanos.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long stamp : nanos) {
      data.putLong(stamp);
    }
    Alignment alignment = Alignment.of(domain, first);
    return new Piece(Series.fixed(DataType.TIMESTAMP, data.flip(), alignment, TimeRange.ZERO), 0);
  }

  /** The value of a sample is its number in the domain. */
  private static Frame data(Channel channel, long domain, int first, int count) {
    return data(channel, domain, first, count, TimeRange.ZERO);
  }

  private static Frame data(Channel channel, long domain, int first, int count, TimeRange region) {
    ByteBuffer data = ByteBuffer.allocate(count);
    for (int i = 0; i < count; i++) {
      data.put((byte) (first + i));
    }
    Series series = Series.fixed(DataType.UINT8, data.flip(), Alignment.of(domain, first), region);
    return Frame.of(new long[] {channel.key()}, List.of(series), count);
  }

  private static HistoryBlock block(List<Piece> pieces, Frame... frames) {
    return new HistoryBlock(GROUP, new BlockIndex(pieces), List.of(frames), 7);
  }

  @Test
  void aChannelThatComesAndGoesMakesSeveralRows() {
    // When
    HistoryBlock block =
        block(List.of(index(0, 0, 5)), data(A, 0, 0, 5), data(B, 0, 1, 2), data(B, 0, 4, 1));

    // Then
    assertThat(RowTexts.of(block.rows()))
        .containsExactly("0 a=0", "1 a=1 b=1", "2 a=2 b=2", "3 a=3", "4 a=4 b=4");
    assertThat(block.rows()).hasSize(4);
    assertThat(block.rows().get(0).receivedNanos()).isEqualTo(7);
    assertThat(block.isConsistent()).isTrue();
  }

  @Test
  void aRowWithoutAnyDataIsStillARow() {
    assertThat(RowTexts.of(block(List.of(index(0, 0, 2))).rows())).containsExactly("0", "1");
  }

  @Test
  void pairsByPositionAcrossDomains() {
    // When
    HistoryBlock block =
        block(
            List.of(index(0, 8, 2), index(1, 0, 2)),
            data(A, 0, 8, 2),
            data(A, 1, 0, 2),
            data(B, 1, 1, 1));

    // Then
    assertThat(RowTexts.of(block.rows()))
        .containsExactly("8 a=8", "9 a=9", "1000 a=0", "1001 a=1 b=1");
  }

  @Test
  void dataOfAnotherRegionWithTheSameNumberDoesNotBelong() {
    // Given: an older region was deleted between the two readings, so that numbers have moved
    TimeRange another = TimeRange.ofNanos(5_000, 5_003);
    TimeRange own = TimeRange.ofNanos(4_000, 4_003);

    // When
    HistoryBlock moved = block(List.of(index(4, 0, 3)), data(A, 4, 0, 3, another));
    HistoryBlock same = block(List.of(index(4, 0, 3)), data(A, 4, 0, 3, own));

    // Then
    assertThat(moved.isConsistent()).isFalse();
    assertThat(moved.differsOnlyAtItsEdges()).isFalse();
    assertThat(same.isConsistent()).isTrue();
  }

  /** Its alignment says sample 0 until the range begins after it. */
  @Test
  void aRegionThatBeginsInsideARegionOfTheIndexIsPlacedByItsTimes() {
    // Given: the samples belong to the rows 3 to 6
    TimeRange region = TimeRange.ofNanos(3, 7);

    for (int begin = 0; begin < 4; begin++) {
      // When
      HistoryBlock block = block(List.of(index(0, begin, 10 - begin)), data(A, 0, 0, 4, region));

      // Then
      assertThat(block.isConsistent()).isTrue();
      assertThat(RowTexts.of(block.rows()))
          .as("from " + begin)
          .endsWith("3 a=0", "4 a=1", "5 a=2", "6 a=3", "7", "8", "9");
    }
  }

  @Test
  void severalRegionsInOneRegionOfTheIndexArePlacedByTheirTimes() {
    // When
    HistoryBlock block =
        block(
            List.of(index(0, 0, 10)),
            data(A, 0, 0, 2, TimeRange.ofNanos(2, 4)),
            data(A, 0, 0, 3, TimeRange.ofNanos(4, 7)),
            data(A, 0, 0, 1, TimeRange.ofNanos(9, 10)));

    // Then
    assertThat(block.isConsistent()).isTrue();
    assertThat(RowTexts.of(block.rows()))
        .containsExactly("0", "1", "2 a=0", "3 a=1", "4 a=0", "5 a=1", "6 a=2", "7", "8", "9 a=0");
  }

  /** A server joins the samples 4, 5, 6 and 3: the last three rows seem to be before row 3. */
  @Test
  void aSeriesThatMayBeTwoRegionsInTheWrongOrderIsReadInSmallerBlocks() {
    // Given
    Frame joined = data(A, 0, 0, 4, TimeRange.ofNanos(3, 7));

    // Then
    assertThat(block(List.of(index(0, 3, 7)), joined).rowsWithoutJoin()).isEqualTo(3);
    assertThat(block(List.of(index(0, 3, 3)), joined).rowsWithoutJoin()).isZero();
    assertThat(block(List.of(index(0, 2, 8)), joined).rowsWithoutJoin()).isZero();
    assertThat(block(List.of(index(0, 0, 9)), joined).rowsWithoutJoin()).isZero();
  }

  @Test
  void aRegionMayReachOverRegionsOfTheIndexThatTouch() {
    // Given: the index regions 0 and 1 touch at 5; its alignment names the one that it begins in
    List<Piece> pieces = List.of(stamps(0, 0, 0, 1, 2, 3, 4), stamps(1, 0, 5, 6, 7, 8, 9));
    TimeRange region = TimeRange.ofNanos(3, 8);

    // When
    HistoryBlock whole = block(pieces, data(A, 0, 0, 5, region));
    HistoryBlock inside =
        block(
            List.of(stamps(0, 4, 4), stamps(1, 0, 5, 6, 7, 8)),
            data(A, 0, 4, 4, TimeRange.ofNanos(4, 8)));

    // Then
    assertThat(whole.isConsistent()).isTrue();
    assertThat(RowTexts.of(whole.rows()))
        .containsExactly("0", "1", "2", "3 a=0", "4 a=1", "5 a=2", "6 a=3", "7 a=4", "8", "9");
    assertThat(inside.isConsistent()).isTrue();
    assertThat(RowTexts.of(inside.rows())).containsExactly("4 a=4", "5 a=5", "6 a=6", "7 a=7", "8");
  }

  @Test
  void aRegionThatNeitherFitsByPositionNorByTimeHasNoPlace() {
    // Given: too few samples, too many, a start that two rows have
    HistoryBlock few = block(List.of(index(0, 0, 9)), data(A, 0, 0, 3, TimeRange.ofNanos(3, 7)));
    HistoryBlock many = block(List.of(index(0, 0, 9)), data(A, 0, 0, 5, TimeRange.ofNanos(3, 7)));
    HistoryBlock twice =
        block(List.of(stamps(0, 0, 1, 2, 2, 2, 3)), data(A, 0, 0, 2, TimeRange.ofNanos(2, 3)));

    // Then
    for (HistoryBlock block : List.of(few, many, twice)) {
      assertThat(block.isConsistent()).isFalse();
      assertThat(block.differsOnlyAtItsEdges()).isFalse();
    }
  }

  /** A writer that had no control of the channel for three rows: the server closes the hole. */
  @Test
  void aRegionWithFewerSamplesThanRowsIsPlacedWhereTheServerSays() {
    // When
    HistoryBlock block = block(List.of(index(0, 1, 8)), data(A, 0, 1, 5, TimeRange.ofNanos(1, 9)));

    // Then
    assertThat(block.isConsistent()).isTrue();
    assertThat(RowTexts.of(block.rows()))
        .containsExactly("1 a=1", "2 a=2", "3 a=3", "4 a=4", "5 a=5", "6", "7", "8");
  }

  @Test
  void aRegionMayEndAtATimestampThatMoreRowsHave() {
    // When
    HistoryBlock block =
        block(List.of(stamps(0, 0, 0, 1, 2, 2, 3)), data(A, 0, 0, 2, TimeRange.ofNanos(1, 3)));

    // Then
    assertThat(block.isConsistent()).isTrue();
    assertThat(RowTexts.of(block.rows())).containsExactly("0", "1 a=0", "2 a=1", "2", "3");
  }

  @Test
  void timestampsOutOfOrderArePlacedByPosition() {
    // Given
    Piece piece = stamps(0, 0, 0, 3, 1, 2, 4);

    // When
    HistoryBlock whole = block(List.of(piece), data(A, 0, 0, 5, TimeRange.ofNanos(0, 5)));
    HistoryBlock other = block(List.of(piece), data(A, 0, 0, 3, TimeRange.ofNanos(1, 4)));

    // Then: a region that begins after a row before its own is not at its position
    assertThat(whole.isConsistent()).isTrue();
    assertThat(RowTexts.of(whole.rows()))
        .containsExactly("0 a=0", "3 a=1", "1 a=2", "2 a=3", "4 a=4");
    assertThat(other.isConsistent()).isFalse();
    assertThat(other.differsOnlyAtItsEdges()).isFalse();
  }

  @Test
  void onlySamplesAtTheTimestampOfAnEdgeMayReachOverIt() {
    // Given: rows 3 to 5
    List<Piece> pieces = List.of(index(0, 3, 3));

    // When
    HistoryBlock atEnd = block(pieces, data(A, 0, 3, 5, TimeRange.ofNanos(3, 6)));
    HistoryBlock atStart = block(pieces, data(A, 0, 2, 3, TimeRange.ofNanos(3, 5)));
    HistoryBlock elsewhere = block(pieces, data(A, 0, 0, 4, TimeRange.ofNanos(3, 7)));

    // Then
    assertThat(atEnd.differsOnlyAtItsEdges()).isTrue();
    assertThat(RowTexts.of(atEnd.rows())).containsExactly("3 a=3", "4 a=4", "5 a=5");
    assertThat(atStart.differsOnlyAtItsEdges()).isTrue();
    assertThat(RowTexts.of(atStart.rows())).containsExactly("3 a=3", "4 a=4", "5");
    assertThat(elsewhere.isConsistent()).isFalse();
    assertThat(elsewhere.differsOnlyAtItsEdges()).isFalse();
  }

  @Test
  void samplesBeyondTheEdgeOfABlockDifferOnlyThere() {
    // Given: a timestamp that occurs several times at the end of the block
    HistoryBlock block = block(List.of(index(4, 0, 3)), data(A, 4, 0, 5));

    // Then
    assertThat(block.isConsistent()).isFalse();
    assertThat(block.differsOnlyAtItsEdges()).isTrue();
  }

  @Test
  void leavesOutIndexSamplesThatWereSeenBefore() {
    // Given
    Piece whole = index(0, 5, 3);

    // When
    HistoryBlock block = block(List.of(new Piece(whole.series(), 1)), data(A, 0, 6, 2));

    // Then
    assertThat(RowTexts.of(block.rows())).containsExactly("6 a=6", "7 a=7");
  }

  @Test
  void dataWithoutAnIndexPositionMakesTheBlockInconsistent() {
    assertThat(block(List.of(index(0, 0, 2)), data(A, 1, 0, 2)).isConsistent()).isFalse();
    assertThat(block(List.of(index(0, 0, 2)), data(A, 0, 1, 2)).isConsistent()).isFalse();
    assertThat(block(List.of(index(0, 2, 2)), data(A, 0, 1, 2)).isConsistent()).isFalse();
  }

  @Test
  void theNewestRowIsIncompleteWhenAChannelStopsJustBeforeIt() {
    HistoryBlock stops = block(List.of(index(0, 0, 3)), data(A, 0, 0, 3), data(B, 0, 0, 2));
    HistoryBlock stoppedLongAgo =
        block(List.of(index(0, 0, 3)), data(A, 0, 0, 3), data(B, 0, 0, 1));
    HistoryBlock complete = block(List.of(index(0, 0, 3)), data(A, 0, 0, 3), data(B, 0, 0, 3));
    assertThat(stops.endsIncomplete(null)).isTrue();
    assertThat(stoppedLongAgo.endsIncomplete(null)).isFalse();
    assertThat(complete.endsIncomplete(null)).isFalse();
  }

  @Test
  void theNewestRowIsComparedWithTheBlockBefore() {
    // Given
    HistoryBlock alone = block(List.of(index(0, 3, 1)), data(A, 0, 3, 1));

    // When / Then
    assertThat(alone.endsIncomplete(new LastRow(Alignment.of(0, 2), Set.of(2L, 3L)))).isTrue();
    assertThat(alone.endsIncomplete(new LastRow(Alignment.of(0, 2), Set.of(2L)))).isFalse();
    assertThat(alone.endsIncomplete(new LastRow(Alignment.of(0, 1), Set.of(2L, 3L)))).isFalse();
    assertThat(alone.lastRow()).isEqualTo(new LastRow(Alignment.of(0, 3), Set.of(2L)));
  }
}
