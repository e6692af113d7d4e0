package io.synnaxconnect.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A region of a real 0.56.16 with the timestamps 20, 20, 20, 20, 21, 22, 22. */
class ShiftedSeriesTest {

  /** The search for 20 finds sample 3, so a step from 21 to before 23 brings samples 1 to 6. */
  @Test
  void seriesThatBeginTooEarlyAreMovedWithTheirIndex() {
    // Given
    TimeRange window = TimeRange.ofNanos(21, 23);
    Series index = series(4, window, 20, 20, 20, 21, 22, 22);
    Series value = series(4, window, 11, 12, 13, 14, 15, 16);
    Series laterRegion = series(0, TimeRange.ofNanos(22, 23), 91, 92);

    // When
    ShiftedSeries shifted = new ShiftedSeries(window, List.of(index));
    Frame moved =
        shifted.moved(List.of(Frame.of(new long[] {2, 3}, List.of(value, laterRegion), 64))).get(0);

    // Then
    assertThat(shifted.isShifted()).isTrue();
    assertThat(shifted.pieces().get(0).firstSample()).isEqualTo(1);
    assertThat(moved.seriesAt(0).alignment()).isEqualTo(Alignment.of(0, 1));
    assertThat(moved.seriesAt(0).timeRange()).isEqualTo(TimeRange.ofNanos(20, 23));
    assertThat(moved.seriesAt(1).alignment()).isEqualTo(Alignment.of(0, 0));
    assertThat(moved.seriesAt(1).timeRange()).isEqualTo(TimeRange.ofNanos(22, 23));
  }

  @Test
  void aWindowThatEndsWithinATimestampHasItsFirstSamples() {
    // Given: the search for 22 finds the second of them
    TimeRange window = TimeRange.ofNanos(19, 22);
    Series index = series(0, window, 20, 20, 20, 20, 21, 22);

    // When
    ShiftedSeries shifted = new ShiftedSeries(window, List.of(index));

    // Then
    assertThat(shifted.isShifted()).isFalse();
    assertThat(shifted.pieces().get(0).series().timeRange()).isEqualTo(TimeRange.ofNanos(19, 23));
  }

  private static Series series(long firstSample, TimeRange range, long... values) {
    ByteBuffer data =
        ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      data.putLong(value);
    }
    return Series.fixed(DataType.TIMESTAMP, data.flip(), Alignment.of(0, firstSample), range);
  }
}
