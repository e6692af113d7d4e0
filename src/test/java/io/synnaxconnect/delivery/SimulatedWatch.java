package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeRange;

/**
 * Watches one life of a task for stalls, as the real task does. Whatever happens in that life, the
 * task must not fail: rows always come in the end.
 */
final class SimulatedWatch {

  private static final long QUERY_NANOS = 5 * VirtualTime.MILLISECOND;

  private final VirtualTime time;
  private final SimulatedCluster cluster;
  private final SimulatedStream stream;
  private final StoredGroup group;
  private final DeliveryOptions options;
  private final StallDetector detector;
  private long clockNanos;
  private long lastTurnNanos;
  private long positionNanos;
  private long batches;
  private boolean up;

  SimulatedWatch(
      VirtualTime time,
      SimulatedCluster cluster,
      SimulatedStream stream,
      StoredGroup group,
      DeliveryOptions options) {
    this.time = time;
    this.cluster = cluster;
    this.stream = stream;
    this.group = group;
    this.options = options;
    this.detector = new StallDetector(options.stallTimeoutNanos(), 0);
    this.lastTurnNanos = time.nowNanos();
  }

  /**
   * Checks the group.
   *
   * @param channels what the stream carries
   * @param handedOver how many batches were handed over
   * @param historyFails whether a query would fail, too
   */
  void turn(IndexGroup channels, long handedOver, boolean historyFails) {
    boolean wasUp = up;
    up = stream.isUp();
    clockNanos += up ? time.nowNanos() - lastTurnNanos : 0;
    lastTurnNanos = time.nowNanos();
    if (up && !wasUp) {
      detector.onStreamOpened(clockNanos);
    }
    boolean moved = positionNanos != group.positionNanos() || batches != handedOver;
    positionNanos = group.positionNanos();
    batches = handedOver;
    if (moved || group.batch() != null || !group.isToMove()) {
      detector.onProgress(clockNanos);
    }
    if (up && detector.isQueryDue(clockNanos)) {
      detector.startQuery();
      long from = Position.after(positionNanos);
      time.in(QUERY_NANOS, () -> answer(channels, from, historyFails));
    }
  }

  private void answer(IndexGroup channels, long fromNanos, boolean fails) {
    if (fails || fromNanos >= options.endNanos()) {
      detector.onQueryFailed(clockNanos);
      return;
    }
    TimeRange range = TimeRange.ofNanos(fromNanos, options.endNanos());
    switch (detector.onQueryAnswered(cluster.hasRows(channels, range), clockNanos)) {
      case PROBE -> group.probe(time.nowNanos());
      case REOPEN -> stream.breakOff();
      case FAIL -> throw new AssertionError("A task fails although rows would come");
      case NONE -> {
        // Nothing to do.
      }
    }
  }
}
