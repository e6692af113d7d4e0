package io.synnaxconnect.source.group;

import io.synnaxconnect.client.SynnaxException;
import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.delivery.Batch;
import io.synnaxconnect.delivery.GroupPhase;
import io.synnaxconnect.delivery.HistoryAnswer;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.source.buffer.BufferEntry;
import io.synnaxconnect.source.buffer.GroupFrame;
import io.synnaxconnect.source.buffer.HistoryResult;
import io.synnaxconnect.source.buffer.SessionOpened;
import io.synnaxconnect.source.group.TaskReport.GroupReport;
import io.synnaxconnect.telem.Calculation;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Emits the live rows of a calculated channel. Where rows are missing before them, the cluster
 * computes these from its history, if it can; live rows wait meanwhile, so that the position never
 * passes a row that is still to come.
 */
final class CalculatedDelivery extends LiveDelivery {

  private static final long RETRY_NANOS = 500_000_000L;

  /** How long the history of the source may take to reach rows that came live. */
  static final long PATIENCE_NANOS = 5_000_000_000L;

  private final LiveProgress progress;
  private final GroupReport report;
  private final long endNanos;
  private final FilledRows filled = new FilledRows();
  private @Nullable Calculation calculation;
  private @Nullable IndexGroup group;
  private @Nullable CalculatedFill fill;

  /**
   * A group that has emitted nothing yet.
   *
   * @param endNanos nothing from this timestamp on is filled, {@link Long#MAX_VALUE} for no limit
   */
  CalculatedDelivery(
      LiveProgress progress, TaskReport taskReport, GroupReport report, long endNanos) {
    super(progress, taskReport);
    this.progress = progress;
    this.report = report;
    this.endNanos = endNanos;
  }

  @Override
  public void accept(BufferEntry entry, long nowNanos) {
    if (entry instanceof HistoryResult result) {
      acceptResult(result, nowNanos);
      return;
    }
    group = entry.group();
    calculation = entry.session().calculation(entry.group().groupKey());
    super.accept(entry, nowNanos);
    if (entry instanceof SessionOpened && isRepeatable()) {
      // The source may be silent from now on, so no live row would show what is missing.
      begin(new CalculatedFill(progress.nextNanos(), endNanos, List.of(), List.of(), nowNanos));
      progress.begin(progress.nextNanos());
    }
  }

  private boolean isRepeatable() {
    return calculation != null && calculation.isRepeatable();
  }

  @Override
  void acceptRows(GroupFrame share, RowAssembler.Paired paired, long nowNanos) {
    List<Gap> gaps =
        progress.find(paired.indexSeries(), share.received().wallNanos()).stream()
            .filter(gap -> !gap.range().isEmpty())
            .toList();
    if (!isRepeatable()) {
      leave(gaps);
      emit(Batch.inOrder(paired.rows()));
      return;
    }
    if (gaps.isEmpty()) {
      emit(Batch.inOrder(filled.without(paired.rows())));
      return;
    }
    gaps.stream()
        .filter(gap -> gap.cause() == Gap.Cause.SKIPPED)
        .forEach(gap -> report.skipped(gap.sampleCount()));
    long from = gaps.get(0).range().start().nanos();
    long liveNanos = gaps.get(gaps.size() - 1).range().end().nanos();
    long to = Math.min(endNanos, liveNanos == Long.MAX_VALUE ? liveNanos : liveNanos + 1);
    begin(new CalculatedFill(from, to, gaps, paired.rows(), nowNanos));
  }

  /**
   * The values in these gaps cannot be computed again. That the cluster skipped some is not known:
   * with several sources or an operation alignments do not count values.
   */
  private void leave(List<Gap> gaps) {
    List<Gap> certain = gaps.stream().filter(g -> g.cause() != Gap.Cause.SKIPPED).toList();
    certain.forEach(progress::open);
    if (calculation != null && !certain.isEmpty()) {
      report.unfilled(calculation.obstacle());
    }
  }

  private void begin(CalculatedFill next) {
    fill = next;
    if (next.isEmpty()) {
      end(next);
    }
  }

  private void acceptResult(HistoryResult result, long nowNanos) {
    CalculatedFill current = fill;
    if (current == null || !current.accepts(result.request())) {
      return;
    }
    HistoryAnswer answer = result.answer();
    if (answer == null) {
      acceptFailure(current, Objects.requireNonNull(result.failure()), nowNanos);
      return;
    }
    report.historyRead(result.costBytes());
    List<Rows> rows = current.take(answer, Objects.requireNonNull(group));
    progress.fill(rows);
    filled.add(rows);
    emit(Batch.fromHistory(rows));
    if (!answer.exhausted()) {
      return;
    }
    if (current.isReached()) {
      end(current);
    } else if (nowNanos - current.begunNanos() >= PATIENCE_NANOS) {
      report.unfilled("the history of its source does not reach the live samples");
      end(current);
    } else {
      current.retryAt(nowNanos + RETRY_NANOS);
    }
  }

  private void acceptFailure(CalculatedFill current, SynnaxException failure, long nowNanos) {
    boolean isPassing =
        failure.code() == Code.UNREACHABLE
            || failure.code() == Code.TIMED_OUT
            || current.refused(nowNanos) < PATIENCE_NANOS;
    if (failure.retriable() && isPassing) {
      report.historyFailed(failure);
      current.retryAt(nowNanos + RETRY_NANOS);
    } else {
      report.unfilled(String.valueOf(failure.getMessage()));
      end(current);
    }
  }

  /** Emits the live rows that waited. */
  private void end(CalculatedFill ended) {
    fill = null;
    report.recovered(ended.rowCount());
    ended.gaps().stream()
        .limit(ended.rowCount() > 0 && ended.isReached() && ended.lacking() == 0 ? 1 : 0)
        .forEach(report::repaired);
    if (ended.lacking() > 0) {
      report.unfilled("it computed nothing for " + ended.lacking() + " samples of the source");
    }
    emit(Batch.inOrder(filled.without(ended.waiting())));
  }

  @Override
  public void suspend() {
    if (fill != null) {
      report.unfilled("no stream carries it any more");
      end(fill);
    }
  }

  @Override
  public void tick(long nowNanos) {
    if (fill != null) {
      fill.tick(nowNanos);
    }
  }

  @Override
  public @Nullable HistoryRequest takeRequest() {
    CalculatedFill current = fill;
    if (current == null || !current.isDue() || batch() != null || !isRepeatable()) {
      return null;
    }
    IndexGroup read = Objects.requireNonNull(calculation).readingOf(Objects.requireNonNull(group));
    TimeRange range = TimeRange.ofNanos(current.nextNanos(), current.endNanos());
    return current.request(new HistoryRequest(Purpose.FOLLOWING, read, range));
  }

  @Override
  public boolean isWaiting() {
    return fill != null || super.isWaiting();
  }

  @Override
  public boolean isAwaitingHistory() {
    return fill != null && batch() == null;
  }

  @Override
  public boolean isResumable() {
    return isRepeatable();
  }

  @Override
  public GroupPhase phase() {
    return fill == null ? GroupPhase.LIVE : GroupPhase.REPAIRING;
  }

  @Override
  public boolean hasReachedEnd(long nowNanos) {
    return fill == null;
  }

  @Override
  public boolean isSettled() {
    return !isWaiting();
  }

  @Override
  public @Nullable Gap nextClosedGap() {
    return report.nextClosedGap();
  }
}
