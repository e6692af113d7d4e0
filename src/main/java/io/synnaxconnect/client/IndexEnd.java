package io.synnaxconnect.client;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Looks at the end of an index, one step backwards. */
final class IndexEnd {

  private IndexEnd() {}

  /** The last stored timestamp of all, null when nothing is stored. */
  static @Nullable TimeStamp lastTimestamp(Session session, Channel index)
      throws InterruptedException {
    List<TimeRange> parts = new ArrayList<>(IndexReader.servable(TimeRange.MAX));
    Collections.reverse(parts);
    for (TimeRange part : parts) {
      List<Series> series = lastStep(session, index, part, 1);
      if (!series.isEmpty()) {
        Series last = series.get(series.size() - 1);
        return new TimeStamp(last.longAt(last.sampleCount() - 1));
      }
    }
    return null;
  }

  /** At most so many of the newest timestamps in a range. */
  static long[] newest(Session session, Channel index, TimeRange range, int most)
      throws InterruptedException {
    return lastStep(session, index, range, most).stream()
        .flatMapToLong(IndexEnd::values)
        // A server may begin with the sample before the range.
        .filter(nanos -> nanos >= range.start().nanos())
        .toArray();
  }

  private static LongStream values(Series series) {
    return IntStream.range(0, series.sampleCount()).mapToLong(series::longAt);
  }

  /**
   * Only for ranges that end after the last region: an automatic step backwards that begins between
   * the start that a writer declared and its first sample ends the whole server process (seen on
   * Synnax 0.56.16).
   */
  private static List<Series> lastStep(
      Session session, Channel index, TimeRange range, int chunkSamples)
      throws InterruptedException {
    try (FrameIterator iterator =
        FrameIterator.open(session, List.of(index), range, chunkSamples)) {
      List<Frame> frames = iterator.seekLast() ? iterator.previousChunk() : List.of();
      if (frames.isEmpty()) {
        iterator.checkStep();
      }
      List<Series> series = new ArrayList<>();
      for (Frame frame : frames) {
        for (int i = 0; i < frame.size(); i++) {
          series.add(frame.seriesAt(i));
        }
      }
      return series;
    }
  }
}
