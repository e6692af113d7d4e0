package io.synnaxconnect.source.group;

import io.synnaxconnect.delivery.Batch;
import io.synnaxconnect.delivery.GroupPhase;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.source.buffer.BufferEntry;
import io.synnaxconnect.source.buffer.ChannelsChanged;
import io.synnaxconnect.source.buffer.GroupFrame;
import io.synnaxconnect.source.buffer.ShedMark;
import io.synnaxconnect.telem.Rows;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Emits the rows of the live stream and nothing else: for channels that the cluster does not store,
 * and where nothing else is wanted.
 */
class LiveDelivery implements GroupDelivery {

  private final LiveProgress progress;
  private final TaskReport report;
  private final Deque<Batch> batches = new ArrayDeque<>();

  LiveDelivery(LiveProgress progress, TaskReport report) {
    this.progress = progress;
    this.report = report;
  }

  @Override
  public void accept(BufferEntry entry, long nowNanos) {
    progress.enter(entry.session(), entry.group());
    if (entry instanceof ChannelsChanged changed) {
      progress.cover(changed.group());
    } else if (entry instanceof ShedMark mark) {
      progress.shed(mark);
    } else if (entry instanceof GroupFrame share) {
      RowAssembler.Paired paired = RowAssembler.pair(share);
      long receivedNanos = share.received().receivedNanos();
      report.withoutIndex(share.group(), paired.samplesWithoutIndex(), receivedNanos);
      acceptRows(share, paired, nowNanos);
    }
  }

  /** Emits the rows of a frame next. */
  void acceptRows(GroupFrame share, RowAssembler.Paired paired, long nowNanos) {
    List<Gap> gaps = progress.place(paired.indexSeries(), share.received().wallNanos());
    report.gaps(share.group(), gaps, share.received().receivedNanos());
    emit(Batch.inOrder(paired.rows()));
  }

  /** Queues a batch, unless it has no rows. */
  final void emit(Batch batch) {
    if (!batch.rows().isEmpty()) {
      batches.add(batch);
    }
  }

  @Override
  public void suspend() {
    // Nothing waits for history.
  }

  @Override
  public void setWallAhead(long nanos) {}

  @Override
  public void deferProbe(long nowNanos) {}

  @Override
  public boolean isUnstreamed() {
    return false;
  }

  @Override
  public void tick(long nowNanos) {
    // Nothing is read again.
  }

  @Override
  public boolean isWaiting() {
    return !batches.isEmpty();
  }

  @Override
  public boolean isAwaitingHistory() {
    return false;
  }

  @Override
  public boolean holdsReadRows() {
    return false;
  }

  @Override
  public @Nullable Batch batch() {
    return batches.peek();
  }

  @Override
  public Map<String, String> advance(Batch batch, List<Rows> block) {
    return progress.advance(block);
  }

  @Override
  public void onBatchEmitted(long nowNanos) {
    batches.remove();
  }

  @Override
  public Map<String, String> partitionMap() {
    return progress.partitionMap();
  }

  @Override
  public boolean isResumable() {
    return false;
  }

  @Override
  public Map<String, String> offsetMap() {
    return progress.offsetMap();
  }

  @Override
  public @Nullable HistoryRequest takeRequest() {
    return null;
  }

  @Override
  public GroupPhase phase() {
    return GroupPhase.LIVE;
  }

  @Override
  public boolean isToMove() {
    // There is no history to compare live rows with.
    return false;
  }

  @Override
  public void probe(long nowNanos) {
    // Nothing is stored.
  }

  @Override
  public long positionNanos() {
    return progress.positionNanos();
  }

  @Override
  public int openGaps() {
    return 0;
  }

  @Override
  public int holes() {
    return 0;
  }

  @Override
  public void onWriter(boolean ended, long nowNanos) {
    // Only stored groups read history.
  }

  @Override
  public void setWritersKnown(boolean known) {
    // Only stored groups read history.
  }

  @Override
  public boolean hasReachedEnd(long nowNanos) {
    return true;
  }

  @Override
  public boolean isSettled() {
    return batches.isEmpty();
  }

  @Override
  public Map<String, String> settledOffsetMap() {
    return progress.offsetMap();
  }

  @Override
  public @Nullable Gap nextClosedGap() {
    return null;
  }
}
