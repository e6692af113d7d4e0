package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.Batch.Move;
import io.synnaxconnect.offset.Gap.Cause;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delivers every stored row of one index group: joins live rows to those of history, reads from
 * history what is missing in the live stream, and knows the offset at any moment.
 *
 * <p>Its events are methods ({@link #open}, {@link #frame}, {@link #shed}, {@link #answer}, {@link
 * #tick}). After each of them it has the next {@link #batch} to hand over and the next {@link
 * #takeRequest request} to history. It accepts nothing else from the stream while it {@link
 * #isWaiting}. One thread uses it.
 */
public final class StoredGroup {

  private final GroupState state;
  private final RowSequencer sequencer;

  /** Whether the position was the newest row just before the first stream is opened. */
  private boolean beginsAtNewest;

  /**
   * A group that resumes at an offset.
   *
   * @param start the offset; without a position everything that is stored is delivered
   */
  public StoredGroup(
      IndexGroup group, SourceOffset start, DeliveryOptions options, GroupListener listener) {
    this.state = new GroupState(group, start, options, listener);
    this.sequencer = new RowSequencer(group, state);
  }

  /**
   * The position was the newest stored row just before the first stream is opened: the group is
   * live at once. What was stored between the two is read before its next live row, or a few
   * seconds later.
   */
  public void beginAtNewest() {
    beginsAtNewest = true;
  }

  /**
   * A stream was opened: history is read for what was written before it. Must not happen while the
   * group {@link #isWaiting}.
   *
   * @param now the group with the channels of this stream
   */
  public void open(IndexGroup now, long nowNanos) {
    state.channels().open(now, nowNanos);
    state.gaps().wakeAll(nowNanos);
    state.continuity().open(state.holes().isOn(), nowNanos);
    state.holes().open(nowNanos);
    state.history().forgetFailures();
    state.idleProbe().open(now.indexKey(), nowNanos);
    sequencer.open(now);
    if (beginsAtNewest && state.end().nanos() == Long.MAX_VALUE) {
      state.idleProbe().openAtNewest(now.indexKey(), nowNanos);
      sequencer.skipCatchUp();
    }
    beginsAtNewest = false;
    sequencer.proceed(nowNanos);
  }

  /**
   * The stream is open, and has other channels of the group from now on. Must not happen while the
   * group {@link #isWaiting}.
   *
   * @param now the group with the channels of the stream
   */
  public void relist(IndexGroup now, long nowNanos) {
    if (sequencer.isOpen()) {
      // The answer under way would lack channels, and rows would be emitted without them.
      forgetRequest();
      state.channels().relist(now, nowNanos);
      sequencer.relist(now);
      sequencer.proceed(nowNanos);
    }
  }

  /**
   * Live rows came.
   *
   * @param liveRows the series of the index with their rows, in the order in which they came
   * @param withoutIndex channels with samples that came without their timestamps
   */
  public void frame(List<LiveRows> liveRows, Collection<Long> withoutIndex, long nowNanos) {
    state.idleProbe().onLive(!liveRows.isEmpty(), nowNanos);
    if (sequencer.isOpen()) {
      // Otherwise the next stream begins with history, which has these rows.
      sequencer.add(liveRows);
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
    state.idleProbe().onShed(nowNanos);
    sequencer.proceed(nowNanos);
  }

  /** How far the wall clock is ahead of the one that all times here are read from. */
  public void setWallAhead(long nanos) {
    state.wallClock().setAhead(nanos);
  }

  /** Time has passed. */
  public void tick(long nowNanos) {
    if (state.idleProbe().hasStalled(nowNanos)) {
      state.listener().stalled(state.idleProbe().foundNanos());
    }
    sequencer.proceed(nowNanos);
  }

  /** Newer rows are stored: history is asked as soon as the group can. */
  public void probe(long nowNanos) {
    state.idleProbe().makeDue(nowNanos);
  }

  /** Whether the cluster says who writes the group, so that holes are looked into rarely. */
  public void setWritersKnown(boolean known) {
    state.holes().setInformed(known);
  }

  /** A writer of the group has begun; perhaps it does not stream. */
  public void onWriterBegan(long nowNanos) {
    state.holes().onWriterBegan(nowNanos);
  }

  /** A writer of the group has ended: what it committed is stored, wherever it lies. */
  public void onWriterEnded(long nowNanos) {
    state.holes().onWriterEnded(nowNanos);
    state.idleProbe().onWriterEnded(nowNanos);
  }

  /** Live rows wait in the buffer: they come before history is asked because of silence. */
  public void deferProbe(long nowNanos) {
    state.idleProbe().defer(nowNanos);
  }

  /** Whether its rows are stored without being streamed, as far as is known. */
  public boolean isUnstreamed() {
    return state.idleProbe().isUnstreamed();
  }

  /** Whether it has to move when newer rows are stored; else it waits until a gap is closed. */
  public boolean isToMove() {
    return !state.gaps().areTooMany();
  }

  /** The next rows to hand over, or null; the same until {@link #handedOver}. */
  public @Nullable Batch batch() {
    return sequencer.next();
  }

  /** Some rows of the batch were handed over, in order. */
  public void advance(Batch batch, List<Rows> block) {
    state.channels().pass(batch, block);
    if (batch.move() == Move.POSITION) {
      state.holes().passInOrder(block, batch.live());
    } else if (!batch.move().isOfChannels()) {
      state.holes().passLate(batch, block);
    }
    switch (batch.move()) {
      case POSITION -> state.position().moveTo(RowFilter.maxNanos(block));
      case GAP -> batch.gapOf().advancePast(RowFilter.maxNanos(block), RowFilter.count(block));
      case CHANNELS -> state.channels().advancePast(batch, block);
      case NONE, HOLE, CHANNEL_HOLE -> {
        // Late rows.
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

  /**
   * Whether the next live rows have to wait. Without a stream, too many gaps do not count: only the
   * next stream lets them be repaired.
   */
  public boolean isWaiting() {
    return sequencer.isBusy() || (sequencer.isOpen() && state.gaps().areTooMany());
  }

  /** Whether rows are read from history, so that the group is not live. */
  public boolean isRepairing() {
    return sequencer.isReading();
  }

  /**
   * Whether rows that were read from history wait until samples of single channels before them were
   * read, too.
   */
  public boolean holdsReadRows() {
    return sequencer.holdsReadRows();
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

  /** Ranges before the position in which rows may be stored later. */
  public int holes() {
    return state.holes().size();
  }

  /** Whether a bounded replay has reached its end. */
  public boolean hasReachedEnd(long nowNanos) {
    return sequencer.hasReachedEnd();
  }

  /** What to read from history now; null if nothing, or if a request is under way. */
  public @Nullable HistoryRequest takeRequest() {
    return state.history().take();
  }

  /** Whether a request is under way, and not replaced by another that is not taken yet. */
  public boolean isAwaiting(HistoryRequest request) {
    return state.history().isUnderWay(request);
  }

  /** The request under way was answered. */
  public void answer(HistoryAnswer answer, long nowNanos) {
    HistoryRequest asked = state.history().answered();
    if (asked != null) {
      sequencer.answer(asked, answer, nowNanos);
      sequencer.proceed(nowNanos);
    }
  }

  /** The request under way has failed; it is made again after a delay. */
  public void requestFailed(long nowNanos) {
    state.history().failed(nowNanos);
    state.gaps().forgetRequest();
  }

  /**
   * The cluster no longer answers for these channels: the next stream has others. Live rows that
   * wait are read from history then.
   */
  public void requestRefused() {
    forgetRequest();
    sequencer.close();
  }

  private void forgetRequest() {
    state.history().cancel();
    state.gaps().forgetRequest();
  }
}
