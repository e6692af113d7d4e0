package io.synnaxconnect.source.group;

import io.synnaxconnect.delivery.HistoryAnswer;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One look for rows of a calculated channel that are missing, and the live rows that wait. */
final class CalculatedFill {

  private static final long NOW = Long.MIN_VALUE;

  private final long endNanos;
  private final long liveNanos;
  private final List<Gap> gaps;
  private final List<Rows> waiting;
  private final long begunNanos;
  private long nextNanos;
  private @Nullable HistoryRequest request;
  private long dueNanos = NOW;
  private long refusedSinceNanos = NOW;
  private boolean isReached;
  private long rowCount;
  private long lacking;

  /**
   * A look at a range of time.
   *
   * @param endNanos exclusive
   * @param gaps what the live rows show to be missing, none if none wait
   * @param waiting the live rows that are emitted afterwards
   * @param nowNanos by the clock for durations
   */
  CalculatedFill(long fromNanos, long endNanos, List<Gap> gaps, List<Rows> waiting, long nowNanos) {
    this.nextNanos = fromNanos;
    this.endNanos = endNanos;
    this.gaps = List.copyOf(gaps);
    this.waiting = List.copyOf(waiting);
    this.begunNanos = nowNanos;
    this.liveNanos =
        gaps.isEmpty() ? Long.MAX_VALUE : gaps.get(gaps.size() - 1).range().end().nanos();
    // Without a live row, or before it, what is stored now is all that can be known.
    this.isReached = endNanos <= liveNanos;
  }

  boolean isEmpty() {
    return nextNanos >= endNanos;
  }

  List<Gap> gaps() {
    return gaps;
  }

  List<Rows> waiting() {
    return waiting;
  }

  long begunNanos() {
    return begunNanos;
  }

  long nextNanos() {
    return nextNanos;
  }

  long endNanos() {
    return endNanos;
  }

  /** Whether history has everything before the live rows. */
  boolean isReached() {
    return isReached;
  }

  /** How many rows it brought. */
  long rowCount() {
    return rowCount;
  }

  /** For how many samples of the source the cluster has computed nothing. */
  long lacking() {
    return lacking;
  }

  HistoryRequest request(HistoryRequest next) {
    request = next;
    return next;
  }

  boolean accepts(HistoryRequest answered) {
    boolean isMine = answered.equals(request);
    request = isMine ? null : request;
    return isMine;
  }

  /** The cluster answered and failed; returns for how long it has done so. */
  long refused(long nowNanos) {
    refusedSinceNanos = refusedSinceNanos == NOW ? nowNanos : refusedSinceNanos;
    return nowNanos - refusedSinceNanos;
  }

  void retryAt(long nanos) {
    dueNanos = nanos;
  }

  void tick(long nowNanos) {
    dueNanos = nowNanos >= dueNanos ? NOW : dueNanos;
  }

  boolean isDue() {
    return request == null && dueNanos == NOW;
  }

  /** The rows of an answer that are emitted, as rows of the calculated group. */
  List<Rows> take(HistoryAnswer answer, IndexGroup group) {
    List<Rows> taken = new ArrayList<>();
    for (Rows piece : answer.rows()) {
      nextNanos = Math.max(nextNanos, piece.greatestNanos() + 1);
      Rows before = beforeLive(piece);
      if (before.rowCount() == 0) {
        continue;
      }
      if (group.channels().stream().anyMatch(c -> !c.isIndex() && piece.has(c.key()))) {
        taken.add(before.under(group));
        rowCount += before.rowCount();
      } else if (!before.columns().isEmpty()) {
        lacking += before.rowCount();
      }
    }
    isReached |= nextNanos > liveNanos;
    return taken;
  }

  /** Without the row that came live. */
  private Rows beforeLive(Rows piece) {
    int count = piece.rowCount();
    while (count > 0 && piece.timestampNanos(count - 1) >= liveNanos) {
      count--;
    }
    return piece.slice(0, count);
  }
}
