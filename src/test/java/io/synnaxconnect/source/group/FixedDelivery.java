package io.synnaxconnect.source.group;

import io.synnaxconnect.delivery.Batch;
import io.synnaxconnect.delivery.GroupPhase;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.source.buffer.BufferEntry;
import io.synnaxconnect.telem.Rows;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A group whose position a test sets. */
public final class FixedDelivery implements GroupDelivery {

  public long positionNanos = 100;
  public boolean isToMove = true;
  public int probes;
  public @Nullable Batch batch;
  public boolean holdsReadRows;

  @Override
  public long positionNanos() {
    return positionNanos;
  }

  @Override
  public boolean isToMove() {
    return isToMove;
  }

  @Override
  public void probe(long nowNanos) {
    probes++;
  }

  @Override
  public GroupPhase phase() {
    return GroupPhase.LIVE;
  }

  @Override
  public void accept(BufferEntry entry, long nowNanos) {}

  @Override
  public void suspend() {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isWaiting() {
    return false;
  }

  @Override
  public boolean isAwaitingHistory() {
    return false;
  }

  @Override
  public boolean holdsReadRows() {
    return holdsReadRows;
  }

  @Override
  public @Nullable Batch batch() {
    return batch;
  }

  @Override
  public Map<String, String> advance(Batch batch, List<Rows> block) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void onBatchEmitted(long nowNanos) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, String> partitionMap() {
    return Map.of();
  }

  @Override
  public boolean isResumable() {
    return true;
  }

  @Override
  public Map<String, String> offsetMap() {
    return Map.of();
  }

  @Override
  public @Nullable HistoryRequest takeRequest() {
    return null;
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
  public void onWriter(boolean ended, long nowNanos) {}

  @Override
  public void setWritersKnown(boolean known) {}

  @Override
  public boolean hasReachedEnd(long nowNanos) {
    return false;
  }

  @Override
  public boolean isSettled() {
    return true;
  }

  @Override
  public Map<String, String> settledOffsetMap() {
    return Map.of();
  }

  @Override
  public @Nullable Gap nextClosedGap() {
    return null;
  }
}
