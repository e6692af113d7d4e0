package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.HistoryRequest.Purpose;
import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gaps of a whole group, oldest first. */
final class GroupGaps {

  /** How many gaps an offset may have; then the group waits until one of them is closed. */
  static final int MAX_GAPS = 16;

  private static final long AFTER_FINDING_NANOS = 2_000_000_000L;

  private final List<GroupGap> gaps = new ArrayList<>();
  private final long timeoutNanos;
  private final GroupListener listener;
  private @Nullable GroupGap requested;

  /**
   * No gap is open yet.
   *
   * @param timeoutNanos how long history is asked for the rows of a gap
   */
  GroupGaps(long timeoutNanos, GroupListener listener) {
    this.timeoutNanos = timeoutNanos;
    this.listener = listener;
  }

  long timeoutNanos() {
    return timeoutNanos;
  }

  int size() {
    return gaps.size();
  }

  boolean isEmpty() {
    return gaps.isEmpty();
  }

  boolean areTooMany() {
    return gaps.size() >= MAX_GAPS;
  }

  /**
   * Adds a gap of an offset, up to the position: rows after it are read anyway, also if somebody
   * has set it back.
   */
  void restore(Gap gap, Position position) {
    long from = gap.range().start().nanos();
    long to = Math.min(gap.range().end().nanos(), position.next());
    if (gap.channels().isEmpty() && position.isSet() && from < to) {
      boolean whole = to == gap.range().end().nanos();
      long count = whole ? gap.sampleCount() : Gap.UNKNOWN_COUNT;
      TimeRange range = TimeRange.ofNanos(from, to);
      open(Gap.ofGroup(gap.cause(), range, gap.openedAt(), count), GroupGap.NOT_ASKED);
    }
  }

  /** Opens a gap; one of an empty range is reported at once if rows are known to be missing. */
  void open(Gap gap, long nowNanos) {
    if (!gap.range().isEmpty()) {
      gaps.add(new GroupGap(gap, nowNanos));
    } else if (gap.sampleCount() > 0) {
      listener.unrecoverable(gap);
    }
  }

  /** Rows after the position are read again: gaps between them are no longer needed. */
  void forgetAfter(Position position) {
    gaps.removeIf(gap -> gap.fromNanos() > position.nanos());
  }

  /** Asks history for every gap soon. */
  void wakeAll(long nowNanos) {
    gaps.forEach(gap -> gap.wake(nowNanos));
  }

  /** Asks history for the rows of a gap that is due. False if there is none. */
  boolean requestDue(IndexGroup group, HistorySlot history, long nowNanos) {
    GroupGap gap = due(nowNanos);
    if (gap == null) {
      return false;
    }
    gap.probe().again(nowNanos);
    requested = gap;
    history.ask(Purpose.GAP, group, gap.fromNanos(), gap.toNanos());
    return true;
  }

  /** The request was not answered. */
  void forgetRequest() {
    requested = null;
  }

  /** What history has in a gap; null if there is nothing to emit. */
  @Nullable Batch answer(HistoryAnswer answer, long nowNanos) {
    GroupGap gap = requested;
    requested = null;
    if (gap == null || !gaps.contains(gap)) {
      return null;
    }
    if (answer.exhausted()) {
      gap.onExhausted();
    }
    List<Rows> rows = RowFilter.where(answer.rows(), stamp -> stamp >= gap.fromNanos());
    if (rows.isEmpty()) {
      return null;
    }
    gap.probe().startIn(nowNanos, answer.exhausted() ? AFTER_FINDING_NANOS : 0);
    return Batch.ofGap(gap, rows);
  }

  private @Nullable GroupGap due(long nowNanos) {
    // At the bound, the time of the oldest gap is over early if perhaps nothing is missing in it.
    boolean makeRoom = areTooMany();
    for (GroupGap gap : gaps) {
      boolean last = makeRoom && !gap.isCounted();
      if (gap.isDue(nowNanos, last ? 0 : timeoutNanos)) {
        return gap;
      }
      makeRoom &= !last;
    }
    return null;
  }

  /** Closes a gap that is filled, or whose time is over. False if there is none. */
  boolean closeOne() {
    if (requested != null) {
      return false;
    }
    for (Iterator<GroupGap> each = gaps.iterator(); each.hasNext(); ) {
      GroupGap gap = each.next();
      if (gap.isFilled() || gap.isTimedOut()) {
        each.remove();
        report(gap.toGap());
        return true;
      }
    }
    return false;
  }

  private void report(Gap gap) {
    if (gap.sampleCount() == 0) {
      listener.repaired(gap);
    } else if (gap.sampleCount() > 0) {
      listener.unrecoverable(gap);
    }
  }

  /**
   * Rows that came live are no longer missing in the gap around them.
   *
   * @param contiguous whether nothing lies between them and the rows that were emitted before
   */
  void split(long firstNanos, long lastNanos, boolean contiguous) {
    for (GroupGap gap : List.copyOf(gaps)) {
      if (gap.fromNanos() <= lastNanos && firstNanos < gap.toNanos()) {
        Gap whole = gap.toGap();
        gap.advancePast(lastNanos, 0);
        if (contiguous) {
          continue;
        }
        TimeRange before = TimeRange.ofNanos(whole.range().start().nanos(), firstNanos);
        Gap rest = Gap.ofGroup(whole.cause(), before, whole.openedAt(), Gap.UNKNOWN_COUNT);
        open(rest, gap.openedNanos());
      }
    }
  }

  /** Whether a timestamp is in any gap. */
  boolean cover(long timestampNanos) {
    return gaps.stream()
        .anyMatch(gap -> gap.fromNanos() <= timestampNanos && timestampNanos < gap.toNanos());
  }

  /** Whether any gap lies in a range of time, or a part of one. */
  boolean overlap(long fromNanos, long toNanos) {
    return gaps.stream().anyMatch(gap -> gap.fromNanos() < toNanos && fromNanos < gap.toNanos());
  }

  /** Where the first gap begins that is not wholly before a timestamp, at most at another. */
  long boundAfter(long fromNanos, long maxNanos) {
    long bound = maxNanos;
    for (GroupGap gap : gaps) {
      if (gap.toNanos() > fromNanos) {
        bound = Math.min(bound, gap.fromNanos());
      }
    }
    return bound;
  }

  /** Their form in the offset. */
  List<Gap> toGaps() {
    return gaps.stream().map(GroupGap::toGap).toList();
  }
}
