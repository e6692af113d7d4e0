package io.synnaxconnect.client;

import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the end of an index, one step backwards. */
final class IndexEnd {

  private static final Logger LOG = LoggerFactory.getLogger(IndexEnd.class);

  private IndexEnd() {}

  /** The last stored timestamp of all, null when nothing is stored. */
  static @Nullable TimeStamp lastTimestamp(Session session, Channel index)
      throws InterruptedException {
    List<TimeRange> parts = new ArrayList<>(IndexReader.servable(TimeRange.MAX));
    Collections.reverse(parts);
    for (TimeRange part : parts) {
      TimeStamp last = last(lastStep(session, index, part, 1));
      if (last != null) {
        return last;
      }
    }
    return null;
  }

  /** How many iterators are open at a time in each of the two steps of a look. */
  private static final int OPEN_IN_STEP = 8;

  /**
   * The last stored timestamps of some indexes. A look takes three answers; those of many looks are
   * awaited together.
   */
  static List<Optional<TimeStamp>> lastTimestamps(Session session, List<Channel> indexes)
      throws InterruptedException {
    List<Optional<TimeStamp>> found = new ArrayList<>();
    Deque<LastLook> seeking = new ArrayDeque<>();
    Deque<LastLook> stepping = new ArrayDeque<>();
    try {
      for (int next = 0; found.size() < indexes.size(); ) {
        if (next < indexes.size() && seeking.size() < OPEN_IN_STEP) {
          seeking.add(new LastLook(session, indexes.get(next++)));
        } else if (!seeking.isEmpty() && stepping.size() < OPEN_IN_STEP) {
          LastLook look = seeking.remove();
          stepping.add(look);
          look.step();
        } else {
          found.add(Optional.ofNullable(stepping.remove().end()));
        }
      }
    } finally {
      seeking.forEach(LastLook::close);
      stepping.forEach(LastLook::close);
    }
    return found;
  }

  /** A look for the last timestamp that does not wait before it has to. */
  private static final class LastLook implements AutoCloseable {

    private static final TimeRange SINCE_1970 = TimeRange.ofNanos(0, Long.MAX_VALUE);

    private final Session session;
    private final Channel index;
    private final FrameIterator iterator;
    private boolean isFound;

    LastLook(Session session, Channel index) {
      this.session = session;
      this.index = index;
      AddressConnection link = session.link();
      this.iterator =
          FrameIterator.start(
              session,
              link,
              link.credentials().current(),
              List.of(index),
              SINCE_1970,
              1,
              ToProto.seekLast());
    }

    /** Sends the step, if there is anything. */
    void step() throws InterruptedException {
      try {
        iterator.takeAcknowledgement();
        isFound = iterator.takeAcknowledgement();
      } catch (SynnaxException e) {
        // Perhaps only the token is too old: a single look logs in again.
        LOG.debug("Looking once more", e);
      }
      if (isFound) {
        iterator.send(ToProto.previousChunk());
      }
    }

    /** The last timestamp; looks once more if there was none or the look failed. */
    @Nullable TimeStamp end() throws InterruptedException {
      try (LastLook look = this) {
        TimeStamp last = isFound ? last(seriesOf(look.iterator.takeFrames())) : null;
        if (last != null) {
          return last;
        }
      }
      return lastTimestamp(session, index);
    }

    @Override
    public void close() {
      iterator.close();
    }
  }

  private static @Nullable TimeStamp last(List<Series> series) {
    if (series.isEmpty()) {
      return null;
    }
    Series last = series.get(series.size() - 1);
    return new TimeStamp(last.longAt(last.sampleCount() - 1));
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
        FrameIterator.open(session, List.of(index), range, chunkSamples, ToProto.seekLast())) {
      if (!iterator.takeAcknowledgement()) {
        return List.of();
      }
      List<Frame> frames = iterator.previousChunk();
      if (frames.isEmpty()) {
        iterator.checkStep();
        // Where the last timestamp repeats, an automatic step begins after it. A region ends a
        // nanosecond after its last sample (both seen on Synnax 0.56.16).
        frames = iterator.seekLast() ? iterator.previous(1) : frames;
      }
      return seriesOf(frames);
    }
  }

  private static List<Series> seriesOf(List<Frame> frames) {
    List<Series> series = new ArrayList<>();
    for (Frame frame : frames) {
      for (int i = 0; i < frame.size(); i++) {
        series.add(frame.seriesAt(i));
      }
    }
    return series;
  }
}
