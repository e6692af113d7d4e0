package io.synnaxconnect.delivery;

import io.synnaxconnect.convert.ChannelKeyRanges;
import io.synnaxconnect.convert.Gap;
import io.synnaxconnect.convert.Gap.Cause;
import io.synnaxconnect.convert.SourceOffset;
import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Delivers every stored row of one index group: joins what comes live to what history holds, reads
 * from history whatever the live stream left out, and knows at any moment what the offset is.
 *
 * <p>It is fed with what happens ({@link #open}, {@link #frame}, {@link #shed}, {@link #answer},
 * {@link #tick}) and leaves behind what is to be done: the next {@link #batch} to hand over and the
 * next {@link #request} to history. It takes nothing new from the stream while {@link #isWaiting}.
 * One thread uses it.
 */
public final class StoredGroup {

  private static final long STALL_NANOS = 2_000_000_000L;
  private static final long FIRST_RETRY_NANOS = 200_000_000L;
  private static final long RAREST_RETRY_NANOS = 5_000_000_000L;
  private static final long PROBE_AFTER_SHEDDING_NANOS = 1_000_000_000L;
  private static final int PROBE_GROWTH = 10;

  private final DeliveryOptions options;
  private final GroupListener listener;
  private final @Nullable TimeStamp since;
  private final GapDetector detector = new GapDetector(1);
  private final ReadRanges readRanges = new ReadRanges();
  private final GroupGaps gaps;
  private final ChannelGaps channelGaps;
  private final Deque<LiveRun> runs = new ArrayDeque<>();
  private final Deque<Batch> outbox = new ArrayDeque<>();
  private final RetryTimer probe;
  private final RetryTimer retry = new RetryTimer(FIRST_RETRY_NANOS, RAREST_RETRY_NANOS);
  private final RetryTimer stall = new RetryTimer(STALL_NANOS, STALL_NANOS);
  private IndexGroup group;
  private Set<Long> channelKeys = Set.of();
  private ChannelKeyRanges covered;

  /** All rows up to this timestamp were handed over, {@link Long#MIN_VALUE} before the first. */
  private long position;

  /** Position when the stream was opened. */
  private long positionAtOpen;

  /** Greatest timestamp that history gave in this stream. */
  private long historyEnd;

  /** Why the next live row cannot be joined to the one before; null if it can. */
  private @Nullable Cause interruption = Cause.REOPENED;

  private boolean opened;
  private boolean catchingUp;
  private boolean endSeen;
  private boolean stallReported;

  /** What history gave lately, perhaps before it came live. */
  private final HistoryStamps ahead = new HistoryStamps();

  /** Greatest timestamp of the live rows before, whether they left or not. */
  private long lastLive = Long.MIN_VALUE;

  private @Nullable Following following;
  private @Nullable List<Rows> leaving;
  private @Nullable HistoryRequest request;
  private Set<Long> requestedKeys = Set.of();
  private @Nullable OpenGap requestedGap;
  private boolean requestTaken;

  /** Whether rows came that wait since the request was made. */
  private boolean requestIsStale;

  private boolean retrying;
  private boolean probing;

  /**
   * A group that goes on from an offset, or begins with one.
   *
   * @param start where it stands; without a position everything that is stored follows
   */
  public StoredGroup(
      IndexGroup group, SourceOffset start, DeliveryOptions options, GroupListener listener) {
    this.group = group;
    this.options = options;
    this.listener = listener;
    this.since = start.since();
    this.covered = start.channels();
    TimeStamp at = start.position();
    this.position = at == null ? Long.MIN_VALUE : at.nanos();
    this.gaps = new GroupGaps(options.gapTimeoutNanos(), listener);
    this.channelGaps = new ChannelGaps(options.gapTimeoutNanos());
    long greatest = Math.multiplyExact(PROBE_GROWTH, options.probeIntervalNanos());
    this.probe = new RetryTimer(options.probeIntervalNanos(), greatest);
    restoreGaps(start.gaps());
  }

  private void restoreGaps(List<Gap> stored) {
    for (Gap gap : stored) {
      if (gap.channels().isEmpty()) {
        restoreGap(gap);
      } else {
        channelGaps.restore(gap, gap.openedAt().nanos());
      }
    }
  }

  /** What lies after the position is read anyway, also where somebody has set it back. */
  private void restoreGap(Gap gap) {
    long from = gap.range().start().nanos();
    long to = Math.min(gap.range().end().nanos(), next(position));
    if (position != Long.MIN_VALUE && from < to) {
      boolean whole = to == gap.range().end().nanos();
      long count = whole ? gap.sampleCount() : Gap.UNKNOWN_COUNT;
      TimeRange range = TimeRange.ofNanos(from, to);
      Gap rest = Gap.ofGroup(gap.cause(), range, gap.openedAt(), count);
      gaps.open(rest, gap.openedAt().nanos());
    }
  }

  /**
   * A stream was opened: what was written before it is read from history.
   *
   * @param now the group as this stream carries it
   */
  public void open(IndexGroup now, long nowNanos) {
    group = now;
    channelKeys = new HashSet<>();
    for (Channel channel : now.channels()) {
      channelKeys.add(channel.key());
    }
    cover(nowNanos);
    channelGaps.wakeAll(nowNanos);
    gaps.wakeAll(nowNanos);
    detector.reset();
    readRanges.forget(nowNanos);
    readRanges.add(Long.MIN_VALUE, position, nowNanos);
    historyEnd = position;
    positionAtOpen = position;
    interruption = Cause.REOPENED;
    lastLive = Long.MIN_VALUE;
    opened = true;
    catchingUp = true;
    probing = false;
    stall.stop();
    retry.stop();
    retrying = false;
    // Groups that were opened together shall not ask together.
    long share = Math.floorMod(now.indexKey() * 0x9E3779B9L, 1000);
    long interval = options.probeIntervalNanos();
    probe.startIn(nowNanos, interval / 2 + interval / 2000 * share);
    proceed(nowNanos);
  }

  /** A channel that joins lacks everything since the connector first ran. */
  private void cover(long nowNanos) {
    channelGaps.retain(channelKeys);
    if (position != Long.MIN_VALUE && !covered.isEmpty()) {
      for (long key : channelKeys) {
        if (!covered.contains(key)) {
          channelGaps.open(key, since == null ? next(position) : since.nanos(), nowNanos);
        }
      }
    }
    covered = ChannelKeyRanges.of(group.channels().stream().map(Channel::key).toList());
  }

  /**
   * Live rows came.
   *
   * @param newRuns the series of the index with their rows, in the order in which they came
   * @param withoutIndex channels with samples whose timestamps did not come with them
   */
  public void frame(
      List<LiveRun> newRuns, Collection<Long> withoutIndex, long receivedNanos, long nowNanos) {
    stall.stop();
    stallReported = false;
    readRanges.forget(receivedNanos);
    channelGaps.forgetReads(receivedNanos);
    if (!newRuns.isEmpty()) {
      probe.start(nowNanos);
    }
    if (!opened) {
      // The next stream begins with history, which holds these rows.
      return;
    }
    runs.addAll(newRuns);
    for (long key : withoutIndex) {
      if (channelKeys.contains(key)) {
        channelGaps.open(key, next(position), nowNanos);
        channelGaps.wake(key, nowNanos);
      }
    }
    proceed(nowNanos);
  }

  /**
   * Live rows were shed.
   *
   * @param smallestNanos the smallest of their timestamps, {@link Long#MAX_VALUE} if unknown
   */
  public void shed(long smallestNanos, long nowNanos) {
    interruption = Cause.SHED;
    if (smallestNanos <= position) {
      listener.shedLate();
    }
    channelGaps.wakeAll(nowNanos);
    probe.startIn(nowNanos, PROBE_AFTER_SHEDDING_NANOS);
    proceed(nowNanos);
  }

  /** Time has passed, or what was to be handed over is gone. */
  public void tick(long nowNanos) {
    if (stall.isDue(nowNanos)) {
      stall.stop();
      stallReported = true;
      listener.stalled();
    }
    proceed(nowNanos);
  }

  /** The next rows to hand over, or null; they stay the next until {@link #handedOver}. */
  public @Nullable Batch batch() {
    return outbox.peek();
  }

  /** Some rows of the batch were handed over, in order. */
  public void advance(Batch batch, List<Rows> block) {
    switch (batch.move()) {
      case POSITION -> position = Math.max(position, RowFilter.greatest(block));
      case GAP -> moveGap(batch, block);
      case CHANNELS -> moveChannels(batch, block);
      case NONE -> {
        // Rows from behind the position.
      }
    }
  }

  private static void moveGap(Batch batch, List<Rows> block) {
    OpenGap gap = batch.gap();
    if (gap != null) {
      gap.moveBehind(RowFilter.greatest(block), RowFilter.count(block));
    }
  }

  private void moveChannels(Batch batch, List<Rows> block) {
    Map<Long, Long> seen = new HashMap<>();
    Following.see(block, seen);
    seen.forEach(
        (key, last) -> {
          if (batch.channelKeys().contains(key)) {
            channelGaps.moveBehind(key, last);
          }
        });
  }

  /** All rows of the batch were handed over. */
  public void handedOver(long nowNanos) {
    outbox.remove();
    proceed(nowNanos);
  }

  /** The offset after everything that was handed over. */
  public SourceOffset offset() {
    List<Gap> open = new ArrayList<>(gaps.toGaps());
    open.addAll(channelGaps.toGaps());
    TimeStamp at = position == Long.MIN_VALUE ? null : new TimeStamp(position);
    return new SourceOffset(at, since, covered, open);
  }

  /** Whether the next live rows have to wait. */
  public boolean isWaiting() {
    return !outbox.isEmpty()
        || leaving != null
        || following != null
        || catchingUp
        || !runs.isEmpty()
        || gaps.areTooMany();
  }

  /** Whether rows are read from history, so that the group is not live. */
  public boolean isRepairing() {
    return catchingUp || following != null;
  }

  /** Gaps of the whole group that are open. */
  public int openGaps() {
    return gaps.size();
  }

  /** Whether a bounded replay has reached its end. */
  public boolean hasReachedEnd(long nowNanos) {
    boolean passed = endSeen || nowNanos - options.gapTimeoutNanos() >= options.endNanos();
    return opened
        && options.endNanos() != Long.MAX_VALUE
        && passed
        && !isWaiting()
        && gaps.isEmpty()
        && channelGaps.areDormant();
  }

  /** What to read from history now; null when nothing is wanted or a request is under way. */
  public @Nullable HistoryRequest takeRequest() {
    if (request == null || requestTaken) {
      return null;
    }
    requestTaken = true;
    return request;
  }

  /** What the request under way has brought. */
  public void answer(HistoryAnswer answer, long nowNanos) {
    HistoryRequest answered = request;
    if (answered == null) {
      return;
    }
    request = null;
    requestTaken = false;
    retrying = false;
    switch (answered.purpose()) {
      case FOLLOWING -> answerFollowing(answer);
      case GAP -> answerGap(answer, nowNanos);
      case CHANNELS -> answerChannels(answered, answer, nowNanos);
    }
    proceed(nowNanos);
  }

  /** The request under way has failed; it is made again after a while. */
  public void requestFailed(long nowNanos) {
    request = null;
    requestTaken = false;
    requestedGap = null;
    if (retrying) {
      retry.again(nowNanos);
    } else {
      retry.start(nowNanos);
    }
    retrying = true;
  }

  /**
   * The cluster will not answer for these channels any more: the next stream carries others. Live
   * rows that wait are read from history then.
   */
  public void requestRefused() {
    request = null;
    requestTaken = false;
    requestedGap = null;
    following = null;
    leaving = null;
    runs.clear();
    opened = false;
    catchingUp = false;
    interruption = Cause.REOPENED;
  }

  private void proceed(long nowNanos) {
    boolean moved = opened;
    while (moved && outbox.isEmpty()) {
      if (leaving != null) {
        moved = leave(leaving, nowNanos);
      } else if (following != null) {
        moved = goOnReading(following, nowNanos);
      } else if (catchingUp) {
        catchingUp = false;
        following = followingRows();
      } else if (!runs.isEmpty() && !gaps.areTooMany()) {
        place(runs.remove(), nowNanos);
      } else {
        moved = repair(nowNanos);
      }
    }
  }

  private boolean mayRequest(long nowNanos) {
    return request == null && (!retrying || retry.isDue(nowNanos));
  }

  private void request(Purpose purpose, IndexGroup of, long fromNanos, long toNanos) {
    request = new HistoryRequest(purpose, of, TimeRange.ofNanos(fromNanos, toNanos));
    requestTaken = false;
    requestIsStale = false;
  }

  /** Decides for the next live rows whether they follow what left before. */
  private void place(LiveRun run, long nowNanos) {
    long missing = detector.missingBefore(run.index().alignment(), run.index().sampleCount());
    Cause cause = interruption;
    if (cause == null && missing != 0) {
      cause = missing > 0 ? Cause.SKIPPED : Cause.REOPENED;
      if (missing > 0) {
        listener.skipped(missing);
      }
    }
    List<Rows> rows = beforeEnd(run.rows());
    if (cause == null) {
      leaveLive(run, rows, historyEnd, true);
      return;
    }
    interruption = null;
    long first = RowFilter.smallest(RowFilter.where(rows, stamp -> stamp > position));
    long to = first;
    if (first == Long.MAX_VALUE) {
      to = rows == run.rows() ? position : options.endNanos();
    }
    following = new Following(run, cause, position, to, notFoundAhead(run, missing));
    if (to <= next(position)) {
      finishJoin(following, nowNanos);
    }
  }

  /** How many of the rows that are missing before live ones have not left yet. */
  private long notFoundAhead(LiveRun run, long missing) {
    long first = RowFilter.smallest(run.rows());
    if (missing <= 0) {
      return missing;
    }
    if (first <= positionAtOpen && readRanges.cover(first, run.receivedNanos())) {
      return 0;
    }
    if (lastLive < positionAtOpen || !ahead.knowsAfter(lastLive)) {
      return Gap.UNKNOWN_COUNT;
    }
    return Math.max(0, missing - ahead.countBetween(lastLive, first));
  }

  private List<Rows> beforeEnd(List<Rows> rows) {
    long end = options.endNanos();
    List<Rows> before = end == Long.MAX_VALUE ? rows : RowFilter.where(rows, stamp -> stamp < end);
    endSeen |= before != rows;
    return before;
  }

  /** Asks for the next block, or ends the reading. False when it has to wait. */
  private boolean goOnReading(Following reading, long nowNanos) {
    long from = next(position);
    if (!reading.isExhausted() && from < reading.toNanos()) {
      if (mayRequest(nowNanos)) {
        request(Purpose.FOLLOWING, group, from, reading.toNanos());
      }
      return false;
    }
    if (reading.run() != null) {
      finishJoin(reading, nowNanos);
    } else {
      following = null;
      endProbe(reading.hasFound(), nowNanos);
    }
    return true;
  }

  /** Stored rows that the live stream did not bring may mean that it is dead. */
  private void endProbe(boolean found, long nowNanos) {
    if (probing && found) {
      probe.start(nowNanos);
      if (!stallReported) {
        stall.start(nowNanos);
      }
    }
    probing = false;
  }

  private void answerFollowing(HistoryAnswer answer) {
    Following reading = following;
    if (reading == null) {
      return;
    }
    List<Rows> rows = RowFilter.where(answer.rows(), stamp -> stamp > position);
    reading.read(RowFilter.count(rows), answer.exhausted());
    if (rows.isEmpty()) {
      return;
    }
    long last = RowFilter.greatest(rows);
    readRanges.add(RowFilter.smallest(rows), last, answer.readNanos());
    historyEnd = Math.max(historyEnd, last);
    ahead.add(rows);
    listener.recovered(RowFilter.count(rows));
    startLeaving(rows);
  }

  /** History is read up to the live rows that wait: they leave now. */
  private void finishJoin(Following reading, long nowNanos) {
    LiveRun run = Objects.requireNonNull(reading.run());
    following = null;
    long left =
        reading.missingRows() < 0
            ? Gap.UNKNOWN_COUNT
            : Math.max(0, reading.missingRows() - reading.rowsFound());
    if (left != 0) {
      openGap(reading, run, left, nowNanos);
    }
    historyEnd = Math.max(historyEnd, reading.positionBefore());
    leaveLive(run, beforeEnd(run.rows()), reading.positionBefore(), false);
  }

  private void openGap(Following reading, LiveRun run, long missingRows, long nowNanos) {
    long from = next(position);
    long to = reading.toNanos();
    long first = RowFilter.smallest(run.rows());
    if (to < from && missingRows > 0 && ahead.countBetween(lastLive, first) == 0) {
      // What is missing between rows from behind the position lies there, too.
      from = next(lastLive);
      to = first;
      gaps.split(from, to - 1, false);
    }
    TimeRange range = TimeRange.ofNanos(from, to);
    gaps.open(Gap.ofGroup(reading.cause(), range, new TimeStamp(nowNanos), missingRows), nowNanos);
  }

  /**
   * Live rows leave.
   *
   * @param lateUpTo rows up to this timestamp are late, or have left already; rows between that and
   *     what history gave have left already
   */
  private void leaveLive(LiveRun run, List<Rows> rows, long lateUpTo, boolean contiguous) {
    lastLive = RowFilter.greatest(run.rows());
    if (RowFilter.smallest(rows) > historyEnd) {
      startLeaving(rows);
      return;
    }
    List<Rows> late =
        RowFilter.where(
            rows, stamp -> stamp <= lateUpTo && !readRanges.cover(stamp, run.receivedNanos()));
    if (!late.isEmpty()) {
      leaveLate(late, run.receivedNanos(), contiguous);
    }
    startLeaving(RowFilter.where(rows, stamp -> stamp > historyEnd));
  }

  private void startLeaving(List<Rows> rows) {
    if (rows.isEmpty()) {
      return;
    }
    leaving = rows;
    channelGaps.forgetReadings();
    requestIsStale = request != null;
  }

  private void leaveLate(List<Rows> rows, long receivedNanos, boolean contiguous) {
    listener.late(RowFilter.count(rows));
    gaps.split(RowFilter.smallest(rows), RowFilter.greatest(rows), contiguous);
    for (long key : channelGaps.openIn(rows)) {
      channelGaps.wake(key, receivedNanos);
    }
    outbox.add(
        Batch.late(
            RowFilter.withoutAt(rows, stamp -> channelGaps.leftOutAt(stamp, receivedNanos))));
  }

  /** Rows after the position leave. False when a channel's earlier samples are to be read first. */
  private boolean leave(List<Rows> rows, long nowNanos) {
    Set<Long> behind = new HashSet<>();
    Set<Long> unread = new HashSet<>();
    for (long key : channelGaps.openIn(rows)) {
      if (channelGaps.isReadUpTo(key, position)) {
        channelGaps.end(key);
      } else if (channelGaps.isFarBehind(key)
          || channelBound(channelGaps.startNanos(key)) <= position) {
        behind.add(key);
        channelGaps.wake(key, nowNanos);
      } else {
        unread.add(key);
      }
    }
    if (!unread.isEmpty()) {
      if (mayRequest(nowNanos)) {
        requestChannels(channelGaps.lackingMost(unread));
      }
      return false;
    }
    outbox.add(Batch.following(RowFilter.without(rows, behind)));
    openMissing(rows, nowNanos);
    leaving = null;
    return true;
  }

  /** Channels without a sample in the last of these rows begin to lack samples. */
  private void openMissing(List<Rows> rows, long nowNanos) {
    if (rows.get(rows.size() - 1).columns().size() == channelKeys.size()) {
      return;
    }
    Map<Long, Long> lastSeen = new HashMap<>();
    Following.see(rows, lastSeen);
    long last = RowFilter.greatest(rows);
    for (long key : channelKeys) {
      long seen = lastSeen.getOrDefault(key, position);
      if (seen < last && !channelGaps.has(key)) {
        channelGaps.open(key, next(seen), nowNanos);
      }
    }
  }

  /** Where a channel's own gap ends for now: a gap of the whole group is repaired first. */
  private long channelBound(long fromNanos) {
    return gaps.boundAfter(fromNanos, next(position));
  }

  private void requestChannels(Set<Long> channelKeys) {
    long from = channelGaps.startNanos(channelKeys.iterator().next());
    List<Channel> channels =
        group.channels().stream().filter(c -> channelKeys.contains(c.key())).toList();
    requestedKeys = channelKeys;
    request(Purpose.CHANNELS, new IndexGroup(group.index(), channels), from, channelBound(from));
  }

  private void answerChannels(HistoryRequest asked, HistoryAnswer answer, long nowNanos) {
    List<Rows> lacked = RowFilter.withoutAt(answer.rows(), this::notLackedAt);
    Set<Long> unverified = channelGaps.unverified(channelGaps.openIn(lacked), nowNanos);
    List<Rows> rows =
        RowFilter.without(lacked, unverified).stream()
            .filter(piece -> !piece.columns().isEmpty())
            .toList();
    Map<Long, Long> found = new HashMap<>();
    Following.see(rows, found);
    long last = RowFilter.greatest(answer.rows());
    long end = asked.range().end().nanos() - 1;
    boolean exhausted = answer.exhausted() || answer.rows().isEmpty() || last >= end;
    long upTo = exhausted ? end : last;
    Set<Long> answered = new HashSet<>(requestedKeys);
    answered.removeAll(unverified);
    channelGaps.answered(answered, found.keySet(), exhausted, upTo, !requestIsStale, nowNanos);
    if (end < position) {
      // What lies behind a gap of the whole group could not be asked for yet.
      channelGaps.keepLooking(answered, nowNanos);
    }
    long first = RowFilter.smallest(rows);
    found.forEach(
        (key, greatest) -> channelGaps.noteRead(key, first, greatest, answer.readNanos()));
    if (!rows.isEmpty()) {
      listener.recovered(RowFilter.count(rows));
      outbox.add(Batch.ofChannels(requestedKeys, rows));
    }
  }

  /** Channels that no longer lack their samples at a timestamp. */
  private Set<Long> notLackedAt(long stampNanos) {
    Set<Long> others = new HashSet<>(requestedKeys);
    others.removeAll(channelGaps.openAt(stampNanos));
    return others;
  }

  /** Looks after what is missing. True when something was done that may let live rows leave. */
  private boolean repair(long nowNanos) {
    if (requestedGap == null && gaps.closeOne()) {
      return true;
    }
    if (!mayRequest(nowNanos)) {
      return false;
    }
    OpenGap gap = gaps.due(nowNanos);
    Set<Long> channels = gap == null ? channelGaps.due(nowNanos) : Set.of();
    if (gap != null) {
      gap.probe().again(nowNanos);
      requestedGap = gap;
      request(Purpose.GAP, group, gap.fromNanos(), gap.toNanos());
    } else if (!channels.isEmpty()) {
      lookForChannels(channels, nowNanos);
    } else if (probe.isDue(nowNanos) && !gaps.areTooMany()) {
      probe.again(nowNanos);
      probing = true;
      following = followingRows();
      return true;
    }
    return false;
  }

  private Following followingRows() {
    return new Following(null, Cause.REOPENED, position, options.endNanos(), Gap.UNKNOWN_COUNT);
  }

  private void lookForChannels(Set<Long> channelKeys, long nowNanos) {
    long from = channelGaps.startNanos(channelKeys.iterator().next());
    if (from < channelBound(from)) {
      requestChannels(channelKeys);
    } else {
      channelGaps.postpone(channelKeys, nowNanos);
    }
  }

  private void answerGap(HistoryAnswer answer, long nowNanos) {
    OpenGap gap = requestedGap;
    requestedGap = null;
    if (gap == null || !gaps.holds(gap)) {
      return;
    }
    if (answer.exhausted()) {
      gap.asked();
    }
    List<Rows> rows = RowFilter.where(answer.rows(), stamp -> stamp >= gap.fromNanos());
    if (!rows.isEmpty()) {
      listener.recovered(RowFilter.count(rows));
      gap.probe().startIn(nowNanos, answer.exhausted() ? STALL_NANOS : 0);
      readRanges.add(RowFilter.smallest(rows), RowFilter.greatest(rows), answer.readNanos());
      outbox.add(Batch.ofGap(gap, RowFilter.withoutAt(rows, channelGaps::openAt)));
    }
  }

  private static long next(long nanos) {
    return nanos == Long.MIN_VALUE || nanos == Long.MAX_VALUE ? nanos : nanos + 1;
  }
}
