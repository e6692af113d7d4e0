package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.Gap.Cause;
import io.synnaxconnect.telem.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The live rows of one stream: whether they follow each other, and which of them history has given
 * already.
 */
final class LiveContinuity {

  private final Position position;
  private final GapDetector detector = new GapDetector(1);
  private final RecentReads recentReads = new RecentReads();
  private final RecoveredTimestamps recovered = new RecoveredTimestamps();
  private @Nullable Cause interruption = Cause.REOPENED;
  private long positionAtOpen = Long.MIN_VALUE;

  /** Greatest timestamp that has left by other ways before the rows that flow now. */
  private long floor = Long.MIN_VALUE;

  /** Greatest timestamp of the live rows before, whether they left or not. */
  private long lastNanos = Long.MIN_VALUE;

  LiveContinuity(Position position) {
    this.position = position;
  }

  /** A stream begins: everything up to the position counts as read. */
  void open(long nowNanos) {
    detector.reset();
    recentReads.forget(nowNanos);
    recentReads.add(Long.MIN_VALUE, position.nanos(), nowNanos);
    positionAtOpen = position.nanos();
    floor = position.nanos();
    lastNanos = Long.MIN_VALUE;
    interruption = Cause.REOPENED;
  }

  /** The next rows cannot be joined to those before. */
  void interrupt(Cause cause) {
    interruption = cause;
  }

  void forgetBefore(long receivedNanos) {
    recentReads.forget(receivedNanos);
  }

  /** How the next rows follow: null as they should, else why something may be missing. */
  record Break(Cause cause, long missingRows) {}

  /** Takes the next rows into account. */
  @Nullable Break next(LiveRows liveRows) {
    long missing =
        detector.missingBefore(liveRows.index().alignment(), liveRows.index().sampleCount());
    Cause cause = interruption;
    interruption = null;
    if (cause == null && missing != 0) {
      cause = missing > 0 ? Cause.SKIPPED : Cause.REOPENED;
    }
    return cause == null ? null : new Break(cause, missing);
  }

  /** The same break, without the missing rows that history has given. */
  Break withoutGiven(Break broken, LiveRows liveRows) {
    return new Break(broken.cause(), notGiven(liveRows, broken.missingRows()));
  }

  private long notGiven(LiveRows liveRows, long missingRows) {
    if (missingRows <= 0) {
      return missingRows;
    }
    long first = RowFilter.smallest(liveRows.rows());
    if (first <= positionAtOpen && recentReads.cover(first, liveRows.receivedNanos())) {
      return 0;
    }
    if (lastNanos < positionAtOpen || !recovered.knowsAfter(lastNanos)) {
      return Gap.UNKNOWN_COUNT;
    }
    return Math.max(0, missingRows - recovered.countBetween(lastNanos, first));
  }

  /** Whether all that is missing before these rows lies between them and the live rows before. */
  boolean isMissingBetween(LiveRows liveRows) {
    return recovered.countBetween(lastNanos, RowFilter.smallest(liveRows.rows())) == 0;
  }

  long lastNanos() {
    return lastNanos;
  }

  /** History gave rows after the position. */
  void give(List<Rows> rows, long readNanos) {
    giveBehind(rows, readNanos);
    floor = Math.max(floor, RowFilter.greatest(rows));
  }

  /** History gave rows from behind the position. */
  void giveBehind(List<Rows> rows, long readNanos) {
    recentReads.add(RowFilter.smallest(rows), RowFilter.greatest(rows), readNanos);
    recovered.add(rows);
  }

  /** Rows that do not follow were joined at a position: what lies before is late from now on. */
  void join(long positionBefore) {
    floor = Math.max(floor, positionBefore);
  }

  /** Those of live rows that were written behind what had left. */
  List<Rows> late(LiveRows liveRows, List<Rows> rows, long upToNanos) {
    return RowFilter.smallest(rows) > upToNanos
        ? List.of()
        : RowFilter.where(
            rows,
            stamp -> stamp <= upToNanos && !recentReads.cover(stamp, liveRows.receivedNanos()));
  }

  /** Those of live rows that leave in order; now they have come. */
  List<Rows> inOrder(LiveRows liveRows, List<Rows> rows) {
    lastNanos = RowFilter.greatest(liveRows.rows());
    return RowFilter.after(rows, floor);
  }

  long floorNanos() {
    return floor;
  }
}
