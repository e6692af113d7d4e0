package io.synnaxconnect.client;

import io.synnaxconnect.client.HistoryBlock.Piece;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the series of one window where their samples are. A window that ends at a timestamp that
 * repeats ends in the middle of its samples, so that some have the timestamp of its end. Where a
 * region begins with a timestamp that repeats, a server sends samples from before the start of the
 * window, with the alignment and the time range of those that it should have sent: of the index,
 * and alike of each data channel whose region begins with that of the index (seen on Synnax
 * 0.56.16). Pure.
 */
final class ShiftedSeries {

  private final TimeRange window;
  private final List<Series> index;
  private final int shift;
  private final long endNanos;

  /**
   * The index over a window.
   *
   * @param index its series in order, at least one, and at least one sample in each
   */
  ShiftedSeries(TimeRange window, List<Series> index) {
    this.window = window;
    this.index = List.copyOf(index);
    Series first = index.get(0);
    int before = 0;
    while (before < first.sampleCount() && first.longAt(before) < window.start().nanos()) {
      before++;
    }
    this.shift = before;
    Series last = index.get(index.size() - 1);
    this.endNanos = Math.max(window.end().nanos(), last.longAt(last.sampleCount() - 1) + 1);
  }

  /** Whether steps within the region begin too early. */
  boolean isShifted() {
    return shift > 0;
  }

  List<Piece> pieces() {
    return index.stream().map(series -> new Piece(moved(series), 0)).toList();
  }

  /** The same frames with the series of data channels moved as those of the index. */
  List<Frame> moved(List<Frame> frames) {
    return frames.stream().map(this::moved).toList();
  }

  private Frame moved(Frame frame) {
    long[] keys = new long[frame.size()];
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < keys.length; i++) {
      keys[i] = frame.channelKeyAt(i);
      series.add(moved(frame.seriesAt(i)));
    }
    return Frame.of(keys, series, frame.retainedBytes());
  }

  private Series moved(Series series) {
    TimeRange range = series.timeRange();
    if (range.equals(TimeRange.ZERO)) {
      return series;
    }
    long end = range.end().equals(window.end()) ? endNanos : range.end().nanos();
    if (isShifted() && isLikeFirst(series)) {
      return series.movedTo(
          Alignment.of(series.alignment().domain(), series.alignment().sample() - shift),
          TimeRange.ofNanos(index.get(0).longAt(0), end));
    }
    return series.movedTo(series.alignment(), TimeRange.ofNanos(range.start().nanos(), end));
  }

  private boolean isLikeFirst(Series series) {
    Series first = index.get(0);
    return series.alignment().equals(first.alignment())
        && series.timeRange().equals(first.timeRange())
        && series.sampleCount() == first.sampleCount();
  }
}
