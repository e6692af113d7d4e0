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
  private final boolean begun;
  private IndexGroup group;
  private Set<Long> dataKeys = Set.of();
  private ChannelKeyRanges covered;

  /** All rows up to this timestamp were handed over, {@link Long#MIN_VALUE} before the first. */
  private long position;

  /** Greatest timestamp that history gave in this stream. */
  private long historyEnd;

  /** Why the next live row cannot be joined to the one before; null if it can. */
  private @Nullable Cause interruption = Cause.REOPENED;

  private boolean opened;
  private boolean catchingUp;
  private boolean endSeen;
  private boolean stallReported;

  /** Rows that history gave since the last live row. */
  private long rowsFromHistory;

  private @Nullable Following following;
  private @Nullable List<Rows> leaving;
  private @Nullable LiveRun leavingRun;
  private @Nullable HistoryRequest request;
  private Set<Long> requestedKeys = Set.of();
  private @Nullable OpenGap requestedGap;
  private boolean requestTaken;
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
    this.begun = at != null;
    this.gaps = new GroupGaps(options.gapTimeoutNanos(), listener);
    this.channelGaps = new ChannelGaps(options.gapTimeoutNanos());
    long greatest = Math.multiplyExact(PROBE_GROWTH, options.probeIntervalNanos());
    this.probe = new RetryTimer(options.probeIntervalNanos(), greatest);
    restoreGaps(start.gaps());
  }

  private void restoreGaps(List<Gap> stored) {
    for (Gap gap : stored) {
      if (gap.channels().isEmpty()) {
        gaps.open(gap, gap.openedAt().nanos());
      } else {
        channelGaps.restore(gap, gap.openedAt().nanos());
      }
    }
  }

  /**
   * A stream was opened: what was written before it is read from history.
   *
   * @param now the group as this stream carries it
   */
  public void open(IndexGroup now, long nowNanos) {
    group = now;
    dataKeys = new HashSet<>();
    for (Channel channel : now.channels()) {
      if (channel.key() != now.indexKey()) {
        dataKeys.add(channel.key());
      }
    }
    cover(nowNanos);
    channelGaps.wakeAll(nowNanos);
    gaps.wakeAll(nowNanos);
    detector.reset();
    readRanges.forget(nowNanos);
    readRanges.add(Long.MIN_VALUE, position, nowNanos);
    historyEnd = position;
    interruption = Cause.REOPENED;
    rowsFromHistory = 0;
    opened = true;
    catchingUp = true;
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
    channelGaps.retain(dataKeys);
    if (begun && !covered.isEmpty()) {
      for (long key : dataKeys) {
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
    probe.start(nowNanos);
    stall.stop();
    stallReported = false;
    readRanges.forget(receivedNanos);
    if (!opened) {
      // The next stream begins with history, which holds these rows.
      return;
    }
    runs.addAll(newRuns);
    for (long key : withoutIndex) {
      if (dataKeys.contains(key)) {
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
        && gaps.isEmpty();
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
    leavingRun = null;
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
      leaveLive(run, rows, historyEnd, historyEnd);
      return;
    }
    interruption = null;
    long first = RowFilter.smallest(RowFilter.where(rows, stamp -> stamp > position));
    boolean nothingNew = first == Long.MAX_VALUE;
    following = new Following(run, cause, position, nothingNew ? position : first, missing);
    if (nothingNew || first <= next(position)) {
      finishJoin(following, nowNanos);
    }
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
    if (reading.hasFound()) {
      openMissing(reading.lastSeenNanos(), reading.lastNanos(), reading.positionBefore(), nowNanos);
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
    reading.read(rows, answer.exhausted());
    if (rows.isEmpty()) {
      return;
    }
    long last = RowFilter.greatest(rows);
    readRanges.add(RowFilter.smallest(rows), last, answer.readNanos());
    historyEnd = Math.max(historyEnd, last);
    rowsFromHistory += RowFilter.count(rows);
    listener.recovered(RowFilter.count(rows));
    leaving = rows;
  }

  /** History is read up to the live rows that wait: they leave now. */
  private void finishJoin(Following reading, long nowNanos) {
    LiveRun run = Objects.requireNonNull(reading.run());
    following = null;
    long left =
        reading.missingRows() < 0
            ? Gap.UNKNOWN_COUNT
            : Math.max(0, reading.missingRows() - rowsFromHistory);
    if (left != 0) {
      Gap gap =
          Gap.ofGroup(
              reading.cause(),
              TimeRange.ofNanos(next(position), reading.toNanos()),
              new TimeStamp(nowNanos),
              left);
      gaps.open(gap, nowNanos);
    }
    leaveLive(
        run,
        beforeEnd(run.rows()),
        reading.positionBefore(),
        Math.max(historyEnd, reading.positionBefore()));
  }

  /**
   * Live rows leave.
   *
   * @param lateUpTo rows up to this timestamp are late, or have left already
   * @param leftUpTo rows between that and this timestamp have left already
   */
  private void leaveLive(LiveRun run, List<Rows> rows, long lateUpTo, long leftUpTo) {
    rowsFromHistory = 0;
    if (RowFilter.smallest(rows) > leftUpTo) {
      leaving = rows.isEmpty() ? null : rows;
      leavingRun = run;
      return;
    }
    List<Rows> late =
        RowFilter.where(
            rows, stamp -> stamp <= lateUpTo && !readRanges.cover(stamp, run.receivedNanos()));
    if (!late.isEmpty()) {
      leaveLate(late);
    }
    List<Rows> others = RowFilter.where(rows, stamp -> stamp > leftUpTo);
    if (!others.isEmpty()) {
      leaving = others;
      leavingRun = run;
    }
  }

  private void leaveLate(List<Rows> rows) {
    listener.late(RowFilter.count(rows));
    long first = RowFilter.smallest(rows);
    long last = RowFilter.greatest(rows);
    gaps.split(first, last);
    outbox.add(Batch.late(RowFilter.without(rows, channelGaps.openAt(first))));
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
    if (leavingRun != null) {
      openMissingLive(rows, nowNanos);
    }
    leaving = null;
    leavingRun = null;
    return true;
  }

  private void openMissingLive(List<Rows> rows, long nowNanos) {
    Rows last = rows.get(rows.size() - 1);
    boolean indexToo = group.index() != null && group.channels().contains(group.index());
    int expected = dataKeys.size() + (indexToo ? 1 : 0);
    if (last.columns().size() < expected) {
      Map<Long, Long> seen = new HashMap<>();
      Following.see(rows, seen);
      openMissing(seen, RowFilter.greatest(rows), position, nowNanos);
    }
  }

  /** Channels without a sample in the last of some rows begin to lack samples. */
  private void openMissing(
      Map<Long, Long> lastSeen, long lastNanos, long positionBefore, long nowNanos) {
    for (long key : dataKeys) {
      long seen = lastSeen.getOrDefault(key, positionBefore);
      if (seen < lastNanos && !channelGaps.has(key)) {
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
    List<Rows> rows = new ArrayList<>();
    Map<Long, Long> found = new HashMap<>();
    for (Rows piece : answer.rows()) {
      if (!piece.columns().isEmpty()) {
        rows.add(piece);
      }
    }
    Following.see(rows, found);
    long last = RowFilter.greatest(answer.rows());
    boolean exhausted = answer.exhausted() || answer.rows().isEmpty();
    long upTo = exhausted ? asked.range().end().nanos() - 1 : last;
    channelGaps.answered(requestedKeys, found.keySet(), exhausted, upTo, nowNanos);
    if (!rows.isEmpty()) {
      listener.recovered(RowFilter.count(rows));
      outbox.add(Batch.ofChannels(requestedKeys, rows));
    }
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
      Set<Long> behind = channelGaps.openAt(RowFilter.smallest(rows));
      outbox.add(Batch.ofGap(gap, RowFilter.without(rows, behind)));
    }
  }

  private static long next(long nanos) {
    return nanos == Long.MIN_VALUE || nanos == Long.MAX_VALUE ? nanos : nanos + 1;
  }
}
