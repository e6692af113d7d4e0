package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.Batch.Move;
import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.offset.Gap.Cause;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a group are next: those that history still has before the live ones, then these.
 * While there is nothing to hand over it looks after gaps.
 */
final class RowSequencer {

  private final Position position;
  private final HistorySlot history;
  private final GroupGaps gaps;
  private final ChannelRepair channels;
  private final LiveContinuity flow;
  private final IdleProbe idle;
  private final ReplayEnd end;
  private final GroupListener listener;
  private final Deque<LiveRows> runs = new ArrayDeque<>();
  private final Deque<Batch> outbox = new ArrayDeque<>();
  private IndexGroup group;
  private boolean opened;
  private boolean catchingUp;

  /** Whether what history held before this stream was read. */
  private boolean joined;

  private @Nullable CatchUpRead following;
  private @Nullable List<Rows> leaving;

  RowSequencer(IndexGroup group, GroupState parts) {
    this.group = group;
    this.position = parts.position();
    this.history = parts.history();
    this.gaps = parts.gaps();
    this.channels = parts.channels();
    this.flow = parts.flow();
    this.idle = parts.idle();
    this.end = parts.end();
    this.listener = parts.listener();
  }

  void open(IndexGroup now) {
    relist(now);
    opened = true;
    catchingUp = true;
    joined = false;
  }

  /** Other channels of the group are read from now on. */
  void relist(IndexGroup now) {
    group = now;
  }

  boolean isOpened() {
    return opened;
  }

  /** No stream stands; the next one begins with history, which holds the rows that wait. */
  void close() {
    following = null;
    leaving = null;
    runs.clear();
    opened = false;
    catchingUp = false;
    gaps.forgetAfter(position);
  }

  void add(Collection<LiveRows> newRuns) {
    runs.addAll(newRuns);
  }

  boolean areWaiting() {
    return areRead() || !outbox.isEmpty() || leaving != null || !runs.isEmpty();
  }

  boolean areRead() {
    return catchingUp || following != null;
  }

  GroupPhase phase() {
    if (!opened || !joined) {
      return GroupPhase.JOINING;
    }
    boolean liveRowsWait = following != null && following.run() != null;
    return liveRowsWait ? GroupPhase.REPAIRING : GroupPhase.LIVE;
  }

  @Nullable Batch next() {
    return outbox.peek();
  }

  void handedOver() {
    outbox.remove();
  }

  void answer(HistoryRequest asked, HistoryAnswer answer, long nowNanos) {
    switch (asked.purpose()) {
      case FOLLOWING -> answerFollowing(answer);
      case GAP -> recover(gaps.answer(answer, nowNanos), answer.readNanos(), nowNanos);
      case CHANNELS ->
          recover(channels.answer(asked, answer, nowNanos), answer.readNanos(), nowNanos);
    }
  }

  /** Does whatever can be done until rows are to be handed over or history is to be awaited. */
  void proceed(long nowNanos) {
    boolean moved = opened;
    while (moved && outbox.isEmpty()) {
      if (leaving != null) {
        moved = leaveInOrder(leaving, nowNanos);
      } else if (following != null) {
        moved = goOnReading(following, nowNanos);
      } else if (catchingUp) {
        catchingUp = false;
        readToEnd(nowNanos);
      } else if (!runs.isEmpty() && !gaps.areTooMany()) {
        place(runs.remove(), nowNanos);
      } else {
        moved = repair(nowNanos);
      }
    }
  }

  /** Decides for the next live rows whether they follow what left before. */
  private void place(LiveRows run, long nowNanos) {
    LiveContinuity.Break broken = flow.next(run);
    List<Rows> rows = end.before(run.rows());
    if (broken == null) {
      leaveLive(run, rows, flow.floorNanos(), true);
      return;
    }
    if (broken.cause() == Cause.SKIPPED) {
      listener.skipped(broken.missingRows());
    }
    LiveContinuity.Break lacking = flow.withoutGiven(broken, run);
    CatchUpRead reading = CatchUpRead.before(run, rows, lacking, position.nanos(), end.nanos());
    following = reading;
    if (reading.toNanos() <= position.next()) {
      join(reading, run, nowNanos);
    }
  }

  /** Asks for the next block, or ends the reading. False when it has to wait. */
  private boolean goOnReading(CatchUpRead reading, long nowNanos) {
    long from = position.next();
    if (!reading.isExhausted() && from < reading.toNanos()) {
      if (history.isFree(nowNanos)) {
        history.ask(Purpose.FOLLOWING, group, from, reading.toNanos());
      }
      return false;
    }
    LiveRows run = reading.run();
    if (run != null) {
      join(reading, run, nowNanos);
    } else {
      following = null;
      joined = true;
      idle.endReading(reading.hasFound(), nowNanos);
      end.endReading();
    }
    return true;
  }

  private void answerFollowing(HistoryAnswer answer) {
    List<Rows> rows = RowFilter.after(answer.rows(), position.nanos());
    if (following != null) {
      following.read(RowFilter.count(rows), answer.exhausted());
    }
    if (following != null && !rows.isEmpty()) {
      flow.give(rows, answer.readNanos());
      listener.recovered(RowFilter.count(rows));
      startLeaving(rows);
    }
  }

  private void recover(@Nullable Batch found, long readNanos, long nowNanos) {
    if (found == null) {
      return;
    }
    listener.recovered(RowFilter.count(found.rows()));
    if (found.move() == Move.GAP) {
      flow.giveBehind(found.rows(), readNanos);
      outbox.add(found.with(channels.ofGap(found.rows(), found.gapOf().openedNanos(), nowNanos)));
    } else {
      outbox.add(found);
    }
  }

  /** History is read up to the live rows that wait: they leave now. */
  private void join(CatchUpRead reading, LiveRows run, long nowNanos) {
    following = null;
    if (reading.rowsLeft() != 0) {
      openGap(reading, run, nowNanos);
    }
    if (reading.toNanos() == end.nanos()) {
      // Whatever is missing before the end is in the gap now.
      position.moveTo(end.nanos() - 1);
    }
    flow.join(reading.positionBefore());
    leaveLive(run, end.before(run.rows()), reading.positionBefore(), false);
  }

  private void openGap(CatchUpRead reading, LiveRows run, long nowNanos) {
    long from = position.next();
    long to = reading.toNanos();
    if (to < from && reading.rowsLeft() > 0 && flow.isMissingBetween(run)) {
      // What is missing between rows from behind the position lies there, too.
      from = Position.after(flow.lastNanos());
      to = RowFilter.smallest(run.rows());
      gaps.split(from, to - 1, false);
    }
    gaps.open(reading.gap(from, to, nowNanos), nowNanos);
  }

  /** Live rows leave; those up to a timestamp are late, unless they have left already. */
  private void leaveLive(LiveRows run, List<Rows> rows, long lateUpTo, boolean contiguous) {
    List<Rows> late = flow.late(run, rows, lateUpTo);
    if (!late.isEmpty()) {
      listener.late(RowFilter.count(late));
      gaps.split(RowFilter.smallest(late), RowFilter.greatest(late), contiguous);
      outbox.add(Batch.late(channels.ofLate(late, run.receivedNanos())));
    }
    startLeaving(flow.inOrder(run, rows));
  }

  private void startLeaving(List<Rows> rows) {
    if (!rows.isEmpty()) {
      leaving = rows;
      channels.rowsCame();
    }
  }

  /** Rows after the position leave. False when a channel's earlier samples are to be read first. */
  private boolean leaveInOrder(List<Rows> rows, long nowNanos) {
    Set<Long> behind = channels.behindIn(rows, nowNanos);
    if (behind == null) {
      return false;
    }
    outbox.add(Batch.following(RowFilter.without(rows, behind)));
    channels.openMissing(rows, nowNanos);
    leaving = null;
    return true;
  }

  /** Looks after what is missing. True when something was done that may let live rows leave. */
  private boolean repair(long nowNanos) {
    if (gaps.closeOne()) {
      return true;
    }
    if (!history.isFree(nowNanos) || gaps.look(group, history, nowNanos)) {
      return false;
    }
    channels.look(nowNanos);
    boolean due = idle.isProbeDue(nowNanos) || end.isLookDue(nowNanos);
    if (due && history.isFree(nowNanos) && !gaps.areTooMany()) {
      idle.beginProbe(nowNanos);
      readToEnd(nowNanos);
      return true;
    }
    return false;
  }

  private void readToEnd(long nowNanos) {
    end.beginReading(nowNanos);
    following = CatchUpRead.upTo(end.nanos(), position.nanos());
  }
}
