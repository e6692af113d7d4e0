package io.synnaxconnect.telem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {

  private static Series bytes(int... values) {
    ByteBuffer data = ByteBuffer.allocate(values.length);
    for (int value : values) {
      data.put((byte) value);
    }
    return Series.fixed(DataType.UINT8, data.flip(), Alignment.ZERO, TimeRange.ZERO);
  }

  @Test
  void findsTheFirstSeriesOfAChannel() {
    // Given
    Series first = bytes(1);
    Frame frame = Frame.of(new long[] {9, 8, 9}, List.of(first, bytes(2), bytes(3)), 20);

    // When / Then
    assertThat(frame.get(9)).isSameAs(first);
    assertThat(frame.get(7)).isNull();
    assertThat(frame.size()).isEqualTo(3);
    assertThat(frame).hasToString("Frame[3 series, 20 bytes]");
    assertThat(Frame.EMPTY.isEmpty()).isTrue();
  }

  @Test
  void needsOneKeyForEachSeries() {
    assertThatThrownBy(() -> Frame.of(new long[2], List.of(bytes()), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 channel keys for 1 series");
  }

  @Test
  void anAlignmentWrapsInsideItsDomain() {
    // Given
    Alignment last = Alignment.of(4_293_967_296L, 0xffff_ffffL);

    // When / Then
    assertThat(last.plus(1)).isEqualTo(Alignment.of(4_293_967_296L, 0));
    assertThat(last).hasToString("4293967296:4294967295");
    assertThat(new Alignment(-1).domain()).isEqualTo(4_294_967_295L);
  }

  @Test
  void rowsCanBeSliced() {
    // Given
    Channel index = new Channel(1, "t", "timestamp", 1, true, false, false, "");
    Channel value = new Channel(2, "v", "uint8", 1, false, false, false, "");
    IndexGroup group = new IndexGroup(index, List.of(value));
    ByteBuffer stamps = ByteBuffer.wrap(new byte[24]);
    Series times = Series.fixed(DataType.TIMESTAMP, stamps, Alignment.ZERO, TimeRange.ZERO);
    Rows rows =
        Rows.indexed(
            group,
            new Rows.Column(index, times, 0),
            List.of(new Rows.Column(value, bytes(5, 6, 7, 8), 1)),
            3,
            99);

    // When
    Rows slice = rows.slice(1, 3);

    // Then
    Rows.Column column = slice.columns().get(0);
    assertThat(slice.rowCount()).isEqualTo(2);
    assertThat(slice.sampleCount()).isEqualTo(2);
    assertThat(column.series().longAt(column.sampleOf(0))).isEqualTo(7);
    assertThat(slice.receivedNanos()).isEqualTo(99);
    assertThatThrownBy(() -> rows.slice(2, 4)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void rowsWithoutIndexHaveTheTimeOfReceipt() {
    // Given
    Channel channel = new Channel(7, "v", "uint8", 0, false, true, false, "");
    IndexGroup group = new IndexGroup(null, List.of(channel));

    // When
    Rows rows = Rows.unindexed(group, new Rows.Column(channel, bytes(1, 2), 0), 2, 1234);

    // Then
    assertThat(rows.hasTimestamps()).isFalse();
    assertThat(rows.timestampNanos(1)).isEqualTo(1234);
    assertThat(group.groupKey()).isEqualTo(7);
    assertThat(group.indexKey()).isZero();
    assertThat(group.isStored()).isFalse();
  }

  @Test
  void aGroupNeedsAChannel() {
    assertThatThrownBy(() -> new IndexGroup(null, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
