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

/** How the rows of one group become batches to emit. Of Connect's poll thread alone. */
public interface GroupDelivery {

  /**
   * Processes an entry; an entry of the group's queue only while it is not {@link #isWaiting}.
   *
   * @param nowNanos by the clock for durations, as everywhere here
   */
  void accept(BufferEntry entry, long nowNanos);

  /** No stream carries the group any more: its history is read when one does again. */
  void suspend();

  /**
   * How far the wall clock, and with it the timestamps of new rows, is ahead of the clock of {@link
   * #tick}.
   */
  void setWallAhead(long nanos);

  /** Runs timed work. */
  void tick(long nowNanos);

  /** Whether its next entries have to stay in the buffer. */
  boolean isWaiting();

  /** Whether they have to stay until history was read, which has them, too. */
  boolean isAwaitingHistory();

  /** Whether rows from history wait for an answer to another request before they are emitted. */
  boolean holdsReadRows();

  /** The next rows to emit, or null. */
  @Nullable Batch batch();

  /** Moves the position over rows of the batch that are being emitted; returns the new offset. */
  Map<String, String> advance(Batch batch, List<Rows> block);

  /** All rows of the batch were emitted. */
  void onBatchEmitted(long nowNanos);

  /** The partition of this group's records; always the same object. */
  Map<String, String> partitionMap();

  /** Whether a later task goes on where this one ended, so that the offset matters. */
  boolean isResumable();

  /** The offset after the last block. */
  Map<String, String> offsetMap();

  /** The request to history that is due, or null. It is returned once. */
  @Nullable HistoryRequest takeRequest();

  /** Where its rows come from now, while a stream is open. */
  GroupPhase phase();

  /** Whether its position has to move if the cluster stores newer rows. */
  boolean isToMove();

  /** Live rows wait in the buffer: it does not ask history because of silence before them. */
  void deferProbe(long nowNanos);

  /**
   * Whether its rows are stored without being streamed, as far as is known, or its history cannot
   * be read now and nothing comes live: then its node may be down.
   */
  boolean isUnstreamed();

  /** The cluster stores newer rows: requests them from history. */
  void probe(long nowNanos);

  /** The timestamp up to which all rows were emitted, {@link Long#MIN_VALUE} if there is none. */
  long positionNanos();

  /** How many gaps of the whole group are open: their rows are requested from history. */
  int openGaps();

  /** In how many ranges before the position rows may be stored later. */
  int holes();

  /**
   * A writer of the group has begun or ended.
   *
   * @param ended whether everything that it committed is stored now
   */
  void onWriter(boolean ended, long nowNanos);

  /** Whether the cluster says who writes. */
  void setWritersKnown(boolean known);

  /** Whether a bounded replay has delivered everything. */
  boolean hasReachedEnd(long nowNanos);

  /** Whether no row is on its way, so that the offset may be emitted without rows. */
  boolean isSettled();

  /** The current offset; only while {@link #isSettled}. */
  Map<String, String> settledOffsetMap();

  /** The next closed gap that was not sent, or null. */
  @Nullable Gap nextClosedGap();
}
