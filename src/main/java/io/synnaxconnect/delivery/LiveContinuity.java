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
  private final RecentReads readRanges = new RecentReads();
  private final RecoveredTimestamps given = new RecoveredTimestamps();
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
    readRanges.forget(nowNanos);
    readRanges.add(Long.MIN_VALUE, position.nanos(), nowNanos);
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
    readRanges.forget(receivedNanos);
  }

  /** How the next rows follow: null as they should, else why something may be missing. */
  record Break(Cause cause, long missingRows) {}

  /** Takes the next rows into account. */
  @Nullable Break next(LiveRows run) {
    long missing = detector.missingBefore(run.index().alignment(), run.index().sampleCount());
    Cause cause = interruption;
    interruption = null;
    if (cause == null && missing != 0) {
      cause = missing > 0 ? Cause.SKIPPED : Cause.REOPENED;
    }
    return cause == null ? null : new Break(cause, missing);
  }

  /** The same break, without the missing rows that history has given. */
  Break withoutGiven(Break broken, LiveRows run) {
    return new Break(broken.cause(), notGiven(run, broken.missingRows()));
  }

  private long notGiven(LiveRows run, long missingRows) {
    if (missingRows <= 0) {
      return missingRows;
    }
    long first = RowFilter.smallest(run.rows());
    if (first <= positionAtOpen && readRanges.cover(first, run.receivedNanos())) {
      return 0;
    }
    if (lastNanos < positionAtOpen || !given.knowsAfter(lastNanos)) {
      return Gap.UNKNOWN_COUNT;
    }
    return Math.max(0, missingRows - given.countBetween(lastNanos, first));
  }

  /** Whether all that is missing before these rows lies between them and the live rows before. */
  boolean isMissingBetween(LiveRows run) {
    return given.countBetween(lastNanos, RowFilter.smallest(run.rows())) == 0;
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
    readRanges.add(RowFilter.smallest(rows), RowFilter.greatest(rows), readNanos);
    given.add(rows);
  }

  /** Rows that do not follow were joined at a position: what lies before is late from now on. */
  void join(long positionBefore) {
    floor = Math.max(floor, positionBefore);
  }

  /** Those of live rows that were written behind what had left. */
  List<Rows> late(LiveRows run, List<Rows> rows, long upToNanos) {
    return RowFilter.smallest(rows) > upToNanos
        ? List.of()
        : RowFilter.where(
            rows, stamp -> stamp <= upToNanos && !readRanges.cover(stamp, run.receivedNanos()));
  }

  /** Those of live rows that leave in order; now they have come. */
  List<Rows> inOrder(LiveRows run, List<Rows> rows) {
    lastNanos = RowFilter.greatest(run.rows());
    return RowFilter.after(rows, floor);
  }

  long floorNanos() {
    return floor;
  }
}
