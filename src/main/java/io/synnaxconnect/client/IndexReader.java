package io.synnaxconnect.client;

import static java.util.Objects.requireNonNull;

import io.synnaxconnect.client.HistoryBlock.Piece;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.proto.IteratorRequest;
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

/**
 * Reads an index in chunks, each sample once; alone, or at first with its data channels, whose
 * samples it ignores: then the same iterator serves to read them. One thread reads; any thread may
 * close.
 */
final class IndexReader implements AutoCloseable {

  /** Writers mostly write within seconds after they declared a start. */
  private static final long FIRST_WINDOW_NANOS = 1_000_000_000L;

  /** An honest server begins a little before the range, so that a step may bring nothing new. */
  private static final int MAX_FRUITLESS_STEPS = 1;

  private final Session session;
  private final Channel index;
  private final List<Channel> alongside;
  private boolean isShared;
  private int chunkSamples;
  private final ArrayDeque<TimeRange> rest = new ArrayDeque<>();
  private TimeRange range;
  private volatile @Nullable FrameIterator iterator;
  private boolean closed;
  private boolean isStartStored;
  private @Nullable Alignment seen;
  private long seenNanos;
  private @Nullable Alignment received;
  private long readToNanos = Long.MIN_VALUE;
  private int repeats;
  private boolean isAmbiguous;
  private boolean isOutOfOrder;

  /** Whether the first step was sent, and its answer not taken yet. */
  private boolean isStepSent;

  /**
   * A reading that has not begun.
   *
   * @param alongside the data channels for which the iterator serves as well, until {@link
   *     #restart}
   */
  IndexReader(
      Session session, Channel index, List<Channel> alongside, TimeRange range, int chunkSamples) {
    this.session = session;
    this.index = index;
    this.alongside = List.copyOf(alongside);
    this.isShared = !alongside.isEmpty();
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

  /** How many samples a chunk has at most. */
  int chunkSamples() {
    return chunkSamples;
  }

  /** Ends the reading in order; what was read counts only after that. */
  void finish() throws InterruptedException {
    FrameIterator open = iterator;
    if (open != null) {
      open.finish();
    }
  }

  /**
   * Reads the next samples.
   *
   * @return at least one piece, or none at the end of what is stored in the range
   */
  List<Piece> next() throws InterruptedException {
    isAmbiguous = false;
    List<Piece> pieces = nextInRange();
    while (pieces.isEmpty() && !isAmbiguous && !rest.isEmpty()) {
      closeIterator();
      range = rest.remove();
      isStartStored = false;
      pieces = nextInRange();
    }
    return pieces;
  }

  /**
   * Whether the last chunk must not be used: timestamps repeat there, so that automatic steps may
   * omit rows or begin elsewhere, and only a {@link WindowReader} is exact.
   */
  boolean isAmbiguous() {
    return isAmbiguous;
  }

  private List<Piece> nextInRange() throws InterruptedException {
    FrameIterator open = iterator;
    if (open == null) {
      if (!begin()) {
        finish();
        return List.of();
      }
      if (isAmbiguous) {
        return List.of();
      }
      open = requireNonNull(iterator);
    }
    List<Frame> frames;
    List<Piece> pieces = new ArrayList<>();
    int fruitless = 0;
    do {
      frames = isStepSent ? open.takeFrames() : open.nextChunk();
      isStepSent = false;
      indexSeries(frames).forEach(series -> addUnseen(pieces, series));
      boolean isFruitless = pieces.isEmpty() && !frames.isEmpty();
      isAmbiguous |= isFruitless && (seen != null || ++fruitless > MAX_FRUITLESS_STEPS);
    } while (pieces.isEmpty() && !isAmbiguous && !frames.isEmpty());
    if (isAmbiguous) {
      return pieces;
    }
    if (pieces.isEmpty()) {
      open.checkStep();
      endInOrder(open);
    }
    return pieces;
  }

  /**
   * Ends the reading, unless a later region is stored: a step ends early before one that begins
   * with a timestamp that repeats, and the next step finds nothing (seen on Synnax 0.56.16). What a
   * writer adds to the last region meanwhile is for the next reading.
   */
  private void endInOrder(FrameIterator open) throws InterruptedException {
    long end = range.end().nanos();
    long start = range.start().nanos();
    long known = seen == null ? start : Math.max(start, seenNanos);
    long from = seen != null || isStartStored ? known + 1 : known;
    if (from < end && readToNanos < end && !isOutOfOrder) {
      open.setBounds(TimeRange.ofNanos(from, end));
      isAmbiguous = open.seekFirst() && beginsNextRegion(indexSeries(open.nextChunk()));
    }
    if (!isAmbiguous) {
      finish();
    }
  }

  private boolean beginsNextRegion(List<Series> series) {
    Alignment last = received;
    return !series.isEmpty()
        && (last == null || series.get(0).alignment().domain() != last.domain());
  }

  private List<Series> indexSeries(List<Frame> frames) {
    List<Series> series = new ArrayList<>();
    for (Frame frame : frames) {
      for (int i = 0; i < frame.size(); i++) {
        if (frame.channelKeyAt(i) == index.key()) {
          series.add(frame.seriesAt(i));
        }
      }
    }
    return series;
  }

  private FrameIterator open(TimeRange bounds, IteratorRequest... following) {
    List<Channel> channels = new ArrayList<>(List.of(index));
    if (isShared) {
      channels.addAll(alongside);
    }
    FrameIterator opened = FrameIterator.open(session, channels, bounds, chunkSamples, following);
    isStepSent = false;
    synchronized (this) {
      iterator = opened;
      if (closed) {
        opened.close();
      }
    }
    return opened;
  }

  /** The range with one nanosecond before it, unless its length would be no int64. */
  private TimeRange earlyRange() {
    long early = range.start().nanos() - 1;
    long end = range.end().nanos();
    return range.isEmpty() || end - early <= 0 ? range : TimeRange.ofNanos(early, end);
  }

  /**
   * Goes to where automatic steps omit nothing. A step that begins between the start that a writer
   * declared and its first sample omits that whole region (seen on Synnax 0.56.16); one that begins
   * between two regions finds nothing at all; one that begins at a stored sample or at the start of
   * a region omits nothing. A range in which nothing is stored takes one exchange.
   */
  private boolean begin() throws InterruptedException {
    if (isStartStored || range.start().equals(TimeStamp.MIN)) {
      return open(range, ToProto.seekFirst()).takeAcknowledgement();
    }
    FrameIterator open = openJustBefore();
    if (!open.takeAcknowledgement()) {
      return false;
    }
    open.takeAcknowledgement();
    open.takeAcknowledgement();
    List<Series> before = indexSeries(open.takeFrames());
    if (before.isEmpty()) {
      return beginEarlier(isShared ? reopenAlone() : open);
    }
    if (isOfLaterStep(before.get(0))) {
      // A stored sample is not known: a region that begins with a repeat sends others for it.
      isAmbiguous = true;
      return true;
    }
    // Back to the stored sample, or to the start of its region: a step from just after the last
    // sample of a region would find nothing, though other regions follow.
    open.send(ToProto.seekFirst(), ToProto.nextChunk());
    boolean found = open.takeAcknowledgement();
    isStepSent = found;
    return found;
  }

  /** Asks whether anything is stored in the range, and for the nanosecond before it. */
  private FrameIterator openJustBefore() {
    return open(
        range,
        ToProto.seekFirst(),
        ToProto.setBounds(earlyRange()),
        ToProto.seekFirst(),
        ToProto.next(1));
  }

  /**
   * Looks back from the start of the range, in windows that grow, for a stored sample or for a time
   * that no region covers. Steps of a fixed span are exact everywhere; an automatic step backwards
   * from here could end the whole server process (seen on Synnax 0.56.16).
   */
  private boolean beginEarlier(FrameIterator first) throws InterruptedException {
    FrameIterator open = first;
    long to = range.start().nanos();
    long width = FIRST_WINDOW_NANOS;
    while (to > Long.MIN_VALUE) {
      width = to >= 0 ? width : Math.min(width, to - Long.MIN_VALUE);
      open.setBounds(TimeRange.ofNanos(to - width, to));
      if (!open.seekFirst()) {
        return beginAt(open, to - 1);
      }
      try {
        List<Frame> found = open.next(width);
        if (!found.isEmpty()) {
          return beginAt(open, lastStamp(found));
        }
        to -= width;
        width = Math.max(width, width * 2);
      } catch (SynnaxException e) {
        open = reopenAfter(e, width);
        width = width / 2;
      }
    }
    return beginAt(open, Long.MIN_VALUE);
  }

  private FrameIterator reopenAlone() {
    isShared = false;
    closeIterator();
    return open(range);
  }

  private static boolean isOfLaterStep(Series series) {
    return series.sampleCount() > 0
        && !series.timeRange().equals(TimeRange.ZERO)
        && series.longAt(0) >= series.timeRange().end().nanos();
  }

  private static long lastStamp(List<Frame> frames) {
    Series last = frames.get(frames.size() - 1).seriesAt(0);
    return last.longAt(last.sampleCount() - 1);
  }

  /** Opens an iterator for a smaller window, if a window does not fit into a message. */
  private FrameIterator reopenAfter(SynnaxException refusal, long width) {
    if (refusal.code() != Code.MESSAGE_TOO_LARGE || width == 1) {
      throw refusal;
    }
    closeIterator();
    return open(range);
  }

  /** The length of the range must fit an int64. */
  private boolean beginAt(FrameIterator open, long startNanos) throws InterruptedException {
    long end = range.end().nanos();
    long reach = end < 0 ? Long.MIN_VALUE : end - Long.MAX_VALUE;
    open.setBounds(TimeRange.ofNanos(Math.max(startNanos, reach), end));
    return open.seekFirst();
  }

  /**
   * A server sends the last sample of the first chunk again as the first of the second, unless the
   * range starts exactly on a sample; and it begins with samples from before the range where the
   * writer's start was before its first sample (seen on Synnax 0.56.16). The repeat is known by its
   * timestamp: domains are positions in a list, which moves when an older one is deleted.
   */
  private void addUnseen(List<Piece> pieces, Series series) {
    int from = isRepeat(series) ? 1 : 0;
    isOutOfOrder |= descends(series);
    if (!isOutOfOrder) {
      isAmbiguous |= omitsSamples(series) || repeatsStamps(series, from) || endsInRepeat(series);
      isAmbiguous |= from == 0 && beginsEarly(series);
    }
    while (seen == null
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
      seen = series.alignment().plus(series.sampleCount() - 1L);
      seenNanos = series.longAt(series.sampleCount() - 1);
    }
    received = series.alignment().plus(series.sampleCount() - 1L);
    readToNanos = series.timeRange().end().nanos();
  }

  /** Then no search finds what it should, and windows are not better than steps. */
  private static boolean descends(Series series) {
    for (int i = 1; i < series.sampleCount(); i++) {
      if (series.longAt(i) < series.longAt(i - 1)) {
        return true;
      }
    }
    return false;
  }

  /** Within a region that begins with a timestamp that repeats, steps begin too early. */
  private static boolean beginsEarly(Series series) {
    return series.sampleCount() > 0
        && !series.timeRange().equals(TimeRange.ZERO)
        && series.longAt(0) < series.timeRange().start().nanos();
  }

  /**
   * Whether a timestamp of a series repeats, the samples before and after it included, also those
   * before the range.
   */
  private boolean repeatsStamps(Series series, int from) {
    long last = seen == null || from > 0 ? Long.MIN_VALUE : seenNanos;
    for (int i = 0; i < series.sampleCount(); i++) {
      if (series.longAt(i) == last) {
        return true;
      }
      last = series.longAt(i);
    }
    // An automatic step ends at the timestamp of the sample after it.
    return !series.timeRange().equals(TimeRange.ZERO) && series.timeRange().end().nanos() <= last;
  }

  /**
   * The numbers of samples in a region begin with 0 and have no holes. Domains are positions in a
   * list, which become smaller when an older one is deleted; but a step inside a region begins
   * where the one before has ended.
   */
  private boolean omitsSamples(Series series) {
    Alignment last = received;
    Alignment begin = series.alignment();
    if (last == null) {
      return false;
    }
    boolean isNext = begin.domain() > last.domain();
    boolean isElsewhere =
        begin.sample() > 0
            && !series.timeRange().equals(TimeRange.ZERO)
            && series.timeRange().start().nanos() != readToNanos;
    return isElsewhere || begin.sample() > (isNext ? 0 : last.sample() + 1);
  }

  /**
   * Of a region that begins with a timestamp that repeats, a step to the end of the range may bring
   * one sample.
   */
  private boolean endsInRepeat(Series series) {
    return series.sampleCount() == 1
        && series.alignment().sample() == 0
        && series.timeRange().end().equals(range.end());
  }

  /** Whether it begins with the sample that came last, and not with another of that timestamp. */
  private boolean isRepeat(Series series) {
    Alignment last = seen;
    return last != null
        && series.sampleCount() > 0
        && series.longAt(0) == seenNanos
        && series.alignment().sample() <= last.sample();
  }

  /**
   * Starts again with another iterator, whose alignments are those of today.
   *
   * @param from the timestamp to start at, one that is stored
   * @param skip how many samples with exactly that timestamp to omit
   * @param newChunkSamples how many samples a chunk has from now on
   */
  void restart(TimeStamp from, int skip, int newChunkSamples) {
    closeIterator();
    isShared = false;
    chunkSamples = newChunkSamples;
    continueFrom(from, skip);
  }

  private void continueFrom(TimeStamp from, int skip) {
    range = new TimeRange(from, range.end());
    isStartStored = true;
    seen = null;
    received = null;
    readToNanos = Long.MIN_VALUE;
    repeats = skip;
  }

  /** The iterator, if it reads the data channels as well: it may be moved before the next chunk. */
  @Nullable FrameIterator shared() {
    return isShared ? iterator : null;
  }

  /**
   * Moves the shared iterator to where it goes on.
   *
   * @param from the timestamp to go on at, one that is stored
   * @param skip how many samples with exactly that timestamp to omit
   */
  void moveShared(TimeStamp from, int skip) throws InterruptedException {
    continueFrom(from, skip);
    FrameIterator open = requireNonNull(iterator);
    open.send(ToProto.setBounds(range), ToProto.seekFirst(), ToProto.nextChunk());
    open.takeAcknowledgement();
    open.takeAcknowledgement();
    isStepSent = true;
  }

  /** Ends the iterator; the next chunk opens another. */
  void closeIterator() {
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
