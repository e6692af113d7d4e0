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

/** Pairing by (domain, sample). A timestamp is 1000 times its domain plus its sample. */
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
    return new HistoryBlock(GROUP, pieces, List.of(frames), 7);
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
