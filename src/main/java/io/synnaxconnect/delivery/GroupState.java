package io.synnaxconnect.delivery;

import io.synnaxconnect.offset.Gap;
import io.synnaxconnect.offset.SourceOffset;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of the delivery of one group, built from its offset. */
final class GroupState {

  private final @Nullable TimeStamp since;
  private final WallClock wallClock = new WallClock();
  private final Position position;
  private final HistorySlot history = new HistorySlot();
  private final GroupGaps gaps;
  private final LateHoles holes;
  private final ChannelRepair channels;
  private final LiveContinuity continuity;
  private final IdleProbe idleProbe;
  private final ReplayEnd end;
  private final GroupListener listener;

  GroupState(
      IndexGroup group, SourceOffset start, DeliveryOptions options, GroupListener listener) {
    this.since = start.since();
    this.listener = listener;
    this.position = new Position(start.position());
    this.gaps = new GroupGaps(options.gapTimeoutNanos(), listener);
    start.gaps().forEach(gap -> gaps.restore(gap, position));
    this.holes = new LateHoles(start, position, gaps, options, wallClock, listener);
    this.channels =
        new ChannelRepair(group, start, options.wholeRows(), position, gaps, holes, history);
    this.continuity = new LiveContinuity(position);
    this.idleProbe = new IdleProbe(options.probeIntervalNanos());
    this.end = new ReplayEnd(options, wallClock);
  }

  WallClock wallClock() {
    return wallClock;
  }

  Position position() {
    return position;
  }

  HistorySlot history() {
    return history;
  }

  GroupGaps gaps() {
    return gaps;
  }

  LateHoles holes() {
    return holes;
  }

  ChannelRepair channels() {
    return channels;
  }

  LiveContinuity continuity() {
    return continuity;
  }

  IdleProbe idleProbe() {
    return idleProbe;
  }

  ReplayEnd end() {
    return end;
  }

  GroupListener listener() {
    return listener;
  }

  /** The offset after everything that was handed over. */
  SourceOffset offset() {
    List<Gap> open = new ArrayList<>(gaps.toGaps());
    open.addAll(channels.toGaps());
    return new SourceOffset(
        position.toTimeStamp(), since, channels.covered(), open, holes.toHoles());
  }
}
