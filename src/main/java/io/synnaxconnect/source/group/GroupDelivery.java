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

/** How the rows of one group become what is handed over. Of Connect's poll thread alone. */
public interface GroupDelivery {

  /**
   * Takes what came; only while nothing {@link #isWaiting}.
   *
   * @param nowNanos nanoseconds since the Unix epoch
   */
  void accept(BufferEntry entry, long nowNanos);

  /** No stream carries the group any more: what waits for history is read when one does again. */
  void suspend();

  /** Looks after what time brings. */
  void tick(long nowNanos);

  /** Whether what comes next has to stay in the buffer. */
  boolean isWaiting();

  /** The next rows to hand over, or null. */
  @Nullable Batch batch();

  /** Some rows of the batch are being handed over: returns the offset after them. */
  Map<String, String> advance(Batch batch, List<Rows> block);

  /** All rows of the batch were handed over. */
  void handedOver(long nowNanos);

  /** What the records of this group belong to; always the same object. */
  Map<String, String> partitionMap();

  /** The offset after the last block. */
  Map<String, String> offsetMap();

  /** What to read from history now, or null. */
  @Nullable HistoryRequest takeRequest();

  /** Where its rows come from at this moment, while a stream stands. */
  GroupPhase phase();

  /** Whether it has to move when the cluster stores newer rows. */
  boolean isToMove();

  /** The cluster stores newer rows, so that history is asked for them. */
  void probe(long nowNanos);

  /** The timestamp up to which all was handed over, {@link Long#MIN_VALUE} if there is none. */
  long positionNanos();

  /** Gaps of the whole group for whose rows history is being asked. */
  int openGaps();

  /** Whether a bounded replay has delivered everything. */
  boolean hasReachedEnd(long nowNanos);

  /** Whether nothing is on its way, so that the offset may leave without rows. */
  boolean isSettled();

  /** The offset as it stands; only while {@link #isSettled}. */
  Map<String, String> settledOffsetMap();

  /** The next gap that is no longer open, or null. */
  @Nullable Gap nextClosedGap();
}
