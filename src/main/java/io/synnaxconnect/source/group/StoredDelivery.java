package io.synnaxconnect.source.group;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.delivery.Batch;
import io.synnaxconnect.delivery.GroupPhase;
import io.synnaxconnect.delivery.HistoryAnswer;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.delivery.LiveRows;
import io.synnaxconnect.delivery.StoredGroup;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.SourcePartition;
import io.synnaxconnect.source.buffer.BufferEntry;
import io.synnaxconnect.source.buffer.ChannelsChanged;
import io.synnaxconnect.source.buffer.GroupFrame;
import io.synnaxconnect.source.buffer.HistoryResult;
import io.synnaxconnect.source.buffer.SessionOpened;
import io.synnaxconnect.source.buffer.ShedMark;
import io.synnaxconnect.source.group.TaskReport.GroupReport;
import io.synnaxconnect.telem.Rows;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Emits every row that the cluster stores: live where it can, else from history. */
final class StoredDelivery implements GroupDelivery {

  private static final long NEVER = Long.MIN_VALUE;

  private final StoredGroup group;
  private final GroupReport report;
  private final Map<String, String> partitionMap;
  private Map<String, String> offsetMap;
  private final long graceNanos;
  private long refusedSinceNanos = NEVER;

  /** Whether history could not be read, and no live row has come since. */
  private boolean isFailing;

  /**
   * Starts where the group is.
   *
   * @param graceNanos how long history may be refused before the task fails
   */
  StoredDelivery(
      StoredGroup group, SourcePartition partition, GroupReport report, long graceNanos) {
    this.group = group;
    this.report = report;
    this.graceNanos = graceNanos;
    this.partitionMap = partition.toMap();
    this.offsetMap = group.offset().toMap();
  }

  @Override
  public void accept(BufferEntry entry, long nowNanos) {
    if (entry instanceof SessionOpened opened) {
      group.open(opened.group(), nowNanos);
    } else if (entry instanceof ChannelsChanged changed) {
      group.relist(changed.group(), nowNanos);
    } else if (entry instanceof ShedMark mark) {
      group.shed(mark.smallestTimestampNanos(), nowNanos);
    } else if (entry instanceof GroupFrame share) {
      acceptFrame(share, nowNanos);
    } else if (entry instanceof HistoryResult result) {
      acceptResult(result, nowNanos);
    }
  }

  private void acceptFrame(GroupFrame share, long nowNanos) {
    isFailing = false;
    RowAssembler.Paired paired = RowAssembler.pair(share);
    long receivedNanos = share.received().receivedNanos();
    List<LiveRows> runs =
        paired.runs().stream()
            .map(run -> new LiveRows(run.index(), run.rows(), receivedNanos))
            .toList();
    report.withoutIndex(paired.samplesWithoutIndex());
    group.frame(runs, paired.channelsWithoutIndex(), nowNanos);
  }

  private void acceptResult(HistoryResult result, long nowNanos) {
    if (!group.isAwaiting(result.request())) {
      // The request of an earlier stream, or one that gave way to another.
      return;
    }
    HistoryAnswer answer = result.answer();
    SynnaxException failure = result.failure();
    if (answer != null) {
      refusedSinceNanos = NEVER;
      isFailing = false;
      report.historyRead(result.costBytes());
      group.answer(answer, nowNanos);
    } else if (failure != null && failure.retriable() && !isRefusal(failure)) {
      isFailing = true;
      report.historyFailed(failure);
      group.requestFailed(nowNanos);
    } else if (failure != null) {
      refuse(result.request(), failure, nowNanos);
    }
  }

  /** Whether the cluster may say the same for ever, although it may also change its mind. */
  private static boolean isRefusal(SynnaxException failure) {
    return failure.code() == Code.NOT_FOUND || failure.code() == Code.ACCESS_DENIED;
  }

  /** A right may be given back, and a channel listed again: only time shows what is final. */
  private void refuse(HistoryRequest request, SynnaxException failure, long nowNanos) {
    refusedSinceNanos = refusedSinceNanos == NEVER ? nowNanos : refusedSinceNanos;
    boolean isDenied = failure.code() == Code.ACCESS_DENIED;
    boolean awaitsOmission = isDenied && report.omitsDenied();
    if (nowNanos - refusedSinceNanos >= graceNanos && !awaitsOmission) {
      throw new ConnectException(
          "The task cannot read the history of its channels. " + failure.getMessage(), failure);
    }
    if (!isDenied || !report.carries(request.read())) {
      group.requestRefused();
      report.channelGone(failure);
    } else {
      report.historyFailed(failure);
      group.requestFailed(nowNanos);
    }
  }

  @Override
  public void suspend() {
    group.requestRefused();
  }

  @Override
  public void setWallAhead(long nanos) {
    group.setWallAhead(nanos);
  }

  @Override
  public void tick(long nowNanos) {
    group.tick(nowNanos);
  }

  @Override
  public boolean isWaiting() {
    return group.isWaiting();
  }

  @Override
  public boolean isAwaitingHistory() {
    return group.isWaiting() && (group.batch() == null || group.isRepairing());
  }

  @Override
  public boolean holdsReadRows() {
    return group.holdsReadRows();
  }

  @Override
  public @Nullable Batch batch() {
    return group.batch();
  }

  @Override
  public Map<String, String> advance(Batch batch, List<Rows> block) {
    group.advance(batch, block);
    offsetMap = group.offset().toMap();
    return offsetMap;
  }

  @Override
  public void onBatchEmitted(long nowNanos) {
    group.handedOver(nowNanos);
  }

  @Override
  public Map<String, String> partitionMap() {
    return partitionMap;
  }

  @Override
  public boolean isResumable() {
    return true;
  }

  @Override
  public Map<String, String> offsetMap() {
    return offsetMap;
  }

  @Override
  public @Nullable HistoryRequest takeRequest() {
    return group.takeRequest();
  }

  @Override
  public GroupPhase phase() {
    return group.phase();
  }

  @Override
  public boolean isToMove() {
    return group.isToMove();
  }

  @Override
  public void deferProbe(long nowNanos) {
    group.deferProbe(nowNanos);
  }

  @Override
  public boolean isUnstreamed() {
    return isFailing || group.isUnstreamed();
  }

  @Override
  public void probe(long nowNanos) {
    group.probe(nowNanos);
  }

  @Override
  public long positionNanos() {
    return group.positionNanos();
  }

  @Override
  public int openGaps() {
    return group.openGaps();
  }

  @Override
  public int holes() {
    return group.holes();
  }

  @Override
  public void onWriter(boolean ended, long nowNanos) {
    if (ended) {
      group.onWriterEnded(nowNanos);
    } else {
      group.onWriterBegan(nowNanos);
    }
  }

  @Override
  public void setWritersKnown(boolean known) {
    group.setWritersKnown(known);
  }

  @Override
  public boolean hasReachedEnd(long nowNanos) {
    return group.hasReachedEnd(nowNanos);
  }

  @Override
  public boolean isSettled() {
    return !group.isWaiting();
  }

  @Override
  public Map<String, String> settledOffsetMap() {
    offsetMap = group.offset().toMap();
    return offsetMap;
  }

  @Override
  public @Nullable Gap nextClosedGap() {
    return report.nextClosedGap();
  }
}
