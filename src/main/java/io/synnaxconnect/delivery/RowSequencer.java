package io.synnaxconnect.delivery;

import static java.util.Objects.requireNonNull;

import io.synnaxconnect.delivery.Batch.Move;
import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.delivery.SequencerPhase.Event;
import io.synnaxconnect.offset.Gap;
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
 * Decides which rows of a group are emitted next: those that history has before the live ones, then
 * these. If nothing is to be emitted, it repairs gaps. {@link SequencerPhase} says what it does
 * when.
 */
final class RowSequencer {

  private final WallClock wallClock;
  private final Position position;
  private final HistorySlot history;
  private final GroupGaps gaps;
  private final LateHoles holes;
  private final ChannelRepair channels;
  private final LiveContinuity continuity;
  private final IdleProbe idleProbe;
  private final ReplayEnd end;
  private final GroupListener listener;

  /** Live rows for which it is not decided yet how they are emitted. */
  private final Deque<LiveRows> waiting = new ArrayDeque<>();

  /** What is to be handed over. */
  private final Deque<Batch> batches = new ArrayDeque<>();

  private IndexGroup group;
  private SequencerPhase phase = SequencerPhase.CLOSED;

  /** The read of this phase, if there is one. */
  private @Nullable CatchUpRead catchUp;

  /** Rows after the position that are emitted next; perhaps earlier samples are read first. */
  private @Nullable List<Rows> nextRows;

  /** Whether these came live. */
  private boolean nextLive;

  /** Waits until the rows are handed over of which it is not known yet which holes they fill. */
  private @Nullable HolesAnswer lateAnswer;

  /** Whether history is asked again for single channels of a replay that has ended. */
  private boolean endLooksAgain;

  /** Whether the last repair asked for holes. */
  private boolean holesWereLast;

  RowSequencer(IndexGroup group, GroupState state) {
    this.group = group;
    this.wallClock = state.wallClock();
    this.position = state.position();
    this.history = state.history();
    this.gaps = state.gaps();
    this.holes = state.holes();
    this.channels = state.channels();
    this.continuity = state.continuity();
    this.idleProbe = state.idleProbe();
    this.end = state.end();
    this.listener = state.listener();
  }

  void open(IndexGroup now) {
    relist(now);
    phase = phase.after(Event.STREAM_OPENED);
    end.forgetChannels();
  }

  /** Nothing is stored after the position, or a probe finds it. */
  void skipCatchUp() {
    phase = phase.after(Event.READ_TO_END).after(Event.READ_ENDED);
  }

  /** Other channels of the group are read from now on. */
  void relist(IndexGroup now) {
    group = now;
    endLooksAgain = false;
  }

  boolean isOpen() {
    return phase != SequencerPhase.CLOSED;
  }

  /** The stream is no longer used: the next one begins with history, which has the live rows. */
  void close() {
    phase = phase.after(Event.STREAM_CLOSED);
    catchUp = null;
    nextRows = null;
    lateAnswer = null;
    waiting.clear();
    gaps.forgetAfter(position);
  }

  void add(Collection<LiveRows> liveRows) {
    waiting.addAll(liveRows);
  }

  /** Whether anything is to be emitted or read before other live rows. */
  boolean isBusy() {
    return isReading() || !batches.isEmpty() || nextRows != null || !waiting.isEmpty();
  }

  /** Whether rows after the position are read from history, or will be at once. */
  boolean isReading() {
    return phase == SequencerPhase.OPENED || phase.isCatchUpRead();
  }

  /**
   * Whether a bounded replay has reached its end. It stays there while a round asks again for
   * samples that somebody may have stored since.
   */
  boolean hasReachedEnd() {
    boolean channelsRead = channels.areDormant() || endLooksAgain;
    return isOpen() && !isBusy() && end.hasAskedForChannels() && hasPassedEnd() && channelsRead;
  }

  private boolean hasPassedEnd() {
    return end.isPassed() && gaps.isEmpty();
  }

  /** Whether nothing before the end of a replay is missing, as far as history was asked. */
  private boolean isOverButForChannels() {
    return hasPassedEnd() && channels.areDormant();
  }

  /** Whether rows from history wait until single channels were read before them. */
  boolean holdsReadRows() {
    return nextRows != null && !nextLive;
  }

  GroupPhase phase() {
    return phase.toGroupPhase();
  }

  @Nullable Batch next() {
    return batches.peek();
  }

  void handedOver() {
    batches.remove();
  }

  void answer(HistoryRequest asked, HistoryAnswer answer, long nowNanos) {
    switch (asked.purpose()) {
      case FOLLOWING, LAST -> answerCatchUp(answer);
      case GAP -> addRepaired(gaps.answer(answer, nowNanos), answer.readNanos(), nowNanos);
      case CHANNELS ->
          addRepaired(channels.answer(asked, answer, nowNanos), answer.readNanos(), nowNanos);
      case HOLES, CHANNEL_HOLES -> lateAnswer = new HolesAnswer(asked, answer);
    }
  }

  /** Does what can be done until a batch is to be handed over or history is to be awaited. */
  void proceed(long nowNanos) {
    boolean moved = true;
    while (moved && batches.isEmpty()) {
      HolesAnswer late = lateAnswer;
      moved = late == null ? step(nowNanos) : emitLate(late, nowNanos);
    }
  }

  private boolean step(long nowNanos) {
    boolean liveRowsWait = !waiting.isEmpty() && !gaps.areTooMany();
    return switch (phase.step(nextRows != null, liveRowsWait)) {
      case WAIT -> false;
      case EMIT -> emitNext(requireNonNull(nextRows), nowNanos);
      case CATCH_UP -> readToEnd(nowNanos);
      case READ -> continueRead(requireNonNull(catchUp), nowNanos);
      case JOIN -> join(waiting.remove(), nowNanos);
      case REPAIR -> repair(nowNanos);
    };
  }

  /** Emits live rows that continue those before; else history may be read up to them first. */
  private boolean join(LiveRows liveRows, long nowNanos) {
    LiveContinuity.Break broken = continuity.next(liveRows);
    List<Rows> rows = end.before(liveRows.rows());
    if (broken == null) {
      emitLive(liveRows, rows, continuity.emitted().recoveredUpToNanos(), true);
      return true;
    }
    if (broken.cause() == Cause.SKIPPED) {
      listener.skipped(broken.missingRows());
    }
    LiveContinuity.Break missing = continuity.withoutRecovered(broken, liveRows);
    CatchUpRead read = CatchUpRead.before(liveRows, rows, missing, position.nanos(), end.nanos());
    if (read.toNanos() <= position.next()) {
      emitAfter(read, liveRows, nowNanos);
    } else {
      phase = phase.after(Event.LIVE_ROWS_WAIT);
      catchUp = read;
    }
    return true;
  }

  private boolean readToEnd(long nowNanos) {
    end.beginReading(nowNanos);
    phase = phase.after(Event.READ_TO_END);
    catchUp = CatchUpRead.upTo(end.nanos(), position.nanos());
    return true;
  }

  /** Requests the next block, or ends the read. False when it has to wait. */
  private boolean continueRead(CatchUpRead read, long nowNanos) {
    long from = position.next();
    if (!read.isExhausted() && from < read.toNanos()) {
      if (history.isFree(nowNanos)) {
        boolean isLast = read.liveRows() == null && end.isLastRead();
        Purpose purpose = isLast ? Purpose.LAST : Purpose.FOLLOWING;
        history.ask(purpose, group, from, read.toNanos());
      }
      return false;
    }
    phase = phase.after(Event.READ_ENDED);
    catchUp = null;
    LiveRows liveRows = read.liveRows();
    if (liveRows != null) {
      emitAfter(read, liveRows, nowNanos);
    } else {
      idleProbe.endReading(read.hasFound(), nowNanos);
      end.endReading();
    }
    return true;
  }

  private void answerCatchUp(HistoryAnswer answer) {
    CatchUpRead read = catchUp;
    if (read == null) {
      return;
    }
    List<Rows> rows = RowFilter.after(answer.rows(), position.nanos());
    read.addBlock(RowFilter.count(rows), answer.exhausted());
    if (!rows.isEmpty()) {
      continuity.emitted().addRead(rows, answer.readNanos());
      listener.recovered(RowFilter.count(rows));
      setNext(rows, false);
    }
  }

  /** An answer about holes, and the request that it answers. */
  private record HolesAnswer(HistoryRequest asked, HistoryAnswer answer) {}

  private boolean emitLate(HolesAnswer late, long nowNanos) {
    lateAnswer = null;
    HistoryAnswer answer = late.answer();
    if (late.asked().purpose() == Purpose.CHANNEL_HOLES) {
      Batch samples = channels.answerHoles(late.asked(), answer);
      if (samples != null) {
        listener.recovered(RowFilter.count(samples.rows()));
        listener.imported(RowFilter.count(samples.rows()));
        batches.add(samples);
      }
      return true;
    }
    Batch found = holes.answer(late.asked(), answer);
    if (found != null) {
      long rows = RowFilter.count(found.rows());
      listener.recovered(rows);
      listener.imported(rows);
      continuity.emitted().addBackfill(found.rows(), answer.readNanos());
      batches.add(found.with(channels.withoutAloneInHole(found.rows(), nowNanos)));
    }
    return true;
  }

  private void addRepaired(@Nullable Batch found, long readNanos, long nowNanos) {
    if (found == null) {
      return;
    }
    listener.recovered(RowFilter.count(found.rows()));
    if (found.move() == Move.GAP) {
      continuity.emitted().addBackfill(found.rows(), readNanos);
      long openedNanos = found.gapOf().openedNanos();
      batches.add(found.with(channels.withoutAloneInGap(found.rows(), openedNanos, nowNanos)));
    } else {
      end.forgetChannels();
      endLooksAgain = false;
      batches.add(found);
    }
  }

  /** Emits live rows up to which history was read. */
  private void emitAfter(CatchUpRead read, LiveRows liveRows, long nowNanos) {
    if (read.remainingRows() != 0 && !isKeptAsHole(read, liveRows, nowNanos)) {
      openGap(read, liveRows, nowNanos);
    }
    if (read.toNanos() == end.nanos()) {
      // Whatever is missing before the end is in the gap now.
      channels.openMissingBeforeEnd(end.after(liveRows.rows()), nowNanos);
      holes.passWithoutRows(end.nanos());
      position.moveTo(end.nanos() - 1);
    }
    continuity.emitted().advanceTo(read.positionBefore());
    emitLive(liveRows, end.before(liveRows.rows()), read.positionBefore(), false);
  }

  /**
   * Whether nothing is known to be missing, and a hole stays before the region that begins with
   * these rows: it is looked into when a writer ends, so that no gap has to be asked for.
   */
  private boolean isKeptAsHole(CatchUpRead read, LiveRows liveRows, long nowNanos) {
    return read.remainingRows() == Gap.UNKNOWN_COUNT
        && liveRows.index().alignment().sample() == 0
        && end.nanos() == Long.MAX_VALUE
        && holes.keep(position.next(), gaps.timeoutNanos(), nowNanos);
  }

  private void openGap(CatchUpRead read, LiveRows liveRows, long nowNanos) {
    long from = position.next();
    long to = read.toNanos();
    if (to < from && read.remainingRows() > 0 && continuity.isMissingBetween(liveRows)) {
      // What is missing between rows from before the position lies there, too.
      from = Position.after(continuity.emitted().lastLiveNanos());
      to = RowFilter.minNanos(liveRows.rows());
      gaps.split(from, to - 1, false);
    }
    gaps.open(read.gap(from, to, wallClock.at(nowNanos)), nowNanos);
  }

  /** Emits live rows; those up to a timestamp are late, or were emitted already. */
  private void emitLive(LiveRows liveRows, List<Rows> rows, long lateUpTo, boolean contiguous) {
    List<Rows> late = continuity.late(liveRows, rows, lateUpTo, holes::areAt);
    if (!late.isEmpty()) {
      listener.late(RowFilter.count(late));
      gaps.split(RowFilter.minNanos(late), RowFilter.maxNanos(late), contiguous);
      batches.add(Batch.late(channels.withoutAlone(late, liveRows.receivedNanos())));
    }
    channels.passReads(RowFilter.maxNanos(liveRows.rows()), liveRows.receivedNanos());
    setNext(continuity.inOrder(liveRows, rows), true);
  }

  private void setNext(List<Rows> rows, boolean live) {
    if (!rows.isEmpty()) {
      nextRows = rows;
      nextLive = live;
      channels.onNewRows();
    }
  }

  /** Emits rows after the position. False when a channel's earlier samples are read first. */
  private boolean emitNext(List<Rows> rows, long nowNanos) {
    Set<Long> omitted = channels.toOmitFrom(rows, nowNanos);
    if (omitted == null) {
      return false;
    }
    batches.add(Batch.inOrder(RowFilter.without(rows, omitted), nextLive));
    channels.openMissing(rows, nowNanos);
    nextRows = null;
    return true;
  }

  /** Closes a gap or asks history. True when something was done that may let live rows continue. */
  private boolean repair(long nowNanos) {
    if (gaps.closeOne()) {
      return true;
    }
    if (!history.isFree(nowNanos)
        || gaps.requestDue(group, history, nowNanos)
        || !history.isIdle(nowNanos)) {
      return false;
    }
    askChannelsOnceMore(nowNanos);
    if (!holesWereLast && requestHoles(nowNanos)) {
      return false;
    }
    holesWereLast = false;
    channels.requestDue(nowNanos);
    boolean due = idleProbe.isProbeDue(nowNanos) || end.isLastReadDue(nowNanos);
    if (due && history.isIdle(nowNanos) && !gaps.areTooMany()) {
      idleProbe.beginProbe(nowNanos);
      return readToEnd(nowNanos);
    }
    if (history.isIdle(nowNanos)) {
      requestHoles(nowNanos);
    }
    return false;
  }

  /** At the end of a replay, and in each round over the holes: somebody may write them alone. */
  private void askChannelsOnceMore(long nowNanos) {
    if (isOverButForChannels() && !end.hasAskedForChannels()) {
      // Nobody asks for these channels any more, and no newer row will.
      end.askForChannels();
      channels.askOnceMore(nowNanos);
    }
    if (holes.takeChannelsDue()) {
      endLooksAgain |= isOverButForChannels();
      channels.askOnceMore(nowNanos);
    }
  }

  /** In turn with what else is repaired, so that none of both waits for the end of the other. */
  private boolean requestHoles(long nowNanos) {
    HistoryRequest request = lateAnswer == null ? holes.request(group, nowNanos) : null;
    if (request != null && request.purpose() == Purpose.CHANNEL_HOLES) {
      channels.ask(request);
    } else if (request != null) {
      history.ask(request);
    }
    if (request != null) {
      holesWereLast = true;
    }
    return request != null;
  }
}
