package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.Gap.Cause;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delivers every stored row of one index group: joins what comes live to what history holds, reads
 * from history whatever the live stream left out, and knows at any moment what the offset is.
 *
 * <p>It is fed with what happens ({@link #open}, {@link #frame}, {@link #shed}, {@link #answer},
 * {@link #tick}) and leaves behind what is to be done: the next {@link #batch} to hand over and the
 * next {@link #takeRequest request} to history. It takes nothing new from the stream while {@link
 * #isWaiting}. One thread uses it.
 */
public final class StoredGroup {

  private final GroupState state;
  private final RowSequencer sequencer;

  /**
   * A group that goes on from an offset, or begins with one.
   *
   * @param start where it stands; without a position everything that is stored follows
   */
  public StoredGroup(
      IndexGroup group, SourceOffset start, DeliveryOptions options, GroupListener listener) {
    this.state = new GroupState(group, start, options, listener);
    this.sequencer = new RowSequencer(group, state);
  }

  /**
   * A stream was opened: what was written before it is read from history. Not while the group
   * {@link #isWaiting}.
   *
   * @param now the group as this stream carries it
   */
  public void open(IndexGroup now, long nowNanos) {
    state.channels().open(now, nowNanos);
    state.gaps().wakeAll(nowNanos);
    state.continuity().open(nowNanos);
    state.history().forgetFailures();
    state.idleProbe().open(now.indexKey(), nowNanos);
    sequencer.open(now);
    sequencer.proceed(nowNanos);
  }

  /**
   * The stream stands, and other channels of the group are chosen from now on: its flow goes on.
   * Not while the group {@link #isWaiting}.
   *
   * @param now the group as the stream carries it now
   */
  public void relist(IndexGroup now, long nowNanos) {
    if (sequencer.isOpen()) {
      state.channels().relist(now, nowNanos);
      sequencer.relist(now);
      sequencer.proceed(nowNanos);
    }
  }

  /**
   * Live rows came.
   *
   * @param newRuns the series of the index with their rows, in the order in which they came
   * @param withoutIndex channels with samples whose timestamps did not come with them
   */
  public void frame(
      List<LiveRows> newRuns, Collection<Long> withoutIndex, long receivedNanos, long nowNanos) {
    state.idleProbe().heard(!newRuns.isEmpty(), nowNanos);
    state.continuity().emitted().forgetReadsBefore(receivedNanos);
    state.channels().forgetReadsBefore(receivedNanos);
    if (sequencer.isOpen()) {
      // Otherwise the next stream begins with history, which holds these rows.
      sequencer.add(newRuns);
      state.channels().onSamplesWithoutIndex(withoutIndex, nowNanos);
      sequencer.proceed(nowNanos);
    }
  }

  /**
   * Live rows were shed.
   *
   * @param smallestNanos the smallest of their timestamps, {@link Long#MAX_VALUE} if unknown
   */
  public void shed(long smallestNanos, long nowNanos) {
    state.continuity().interrupt(Cause.SHED);
    if (smallestNanos <= state.position().nanos()) {
      state.listener().shedLate();
    }
    state.channels().wakeAll(nowNanos);
    state.idleProbe().shed(nowNanos);
    sequencer.proceed(nowNanos);
  }

  /** Time has passed, or what was to be handed over is gone. */
  public void tick(long nowNanos) {
    if (state.idleProbe().hasStalled(nowNanos)) {
      state.listener().stalled();
    }
    sequencer.proceed(nowNanos);
  }

  /** Newer rows are stored: history is asked as soon as the group can. */
  public void probe(long nowNanos) {
    state.idleProbe().hurry(nowNanos);
  }

  /** Whether it has to move when newer rows are stored; else it waits for its gaps to end. */
  public boolean isToMove() {
    return !state.gaps().areTooMany();
  }

  /** The next rows to hand over, or null; they stay the next until {@link #handedOver}. */
  public @Nullable Batch batch() {
    return sequencer.next();
  }

  /** Some rows of the batch were handed over, in order. */
  public void advance(Batch batch, List<Rows> block) {
    switch (batch.move()) {
      case POSITION -> state.position().moveTo(RowFilter.greatest(block));
      case GAP -> batch.gapOf().moveBehind(RowFilter.greatest(block), RowFilter.count(block));
      case CHANNELS -> state.channels().advancePast(batch, block);
      case NONE -> {
        // Rows from behind the position.
      }
    }
  }

  /** All rows of the batch were handed over. */
  public void handedOver(long nowNanos) {
    sequencer.handedOver();
    sequencer.proceed(nowNanos);
  }

  /** The offset after everything that was handed over. */
  public SourceOffset offset() {
    return state.offset();
  }

  /** Whether the next live rows have to wait. */
  public boolean isWaiting() {
    return sequencer.isBusy() || state.gaps().areTooMany();
  }

  /** Whether rows are read from history, so that the group is not live. */
  public boolean isRepairing() {
    return sequencer.isReading();
  }

  /** Where its rows come from at this moment. */
  public GroupPhase phase() {
    return sequencer.phase();
  }

  /** The timestamp up to which all was handed over, {@link Long#MIN_VALUE} before the first row. */
  public long positionNanos() {
    return state.position().nanos();
  }

  /** Gaps of the whole group that are open. */
  public int openGaps() {
    return state.gaps().size();
  }

  /** Whether a bounded replay has reached its end. */
  public boolean hasReachedEnd(long nowNanos) {
    return sequencer.isOpen()
        && state.end().isPassed()
        && !isWaiting()
        && state.gaps().isEmpty()
        && state.channels().areDormant();
  }

  /** What to read from history now; null when nothing is wanted or a request is under way. */
  public @Nullable HistoryRequest takeRequest() {
    return state.history().take();
  }

  /** What the request under way has brought. */
  public void answer(HistoryAnswer answer, long nowNanos) {
    HistoryRequest asked = state.history().answered();
    if (asked != null) {
      sequencer.answer(asked, answer, nowNanos);
      sequencer.proceed(nowNanos);
    }
  }

  /** The request under way has failed; it is made again after a while. */
  public void requestFailed(long nowNanos) {
    state.history().failed(nowNanos);
    state.gaps().forgetRequest();
  }

  /**
   * The cluster will not answer for these channels any more: the next stream carries others. Live
   * rows that wait are read from history then.
   */
  public void requestRefused() {
    state.history().cancel();
    state.gaps().forgetRequest();
    sequencer.close();
  }
}
