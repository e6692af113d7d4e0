package io.synnaxconnect.source;

import io.synnaxconnect.delivery.StallDetector;
import io.synnaxconnect.source.buffer.StreamSession;
import io.synnaxconnect.source.group.TaskGroup;

/** How far a group was when the watchdog last saw it, and what its detector makes of that. */
final class WatchedGroup {

  /** What one round of the watchdog sees of a group. */
  enum Sight {
    /** It has emitted rows since the last round. */
    MOVED,

    /** It has not moved, and something other than a stall explains that. */
    EXCUSED,

    /** It has not moved, and should have if the cluster stores newer rows. */
    STILL;

    /**
     * The table: the first row that fits decides.
     *
     * <pre>
     * emitted rows                                     MOVED
     * history answers others while the group waits     EXCUSED
     * its rows wait for Kafka                          EXCUSED
     * it waits for its gaps, or only live rows count   EXCUSED
     * else                                             STILL
     * </pre>
     */
    static Sight of(boolean emitted, boolean historyServes, boolean queued, boolean toMove) {
      if (emitted) {
        return MOVED;
      }
      return historyServes || queued || !toMove ? EXCUSED : STILL;
    }
  }

  private final StallDetector detector;
  private long sessionNumber;
  private long positionNanos;
  private long batches;

  /** A group that is watched from now on. */
  WatchedGroup(long timeoutNanos, StreamSession current, long clockNanos) {
    this.detector = new StallDetector(timeoutNanos, clockNanos);
    this.sessionNumber = current.number();
  }

  StallDetector detector() {
    return detector;
  }

  /** The position when it was last seen, {@link Long#MIN_VALUE} if there was none. */
  long positionNanos() {
    return positionNanos;
  }

  /**
   * Compares the group with what was last seen of it.
   *
   * @param historyServes whether history has answered requests while others waited
   */
  void observe(TaskGroup group, StreamSession current, boolean historyServes, long clockNanos) {
    if (sessionNumber != current.number()) {
      sessionNumber = current.number();
      detector.onStreamOpened(clockNanos);
    }
    if (see(group, historyServes) != Sight.STILL) {
      detector.onProgress(clockNanos);
    }
  }

  private Sight see(TaskGroup group, boolean historyServes) {
    long position = group.delivery().positionNanos();
    boolean emitted = positionNanos != position || batches != group.batches();
    positionNanos = position;
    batches = group.batches();
    return Sight.of(emitted, historyServes, group.isQueued(), group.delivery().isToMove());
  }
}
