package io.synnaxconnect.source.group;

import io.synnaxconnect.convert.BlockCutter;
import io.synnaxconnect.convert.FrameConverter;
import io.synnaxconnect.delivery.Batch;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.source.buffer.BufferEntry;
import io.synnaxconnect.source.buffer.ChannelsChanged;
import io.synnaxconnect.source.buffer.GroupFrame;
import io.synnaxconnect.source.buffer.GroupId;
import io.synnaxconnect.source.buffer.HistoryResult;
import io.synnaxconnect.source.buffer.SessionOpened;
import io.synnaxconnect.source.plan.PollBudget;
import io.synnaxconnect.source.sidetopics.SideTopicGroup;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One group between the buffer and Connect: the memory it uses and the batch it emits next. */
public final class TaskGroup implements SideTopicGroup {

  private final GroupDelivery delivery;
  private final GroupId id;
  private IndexGroup group;
  private @Nullable GroupFrame share;

  /** Bytes of the last block after the position, which may wait for samples of single channels. */
  private long blockBytes;

  /** Bytes of what was read to repair gaps and holes: it is emitted at once. */
  private long repairBytes;

  private @Nullable BlockCutter cutter;

  /** Whether it is among the groups that have a batch to emit. */
  private boolean queued;

  /** Whether the buffer holds its queue. */
  private boolean held;

  /** Whether it is held because it waits for history. */
  private boolean awaitsHistory;

  private boolean suspended;
  private long batches;

  public TaskGroup(GroupId id, IndexGroup group, GroupDelivery delivery) {
    this.id = id;
    this.group = group;
    this.delivery = delivery;
  }

  public GroupId id() {
    return id;
  }

  public GroupDelivery delivery() {
    return delivery;
  }

  @Override
  public IndexGroup group() {
    return group;
  }

  @Override
  public Map<String, String> partitionMap() {
    return delivery.partitionMap();
  }

  @Override
  public Map<String, String> offsetMap() {
    return delivery.offsetMap();
  }

  @Override
  public boolean isSettled() {
    return delivery.isSettled();
  }

  @Override
  public Map<String, String> settledOffsetMap() {
    return delivery.settledOffsetMap();
  }

  @Override
  public @Nullable Gap nextClosedGap() {
    return delivery.nextClosedGap();
  }

  /** How many batches were emitted. */
  public long batches() {
    return batches;
  }

  public boolean isQueued() {
    return queued;
  }

  public void setQueued(boolean queued) {
    this.queued = queued;
  }

  /** Processes an entry; its memory is in use until {@link #takeShare} and the like. */
  void accept(BufferEntry entry, long nowNanos) {
    if (entry instanceof GroupFrame frame) {
      share = frame;
    } else if (entry instanceof SessionOpened opened) {
      group = opened.group();
      suspended = false;
    } else if (entry instanceof ChannelsChanged changed) {
      group = changed.group();
    } else if (entry instanceof HistoryResult result) {
      addHistoryBytes(result);
    }
    delivery.accept(entry, nowNanos);
  }

  private void addHistoryBytes(HistoryResult result) {
    switch (result.request().purpose()) {
      case FOLLOWING, LAST -> blockBytes += result.costBytes();
      case GAP, CHANNELS, HOLES, CHANNEL_HOLES -> repairBytes += result.costBytes();
    }
  }

  /** Updates whether and why the buffer has to hold the queue; true if that has changed. */
  boolean updateHeld() {
    boolean heldBefore = held;
    boolean awaitedBefore = awaitsHistory;
    held = delivery.isWaiting();
    awaitsHistory = delivery.isAwaitingHistory();
    return held != heldBefore || awaitsHistory != awaitedBefore;
  }

  boolean awaitsHistory() {
    return awaitsHistory;
  }

  boolean isHeld() {
    return held;
  }

  /** Makes the group wait for another stream; false if it does so already. */
  boolean suspend() {
    boolean before = suspended;
    suspended = true;
    if (!before) {
      delivery.suspend();
    }
    return !before;
  }

  /** The frame that is no longer needed, or null. */
  @Nullable GroupFrame takeShare() {
    GroupFrame done = delivery.isWaiting() ? null : share;
    if (done != null) {
      share = null;
    }
    return done;
  }

  /** Bytes from history that are no longer needed. */
  long takeHistoryBytes() {
    if (delivery.batch() != null) {
      return 0;
    }
    long done = repairBytes;
    repairBytes = 0;
    if (!delivery.holdsReadRows()) {
      done += blockBytes;
      blockBytes = 0;
    }
    return done;
  }

  /**
   * Converts the next row block of the batch. The first block of a poll may exceed the budget.
   *
   * @return the rows that were converted, none if the next block does not fit
   */
  public List<Rows> convertNext(FrameConverter converter, PollBudget budget) {
    Batch next = delivery.batch();
    if (next == null) {
      return List.of();
    }
    BlockCutter open = cutter;
    if (open == null) {
      open = new BlockCutter(next.rows(), converter.shape());
      cutter = open;
    }
    List<Rows> block = open.next(budget.remainingRecords(), budget.isEmpty());
    return block.isEmpty() ? block : convert(converter, next, block, budget);
  }

  private List<Rows> convert(
      FrameConverter converter, Batch from, List<Rows> block, PollBudget budget) {
    Map<String, String> before = delivery.offsetMap();
    Map<String, String> after = delivery.advance(from, block);
    List<Rows> emitted = from.emitted(block);
    budget.addAll(
        converter.convert(emitted, delivery.partitionMap(), before, after, from.arrival()));
    return emitted;
  }

  /** Whether the rows of the batch are late. */
  public boolean isLate() {
    Batch batch = delivery.batch();
    return batch != null && batch.isLate();
  }

  /** Ends the batch if everything of it was converted. */
  public boolean endBatch(long nowNanos) {
    BlockCutter open = cutter;
    if (open == null || !open.isEmpty()) {
      return false;
    }
    cutter = null;
    batches++;
    delivery.onBatchEmitted(nowNanos);
    return true;
  }
}
