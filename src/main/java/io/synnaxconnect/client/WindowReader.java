package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.Frame;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.Series;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads stored rows of one group whose timestamps repeat, in windows of time, each row once.
 *
 * <p>A server finds a timestamp by binary search, of several samples any. A step that begins or
 * ends at such a timestamp begins or ends in the middle of its samples. If the first timestamp of a
 * region repeats, and the search finds its n-th sample, all steps within that region begin and end
 * n samples too early, and n changes while the region grows (seen on Synnax 0.56.16). What holds
 * for steps of a fixed length: their samples follow each other, they begin no later than with the
 * first sample after the start of the step, and they end with the region if the step does not end
 * before it. So a window begins at the last timestamp of which every row is known, omits the rows
 * up to that, and returns all but the rows of its own last timestamp, which begin the next window.
 *
 * <p>One thread reads; any thread may close.
 */
final class WindowReader implements AutoCloseable {

  /** Windows in a row without a row to return; some are narrowed step by step. */
  private static final int MAX_FRUITLESS_WINDOWS = 1_000;

  /** How often a window is read again that changes meanwhile. */
  private static final int MAX_REREADS = 5;

  /** More samples with one timestamp are refused: they are returned together. */
  private static final int MAX_SAMPLES_PER_STAMP = 1_000_000;

  private static final long NEVER = Long.MAX_VALUE;

  /** A century: the length of a range must fit an int64. */
  private static final double MAX_WIDTH_NANOS = 3e18;

  private final Session session;
  private final IndexGroup group;
  private final Channel indexChannel;
  private final InstantSource clock;
  private final int targetRows;
  private final long endNanos;
  private final boolean incompleteToo;
  private final HistoryData index;
  private final HistoryData data;
  private final long startNanos;
  private int knownRows;
  private long afterNanos;
  private long widthNanos;
  private int rereads;
  private int fruitless;

  /** The end of a window that was too large for a message, so that a better one is before it. */
  private long tooLateNanos = NEVER;

  private boolean exhausted;
  private boolean isClean;

  /**
   * The index over a window.
   *
   * @param times from its start to its end
   * @param series as the server sent them, in order
   * @param cutNanos every row before this is known
   */
  private record Window(TimeRange times, List<Series> series, long cutNanos, boolean isLast) {}

  /**
   * A reading that has not begun.
   *
   * @param rest what to read; begins with the first timestamp of which a row may be unknown
   * @param knownRows how many rows with exactly that timestamp are known
   * @param widthNanos length of the first window
   * @param targetRows rows that a window should have
   * @param incompleteToo whether the newest row comes even if it is still being written
   */
  WindowReader(
      Session session,
      IndexGroup group,
      TimeRange rest,
      int knownRows,
      long widthNanos,
      int targetRows,
      boolean incompleteToo,
      InstantSource clock) {
    this.session = session;
    this.group = group;
    this.indexChannel = HistoryBlock.indexOf(group);
    this.clock = clock;
    this.afterNanos = Math.max(Long.MIN_VALUE + 1, rest.start().nanos()) - 1;
    this.endNanos = rest.end().nanos();
    this.startNanos = rest.start().nanos();
    this.knownRows = knownRows;
    this.widthNanos = Math.max(1, widthNanos);
    this.targetRows = targetRows;
    this.incompleteToo = incompleteToo;
    this.index = new HistoryData(session, List.of(indexChannel));
    List<Channel> all = new ArrayList<>(List.of(indexChannel));
    group.channels().stream().filter(c -> c.key() != indexChannel.key()).forEach(all::add);
    this.data = new HistoryData(session, all);
  }

  /**
   * Whether no timestamp of the last window repeats and its steps begin where they should, so that
   * automatic steps may go on.
   */
  boolean isClean() {
    return isClean && !exhausted;
  }

  /**
   * Reads the next rows.
   *
   * @return rows in order, at least one; none at the end
   */
  List<Rows> next(HistoryRows.Omissions omissions) throws InterruptedException {
    while (!exhausted) {
      Window window = window();
      List<Rows> rows = read(window, omissions);
      if (!rows.isEmpty()) {
        fruitless = 0;
        return rows;
      }
      if (++fruitless > MAX_FRUITLESS_WINDOWS) {
        throw doesNotFit(window);
      }
    }
    return List.of();
  }

  private List<Rows> read(Window window, HistoryRows.Omissions omissions)
      throws InterruptedException {
    if (window.series().isEmpty()) {
      exhausted = true;
      return List.of();
    }
    List<Frame> frames;
    try {
      frames = data.read(null, window.times(), targetRows);
      if (!isStable(window, frames)) {
        return readAgain(window);
      }
    } catch (SynnaxException e) {
      HistoryData.requireTooLarge(e);
      data.restart();
      List<Rows> fewer = readFewer(window, omissions);
      if (fewer != null) {
        return fewer;
      }
      frames = data.readHalves(window.times(), e, (c, why) -> omitAll(window, c, why, omissions));
    }
    return pair(window, frames, omissions);
  }

  /** Reads fewer rows, or none yet and fewer next; null if fewer cannot be read. */
  private @Nullable List<Rows> readFewer(Window window, HistoryRows.Omissions omissions)
      throws InterruptedException {
    if (narrow(window)) {
      return List.of();
    }
    Window alone = withoutCutRows(window);
    boolean isSmaller = alone.times().end().nanos() < window.times().end().nanos();
    return isSmaller ? read(alone, omissions) : null;
  }

  /** The same rows alone, if a window that ends before those that are cut has them all. */
  private Window withoutCutRows(Window window) throws InterruptedException {
    long from = window.times().start().nanos();
    // Just after a sample no other begins, unless timestamps are a nanosecond apart.
    long to = lastBefore(window.cutNanos(), window.series()) + 1;
    if (to <= from || to >= window.times().end().nanos()) {
      return window;
    }
    TimeRange times = TimeRange.ofNanos(from, to);
    List<Series> series = readIndex(times);
    boolean hasAll = !series.isEmpty() && rowsBefore(to, series) == rowsBefore(to, window.series());
    return hasAll ? new Window(times, series, to, window.isLast()) : window;
  }

  private static long lastBefore(long nanos, List<Series> series) {
    long last = Long.MIN_VALUE;
    for (Series part : series) {
      for (int i = 0; i < part.sampleCount() && part.longAt(i) < nanos; i++) {
        last = Math.max(last, part.longAt(i));
      }
    }
    return last;
  }

  private static long rowsBefore(long nanos, List<Series> series) {
    long rows = 0;
    for (Series part : series) {
      for (int i = 0; i < part.sampleCount(); i++) {
        rows += part.longAt(i) < nanos ? 1 : 0;
      }
    }
    return rows;
  }

  private List<Rows> pair(Window window, List<Frame> frames, HistoryRows.Omissions omissions)
      throws InterruptedException {
    ShiftedSeries shifted = new ShiftedSeries(window.times(), window.series());
    BlockIndex stamps = new BlockIndex(shifted.pieces(), window.times());
    HistoryBlock block =
        new HistoryBlock(
            group, stamps, shifted.moved(frames), TimeStamp.of(clock.instant()).nanos());
    if (block.rowsWithoutJoin() > 0) {
      List<Rows> fewer = readFewer(window, omissions);
      return fewer == null ? readAgain(window) : fewer;
    }
    if (!block.isConsistent()) {
      return readAgain(window);
    }
    rereads = 0;
    return complete(window, block, shifted.isShifted());
  }

  private List<Rows> complete(Window window, HistoryBlock block, boolean isShifted) {
    long cut = window.cutNanos();
    boolean isOpen = window.isLast() && cut == Long.MAX_VALUE && !incompleteToo;
    List<Rows> rows = between(block.rows(), afterNanos, cut);
    if (isOpen && block.endsIncomplete(null)) {
      rows = HistoryReader.withoutLastRow(rows);
    }
    exhausted = window.isLast();
    tooLateNanos = NEVER;
    isClean = !isShifted && !repeats(window.series());
    fitWidth(rows, block.dataBytes());
    if (!rows.isEmpty()) {
      List<Rows> unknown = withoutKnown(rows);
      afterNanos = newest(rows);
      return unknown;
    }
    return rows;
  }

  /** Their newest timestamp: that of the last one, unless they are out of order. */
  private static long newest(List<Rows> rows) {
    long newest = Long.MIN_VALUE;
    for (Rows part : rows) {
      for (int row = 0; row < part.rowCount(); row++) {
        newest = Math.max(newest, part.timestampNanos(row));
      }
    }
    return newest;
  }

  /** Without the rows of the first timestamp that are known, if they are still stored. */
  private List<Rows> withoutKnown(List<Rows> rows) {
    List<Rows> unknown = new ArrayList<>();
    for (Rows part : rows) {
      int from = 0;
      while (knownRows > 0 && from < part.rowCount() && part.timestampNanos(from) == startNanos) {
        from++;
        knownRows--;
      }
      if (from < part.rowCount()) {
        unknown.add(from == 0 ? part : part.slice(from, part.rowCount()));
      }
    }
    knownRows = 0;
    return unknown;
  }

  /** The rows between two timestamps, without those of the timestamps themselves. */
  private static List<Rows> between(List<Rows> rows, long afterNanos, long beforeNanos) {
    List<Rows> kept = new ArrayList<>();
    for (Rows part : rows) {
      int from = 0;
      int to = part.rowCount();
      while (kept.isEmpty() && from < to && part.timestampNanos(from) <= afterNanos) {
        from++;
      }
      while (to > from && part.timestampNanos(to - 1) >= beforeNanos) {
        to--;
      }
      if (to > from) {
        kept.add(to - from == part.rowCount() ? part : part.slice(from, to));
      }
    }
    return kept;
  }

  /** The next window is as long as these rows, times what is missing to full blocks. */
  private void fitWidth(List<Rows> rows, long dataBytes) {
    if (rows.isEmpty()) {
      return;
    }
    Rows last = rows.get(rows.size() - 1);
    long first = rows.get(0).timestampNanos(0);
    double span = Math.max(1, last.timestampNanos(last.rowCount() - 1) - first);
    double byRows = (double) targetRows / rows.stream().mapToInt(Rows::rowCount).sum();
    double byBytes = (double) HistoryReader.MAX_BLOCK_BYTES / Math.max(1, dataBytes);
    double factor = Math.max(0.25, Math.min(2, Math.min(byRows, byBytes)));
    widthNanos = Math.max(1, (long) Math.min(MAX_WIDTH_NANOS, span * factor));
  }

  /** Whether the index is the same before, during and after the reading of the data. */
  private boolean isStable(Window window, List<Frame> frames) throws InterruptedException {
    return isSame(window.series(), seriesOf(frames))
        && isSame(window.series(), readIndex(window.times()));
  }

  private static boolean isSame(List<Series> one, List<Series> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!one.get(i).data().equals(other.get(i).data())
          || !one.get(i).alignment().equals(other.get(i).alignment())) {
        return false;
      }
    }
    return true;
  }

  private List<Rows> readAgain(Window window) {
    if (++rereads > MAX_REREADS) {
      throw doesNotFit(window);
    }
    data.restart();
    index.restart();
    // What is written meanwhile comes with a later window.
    widthNanos = Math.max(1, lastStamp(window.series()) + 1 - window.times().start().nanos());
    return List.of();
  }

  private SynnaxException doesNotFit(Window window) {
    return new SynnaxException(
        Code.MALFORMED,
        "the stored samples of index channel "
            + indexChannel.shownName()
            + " and of its data channels do not fit together from "
            + window.times().start()
            + " on, where timestamps repeat, also when they are read again; they may be changing,"
            + " read them later");
  }

  /** Whether a window with fewer rows can be read. */
  private boolean narrow(Window window) {
    List<Long> stamps = distinctStamps(window.series());
    long end = window.times().end().nanos();
    if (stamps.size() < 3 || end == tooLateNanos) {
      return false;
    }
    tooLateNanos = end;
    long to = Math.min(end - 1, stamps.get(stamps.size() / 2) + 1);
    widthNanos = Math.max(1, to - window.times().start().nanos());
    return true;
  }

  private void omitAll(
      Window window, Channel channel, SynnaxException why, HistoryRows.Omissions omissions) {
    for (Series series : window.series()) {
      for (int i = 0; i < series.sampleCount(); i++) {
        long stamp = series.longAt(i);
        if (stamp > afterNanos && stamp < window.cutNanos()) {
          omissions.omit(channel, new TimeStamp(stamp), why);
        }
      }
    }
  }

  /** The next window in which every row of a timestamp is known, or all that is stored. */
  private Window window() throws InterruptedException {
    long from = afterNanos + 1;
    long to = sum(from, widthNanos);
    boolean hasFewer = false;
    while (true) {
      TimeRange times = TimeRange.ofNanos(from, to);
      List<Series> series;
      try {
        series = readIndex(times);
      } catch (SynnaxException e) {
        HistoryData.requireTooLarge(e);
        if (to - from <= 1) {
          throw e;
        }
        index.restart();
        to = from + (to - from) / 2;
        continue;
      }
      if (from == afterNanos + 1 && hasStamp(series, from)) {
        // Its search might begin in the middle of the samples.
        from = afterNanos;
        continue;
      }
      long fewer = endOfFewer(series);
      if (fewer < to && !hasFewer) {
        hasFewer = true;
        to = fewer;
        continue;
      }
      List<Long> stamps = distinctStamps(series);
      long last = stamps.isEmpty() ? afterNanos : stamps.get(stamps.size() - 1);
      if (last >= endNanos) {
        return new Window(times, series, endNanos, true);
      }
      if (stamps.size() > 1) {
        return new Window(times, series, last, false);
      }
      refuseEndlessRepeats(series, last);
      if (tooLateNanos != NEVER && to < tooLateNanos) {
        to += Math.max(1, (tooLateNanos - to) >>> 1);
        continue;
      }
      OptionalLong further = further(to, Math.max(1, to - from));
      if (further.isEmpty()) {
        return new Window(times, series, Long.MAX_VALUE, true);
      }
      to = further.getAsLong();
      if (to - from < 0) {
        from = to - Long.MAX_VALUE;
      }
    }
  }

  /**
   * The end of a window with only as many rows as it should have; never if it has not many more.
   */
  private long endOfFewer(List<Series> series) {
    long rows = 0;
    long end = NEVER;
    long last = afterNanos;
    for (Series part : series) {
      for (int i = 0; i < part.sampleCount(); i++) {
        boolean isNew = part.longAt(i) > last;
        last = Math.max(last, part.longAt(i));
        if (isNew && end == NEVER && rows >= targetRows) {
          end = last + 1;
        }
        rows++;
      }
    }
    return rows > 2L * targetRows ? end : NEVER;
  }

  private void refuseEndlessRepeats(List<Series> series, long stamp) {
    long rows = series.stream().mapToLong(Series::sampleCount).sum();
    if (rows > MAX_SAMPLES_PER_STAMP) {
      throw new SynnaxException(
          Code.MALFORMED,
          "cannot read the history of index channel "
              + indexChannel.shownName()
              + ": it has more than "
              + MAX_SAMPLES_PER_STAMP
              + " samples with the timestamp "
              + new TimeStamp(stamp)
              + "; write them again with timestamps that ascend, or leave the group out");
    }
  }

  /**
   * A later end of a window that ends with one timestamp, at best just after what is stored next;
   * nothing if nothing is stored from there on.
   *
   * @param width length of that window
   */
  private OptionalLong further(long to, long width) throws InterruptedException {
    // The length of a range must fit an int64.
    long reach = to < 0 ? 0 : Long.MAX_VALUE;
    if (to >= reach) {
      return OptionalLong.empty();
    }
    try (FrameIterator probe =
        FrameIterator.open(
            session, List.of(indexChannel), TimeRange.ofNanos(to, reach), targetRows)) {
      if (!probe.seekFirst()) {
        return reach == 0 ? further(0, width) : OptionalLong.empty();
      }
      long next = to;
      for (Series series : seriesOf(probe.nextChunk())) {
        next = Math.max(next, series.longAt(series.sampleCount() - 1));
      }
      return OptionalLong.of(next > to ? sum(next, 1) : sum(to, sum(width, width)));
    }
  }

  private static long sum(long nanos, long more) {
    long sum = nanos + more;
    return sum < nanos ? Long.MAX_VALUE : sum;
  }

  private List<Series> readIndex(TimeRange times) throws InterruptedException {
    return seriesOf(index.read(null, times, targetRows));
  }

  private List<Series> seriesOf(List<Frame> frames) {
    List<Series> series = new ArrayList<>();
    for (Frame frame : frames) {
      for (int i = 0; i < frame.size(); i++) {
        if (frame.channelKeyAt(i) == indexChannel.key() && frame.seriesAt(i).sampleCount() > 0) {
          series.add(frame.seriesAt(i));
        }
      }
    }
    return series;
  }

  private static boolean hasStamp(List<Series> series, long stamp) {
    for (Series part : series) {
      for (int i = 0; i < part.sampleCount() && part.longAt(i) <= stamp; i++) {
        if (part.longAt(i) == stamp) {
          return true;
        }
      }
    }
    return false;
  }

  /** The timestamps after the last one that is known, each once. */
  private List<Long> distinctStamps(List<Series> series) {
    List<Long> distinct = new ArrayList<>();
    long last = afterNanos;
    for (Series part : series) {
      for (int i = 0; i < part.sampleCount(); i++) {
        if (part.longAt(i) > last) {
          last = part.longAt(i);
          distinct.add(last);
        }
      }
    }
    return distinct;
  }

  private static boolean repeats(List<Series> series) {
    long last = Long.MIN_VALUE;
    for (Series part : series) {
      for (int i = 0; i < part.sampleCount(); i++) {
        if (part.longAt(i) == last) {
          return true;
        }
        last = part.longAt(i);
      }
    }
    return false;
  }

  private static long lastStamp(List<Series> series) {
    Series last = series.get(series.size() - 1);
    return last.longAt(last.sampleCount() - 1);
  }

  /** Ends the reading in order; what was read counts only after that. */
  void finish() throws InterruptedException {
    index.finish();
    data.finish();
  }

  @Override
  public void close() {
    index.close();
    data.close();
  }
}
