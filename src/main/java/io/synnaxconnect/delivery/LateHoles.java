package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.offset.Hole;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows that are stored after the position has passed them, without coming live: imports, and
 * uploads after an outage. They can only be in the holes of the group. Each round asks history once
 * for every hole, the widest first: when a stream was opened, when a writer has released the group,
 * and otherwise ever more rarely while nothing is found.
 */
final class LateHoles {

  private static final long FIRST_PAUSE_NANOS = 2_000_000_000L;
  private static final long MAX_PAUSE_NANOS = 300_000_000_000L;

  /** At least between the beginnings of two rounds, however many writers end. */
  private static final long MIN_PAUSE_NANOS = 1_000_000_000L;

  /** The longest pause if the cluster does not say who writes. */
  private static final long MAX_BLIND_PAUSE_NANOS = 60_000_000_000L;

  private static final int MAX_RANGES = 64;

  private final HoleMap holes = new HoleMap();
  private final RegionEdges edges = new RegionEdges(holes);
  private final ChannelHoles channelHoles = new ChannelHoles();
  private final RetryTimer pause = new RetryTimer(FIRST_PAUSE_NANOS, MAX_PAUSE_NANOS);
  private final Position position;
  private final GroupGaps gaps;
  private final WallClock wallClock;
  private final GroupListener listener;
  private final long windowNanos;
  private long round = 1;
  private boolean looking;

  /** Whether another round follows this one at once. */
  private boolean lookAgain;

  /** Whether a round has begun for which nobody asked for single channels yet. */
  private boolean channelsDue;

  private boolean found;

  /** When the last round began; null before the first. */
  private @Nullable Long begunNanos;

  /** Whether a writer has ended during the round. */
  private boolean endedMeanwhile;

  /** When the last round ended. */
  private long endedNanos;

  /** The round of the request under way. */
  private long requestedRound;

  /** Where a read of one hole continues; null if none does. */
  private @Nullable Long continueNanos;

  private boolean informed;

  LateHoles(
      SourceOffset start,
      Position position,
      GroupGaps gaps,
      DeliveryOptions options,
      WallClock wallClock,
      GroupListener listener) {
    this.position = position;
    this.gaps = gaps;
    this.wallClock = wallClock;
    this.listener = listener;
    this.windowNanos = options.lateWindowNanos();
    if (isOn()) {
      start.holes().forEach(this::restore);
    }
  }

  /** Whether holes are known. */
  boolean isOn() {
    return windowNanos > 0;
  }

  /** Rows after the position are read anyway, also if somebody has set it back. */
  private void restore(Hole hole) {
    long to = Math.min(hole.range().end().nanos(), position.next());
    if (position.isSet() && hole.channels().isEmpty()) {
      holes.add(hole.range().start().nanos(), to);
    } else if (position.isSet()) {
      channelHoles.restore(hole, to);
    }
  }

  /** The ranges of emitted rows that lack single channels. */
  ChannelHoles ofChannels() {
    return channelHoles;
  }

  int size() {
    return holes.size() + channelHoles.size();
  }

  List<Hole> toHoles() {
    if (channelHoles.size() == 0) {
      return holes.toHoles();
    }
    List<Hole> all = new ArrayList<>(holes.toHoles());
    all.addAll(channelHoles.toHoles());
    return all;
  }

  /** A stream was opened: rows may have been stored meanwhile. */
  void open(long nowNanos) {
    edges.open();
    channelHoles.forgetRead();
    begin(nowNanos);
  }

  /** Whether the cluster says who writes, so that looking may be rare otherwise. */
  void setInformed(boolean isInformed) {
    informed = isInformed;
  }

  /**
   * A writer of the group has begun, perhaps one that does not stream. A round that is due sooner,
   * for one that has ended, stays so.
   */
  void onWriterBegan(long nowNanos) {
    long dueInNanos = Math.max(0, pause.dueNanos() - nowNanos);
    pause.startIn(nowNanos, Math.min(FIRST_PAUSE_NANOS, dueInNanos));
  }

  /** A writer of the group has ended: everything that it committed is stored. */
  void onWriterEnded(long nowNanos) {
    if (looking) {
      endedMeanwhile = true;
    } else {
      pause.startIn(nowNanos, restNanos(nowNanos));
    }
  }

  /** How long the next round may not begin yet. */
  private long restNanos(long nowNanos) {
    return begunNanos == null ? 0 : Math.max(0, begunNanos + MIN_PAUSE_NANOS - nowNanos);
  }

  /** Begins a round. One that has begun is not given up, since the narrowest holes are its last. */
  void begin(long nowNanos) {
    if (looking) {
      lookAgain = true;
    } else {
      beginRound(nowNanos);
    }
    pause.start(nowNanos);
  }

  private void beginRound(long nowNanos) {
    begunNanos = nowNanos;
    round++;
    looking = true;
    lookAgain = false;
    found = false;
    endedMeanwhile = false;
    channelsDue = isOn();
  }

  /** Whether a round has begun, in which channels without samples are asked for, too; true once. */
  boolean takeChannelsDue() {
    boolean isDue = channelsDue;
    channelsDue = false;
    return isDue;
  }

  /** Rows are about to move the position. */
  void passInOrder(List<Rows> block, boolean live) {
    if (isOn()) {
      edges.passInOrder(block, live, position.nanos());
      giveUpTooMany();
    }
  }

  /** The position is about to move to a timestamp, the end of a replay, without rows. */
  void passWithoutRows(long toNanos) {
    if (isOn()) {
      holes.add(position.next(), toNanos);
    }
  }

  /** Rows before the position are emitted. */
  void passLate(Batch batch, List<Rows> block) {
    edges.passLate(batch, block);
    giveUpTooMany();
  }

  /** An offset has room for so many. */
  void giveUpTooMany() {
    for (Hole hole = holes.giveUpOne(); hole != null; hole = holes.giveUpOne()) {
      listener.holeGivenUp(hole);
    }
    for (Hole hole = channelHoles.giveUpOne(); hole != null; hole = channelHoles.giveUpOne()) {
      listener.holeGivenUp(hole);
    }
  }

  /** Whether nothing was stored at a timestamp when the rows around it were delivered. */
  boolean areAt(long timestampNanos) {
    return holes.covers(timestampNanos);
  }

  /** Whether the range is one hole, or part of one. */
  boolean areBetween(long fromNanos, long toNanos) {
    return holes.coversAll(fromNanos, toNanos);
  }

  /** Whether a hole from a timestamp on stays for a time, and is looked into when a writer ends. */
  boolean keep(long fromNanos, long forNanos, long nowNanos) {
    long oldest = oldestNanos(nowNanos);
    boolean stays = oldest == Long.MIN_VALUE || fromNanos - oldest >= forNanos;
    return isOn() && informed && fromNanos >= oldest && stays;
  }

  /** Whether a row at a timestamp is looked for. */
  boolean cover(long timestampNanos, long nowNanos) {
    return holes.covers(timestampNanos) && timestampNanos >= oldestNanos(nowNanos);
  }

  private long oldestNanos(long nowNanos) {
    return windowNanos == Long.MAX_VALUE ? Long.MIN_VALUE : wallClock.at(nowNanos) - windowNanos;
  }

  private boolean isRoundDue(long nowNanos) {
    return pause.isDue(nowNanos) || (!informed && nowNanos - endedNanos >= MAX_BLIND_PAUSE_NANOS);
  }

  /** Which holes to ask history for now; null for none. */
  @Nullable HistoryRequest request(IndexGroup group, long nowNanos) {
    if (!looking && (lookAgain || isRoundDue(nowNanos))) {
      beginRound(nowNanos);
    }
    if (!looking) {
      return null;
    }
    List<TimeRange> ranges = remaining(nowNanos);
    requestedRound = round;
    if (ranges.isEmpty()) {
      HistoryRequest ofChannels = requestChannels(group, nowNanos);
      if (ofChannels == null) {
        endRound(nowNanos);
      }
      return ofChannels;
    }
    return new HistoryRequest(
        Purpose.HOLES, group, ranges.get(0), ranges.subList(1, ranges.size()));
  }

  private @Nullable HistoryRequest requestChannels(IndexGroup group, long nowNanos) {
    long oldest = oldestNanos(nowNanos);
    channelHoles.removeBefore(oldest);
    return channelHoles.request(group, round, oldest);
  }

  /** What was not looked at in this round: the hole whose read continues, or several. */
  private List<TimeRange> remaining(long nowNanos) {
    long oldest = oldestNanos(nowNanos);
    holes.removeBefore(oldest);
    List<TimeRange> ranges = new ArrayList<>();
    for (HoleMap.Entry hole : holes.widestFirst()) {
      long from = Math.max(hole.fromNanos(), oldest);
      if (hole.lookedRound() < round && !gaps.overlap(from, hole.toNanos())) {
        TimeRange range = TimeRange.ofNanos(from, hole.toNanos());
        if (continueNanos != null && from == continueNanos) {
          return List.of(range);
        }
        if (ranges.size() < MAX_RANGES) {
          ranges.add(range);
        }
      }
    }
    return ranges;
  }

  private void endRound(long nowNanos) {
    looking = false;
    endedNanos = nowNanos;
    if (endedMeanwhile) {
      pause.startIn(nowNanos, restNanos(nowNanos));
    } else if (found) {
      pause.start(nowNanos);
    } else {
      pause.again(nowNanos);
    }
  }

  /** What history has in one of the holes; null if there is nothing to emit. */
  @Nullable Batch answer(HistoryRequest asked, HistoryAnswer answer) {
    TimeRange read = answer.range() == null ? asked.range() : answer.range();
    List<TimeRange> ranges = new ArrayList<>(List.of(asked.range()));
    ranges.addAll(asked.others());
    ranges.subList(0, Math.max(0, ranges.indexOf(read))).forEach(this::markLooked);
    List<Rows> rows = RowFilter.where(answer.rows(), at -> holes.covers(at) && !gaps.cover(at));
    continueNanos = null;
    if (rows.isEmpty()) {
      markLooked(read);
      return null;
    }
    found = true;
    if (!answer.exhausted()) {
      continueNanos = Position.after(RowFilter.maxNanos(answer.rows()));
    }
    return Batch.ofHole(rows);
  }

  /** History was read in ranges that lack single channels, and had rows to emit or none. */
  void onChannelsRead(HistoryRequest asked, HistoryAnswer answer, Set<Long> keys, boolean any) {
    found |= any;
    channelHoles.onRead(asked, answer, keys, requestedRound);
  }

  private void markLooked(TimeRange range) {
    holes.markLooked(range.start().nanos(), range.end().nanos(), requestedRound);
  }
}
