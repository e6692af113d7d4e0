package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.Gap.Cause;
import io.synnaxconnect.telem.Rows;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The live rows of one stream: whether each continues the one before, and which of them history has
 * delivered already. {@link EmittedMarks} says what was emitted.
 */
final class LiveContinuity {

  private final Position position;
  private final GapDetector detector = new GapDetector(1);
  private final EmittedMarks emitted = new EmittedMarks();

  /** Why the next rows cannot continue those before, whatever their alignment; else null. */
  private @Nullable Cause interruption = Cause.REOPENED;

  LiveContinuity(Position position) {
    this.position = position;
  }

  EmittedMarks emitted() {
    return emitted;
  }

  /** A stream was opened: its first rows continue nothing. */
  void open(boolean knowsHoles, long nowNanos) {
    detector.reset();
    emitted.open(position.nanos(), knowsHoles, nowNanos);
    interruption = Cause.REOPENED;
  }

  /** The next rows cannot continue those before. */
  void interrupt(Cause cause) {
    interruption = cause;
  }

  /**
   * A break in the live stream.
   *
   * @param cause why rows may be missing
   * @param missingRows how many rows are missing, negative if that is not known
   */
  record Break(Cause cause, long missingRows) {}

  /** Takes the next rows into account; null if they continue those before. */
  @Nullable Break next(LiveRows liveRows) {
    long missing = detector.missingBefore(liveRows.index());
    Cause cause = interruption;
    interruption = null;
    if (cause == null && missing != 0) {
      cause = missing > 0 ? Cause.SKIPPED : Cause.REOPENED;
    }
    return cause == null ? null : new Break(cause, missing);
  }

  /** The same break, without the missing rows that history has delivered. */
  Break withoutRecovered(Break broken, LiveRows liveRows) {
    return new Break(broken.cause(), notRecovered(liveRows, broken.missingRows()));
  }

  private long notRecovered(LiveRows liveRows, long missingRows) {
    if (missingRows <= 0) {
      return missingRows;
    }
    long first = RowFilter.minNanos(liveRows.rows());
    if (first <= emitted.openedAtNanos() && emitted.wasRead(first, liveRows.receivedNanos())) {
      return 0;
    }
    if (!emitted.knowsRecovered()) {
      return Gap.UNKNOWN_COUNT;
    }
    return Math.max(0, missingRows - emitted.countRecovered(first));
  }

  /** Whether all that is missing before these rows lies between them and the live rows before. */
  boolean isMissingBetween(LiveRows liveRows) {
    return emitted.countRecovered(RowFilter.minNanos(liveRows.rows())) == 0;
  }

  /**
   * Those of live rows up to a timestamp that are late: they lie in a hole, or history did not
   * deliver them.
   */
  List<Rows> late(LiveRows liveRows, List<Rows> rows, long upToNanos, LongPredicate holes) {
    return RowFilter.minNanos(rows) > upToNanos
        ? List.of()
        : RowFilter.where(
            rows,
            stamp ->
                stamp <= upToNanos
                    && (holes.test(stamp) || !emitted.wasRead(stamp, liveRows.receivedNanos())));
  }

  /** Those of live rows that are emitted in order. */
  List<Rows> inOrder(LiveRows liveRows, List<Rows> rows) {
    emitted.addLive(liveRows.rows(), liveRows.receivedNanos());
    return RowFilter.after(rows, emitted.recoveredUpToNanos());
  }
}
