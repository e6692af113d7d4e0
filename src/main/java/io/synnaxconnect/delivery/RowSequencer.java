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
  private final LiveContinuity continuity;
  private final IdleProbe idleProbe;
  private final ReplayEnd end;
  private final GroupListener listener;
  private final Deque<LiveRows> runs = new ArrayDeque<>();
  private final Deque<Batch> outbox = new ArrayDeque<>();
  private IndexGroup group;
  private boolean opened;
  private boolean catchingUp;

  /** Whether what history held before this stream was read. */
  private boolean joined;

  private @Nullable CatchUpRead catchUp;
  private @Nullable List<Rows> leaving;

  RowSequencer(IndexGroup group, GroupState state) {
    this.group = group;
    this.position = state.position();
    this.history = state.history();
    this.gaps = state.gaps();
    this.channels = state.channels();
    this.continuity = state.continuity();
    this.idleProbe = state.idle();
    this.end = state.end();
    this.listener = state.listener();
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
    catchUp = null;
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
    return catchingUp || catchUp != null;
  }

  GroupPhase phase() {
    if (!opened || !joined) {
      return GroupPhase.JOINING;
    }
    boolean liveRowsWait = catchUp != null && catchUp.run() != null;
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
      } else if (catchUp != null) {
        moved = goOnReading(catchUp, nowNanos);
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
  private void place(LiveRows liveRows, long nowNanos) {
    LiveContinuity.Break broken = continuity.next(liveRows);
    List<Rows> rows = end.before(liveRows.rows());
    if (broken == null) {
      leaveLive(liveRows, rows, continuity.emitted().recoveredUpToNanos(), true);
      return;
    }
    if (broken.cause() == Cause.SKIPPED) {
      listener.skipped(broken.missingRows());
    }
    LiveContinuity.Break lacking = continuity.withoutRecovered(broken, liveRows);
    CatchUpRead reading =
        CatchUpRead.before(liveRows, rows, lacking, position.nanos(), end.nanos());
    catchUp = reading;
    if (reading.toNanos() <= position.next()) {
      join(reading, liveRows, nowNanos);
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
    LiveRows liveRows = reading.run();
    if (liveRows != null) {
      join(reading, liveRows, nowNanos);
    } else {
      catchUp = null;
      joined = true;
      idleProbe.endReading(reading.hasFound(), nowNanos);
      end.endReading();
    }
    return true;
  }

  private void answerFollowing(HistoryAnswer answer) {
    List<Rows> rows = RowFilter.after(answer.rows(), position.nanos());
    if (catchUp != null) {
      catchUp.read(RowFilter.count(rows), answer.exhausted());
    }
    if (catchUp != null && !rows.isEmpty()) {
      continuity.emitted().addRead(rows, answer.readNanos());
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
      continuity.emitted().addBackfill(found.rows(), readNanos);
      outbox.add(
          found.with(
              channels.withoutAloneInGap(found.rows(), found.gapOf().openedNanos(), nowNanos)));
    } else {
      outbox.add(found);
    }
  }

  /** History is read up to the live rows that wait: they leave now. */
  private void join(CatchUpRead reading, LiveRows liveRows, long nowNanos) {
    catchUp = null;
    if (reading.rowsLeft() != 0) {
      openGap(reading, liveRows, nowNanos);
    }
    if (reading.toNanos() == end.nanos()) {
      // Whatever is missing before the end is in the gap now.
      position.moveTo(end.nanos() - 1);
    }
    continuity.emitted().advanceTo(reading.positionBefore());
    leaveLive(liveRows, end.before(liveRows.rows()), reading.positionBefore(), false);
  }

  private void openGap(CatchUpRead reading, LiveRows liveRows, long nowNanos) {
    long from = position.next();
    long to = reading.toNanos();
    if (to < from && reading.rowsLeft() > 0 && continuity.isMissingBetween(liveRows)) {
      // What is missing between rows from behind the position lies there, too.
      from = Position.after(continuity.emitted().lastLiveNanos());
      to = RowFilter.smallest(liveRows.rows());
      gaps.split(from, to - 1, false);
    }
    gaps.open(reading.gap(from, to, nowNanos), nowNanos);
  }

  /** Live rows leave; those up to a timestamp are late, unless they have left already. */
  private void leaveLive(LiveRows liveRows, List<Rows> rows, long lateUpTo, boolean contiguous) {
    List<Rows> late = continuity.late(liveRows, rows, lateUpTo);
    if (!late.isEmpty()) {
      listener.late(RowFilter.count(late));
      gaps.split(RowFilter.smallest(late), RowFilter.greatest(late), contiguous);
      outbox.add(Batch.late(channels.withoutAlone(late, liveRows.receivedNanos())));
    }
    startLeaving(continuity.inOrder(liveRows, rows));
  }

  private void startLeaving(List<Rows> rows) {
    if (!rows.isEmpty()) {
      leaving = rows;
      channels.onNewRows();
    }
  }

  /** Rows after the position leave. False when a channel's earlier samples are to be read first. */
  private boolean leaveInOrder(List<Rows> rows, long nowNanos) {
    Set<Long> behind = channels.toOmitFrom(rows, nowNanos);
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
    channels.requestDue(nowNanos);
    boolean due = idleProbe.isProbeDue(nowNanos) || end.isLookDue(nowNanos);
    if (due && history.isFree(nowNanos) && !gaps.areTooMany()) {
      idleProbe.beginProbe(nowNanos);
      readToEnd(nowNanos);
      return true;
    }
    return false;
  }

  private void readToEnd(long nowNanos) {
    end.beginReading(nowNanos);
    catchUp = CatchUpRead.upTo(end.nanos(), position.nanos());
  }
}
