package io.synnaxconnect.client;

import io.synnaxconnect.client.HistoryBlock.Piece;
import io.synnaxconnect.telem.Alignment;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an index alone, in chunks, each sample once. One thread reads; any thread may close. */
final class IndexReader implements AutoCloseable {

  private final Session session;
  private final Channel index;
  private final int chunkSamples;
  private final ArrayDeque<TimeRange> rest = new ArrayDeque<>();
  private TimeRange range;
  private volatile @Nullable FrameIterator iterator;
  private boolean closed;
  private @Nullable Alignment seen;
  private int repeats;

  IndexReader(Session session, Channel index, TimeRange range, int chunkSamples) {
    this.session = session;
    this.index = index;
    this.rest.addAll(servable(range));
    this.range = this.rest.remove();
    this.chunkSamples = chunkSamples;
  }

  /**
   * A server takes a range for empty when its length is no int64, as that of {@link TimeRange#MAX}:
   * such a range is read in two or three parts.
   */
  static List<TimeRange> servable(TimeRange range) {
    long start = range.start().nanos();
    long end = range.end().nanos();
    if (range.isEmpty() || end - start > 0) {
      return List.of(range);
    }
    List<TimeRange> parts = new ArrayList<>();
    if (start == Long.MIN_VALUE) {
      parts.add(TimeRange.ofNanos(start, ++start));
    }
    parts.add(TimeRange.ofNanos(start, 0));
    parts.add(TimeRange.ofNanos(0, end));
    return parts;
  }

  /**
   * Reads the next samples.
   *
   * @return at least one piece, or none at the end of what is stored in the range
   */
  List<Piece> next() throws InterruptedException {
    List<Piece> pieces = nextInRange();
    while (pieces.isEmpty() && !rest.isEmpty()) {
      closeIterator();
      range = rest.remove();
      pieces = nextInRange();
    }
    return pieces;
  }

  private List<Piece> nextInRange() throws InterruptedException {
    FrameIterator open = iterator;
    if (open == null) {
      open = open();
      if (!open.seekFirst()) {
        return List.of();
      }
    }
    List<Frame> frames;
    List<Piece> pieces = new ArrayList<>();
    do {
      frames = open.nextChunk();
      for (Frame frame : frames) {
        for (int i = 0; i < frame.size(); i++) {
          addUnseen(pieces, frame.seriesAt(i));
        }
      }
    } while (pieces.isEmpty() && !frames.isEmpty());
    return pieces;
  }

  private FrameIterator open() {
    FrameIterator opened = FrameIterator.open(session, List.of(index), range, chunkSamples);
    synchronized (this) {
      iterator = opened;
      if (closed) {
        opened.close();
      }
    }
    return opened;
  }

  /**
   * A server sends the last sample of the first chunk again as the first of the second, unless the
   * range starts exactly on a sample; and it begins with the sample before the range when the
   * writer's start was before its first sample (seen on Synnax 0.56.16).
   */
  private void addUnseen(List<Piece> pieces, Series series) {
    Alignment first = series.alignment();
    Alignment last = seen;
    int from = 0;
    if (last != null && last.domain() == first.domain()) {
      from = (int) Math.max(0, last.sample() + 1 - first.sample());
    }
    while (last == null
        && from < series.sampleCount()
        && series.longAt(from) < range.start().nanos()) {
      from++;
    }
    while (repeats > 0
        && from < series.sampleCount()
        && series.longAt(from) == range.start().nanos()) {
      repeats--;
      from++;
    }
    if (from < series.sampleCount()) {
      repeats = 0;
      pieces.add(new Piece(series, from));
      seen = first.plus(series.sampleCount() - 1L);
    }
  }

  /**
   * Starts anew with another iterator, whose alignments are those of today.
   *
   * @param from the timestamp to start at, one that is stored
   * @param skip how many samples with exactly that timestamp to leave out
   */
  void restart(TimeStamp from, int skip) {
    closeIterator();
    range = new TimeRange(from, range.end());
    seen = null;
    repeats = skip;
  }

  private void closeIterator() {
    FrameIterator open = iterator;
    if (open != null) {
      open.close();
    }
    iterator = null;
  }

  @Override
  public synchronized void close() {
    closed = true;
    FrameIterator open = iterator;
    if (open != null) {
      open.close();
    }
  }
}
