package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Rows;
import java.util.List;

/** The end of a bounded replay. */
final class ReplayEnd {

  private final long endNanos;
  private final long gapTimeoutNanos;
  private final WallClock wallClock;

  /** Whether newer rows came. */
  private boolean newerSeen;

  /** Whether the read of this moment began when nobody could write older rows any more. */
  private boolean lastRead;

  /** Whether such a read has ended. */
  private boolean lastReadEnded;

  /** Whether history was asked a last time for the channels that lack samples. */
  private boolean channelsAsked;

  ReplayEnd(DeliveryOptions options, WallClock wallClock) {
    this.wallClock = wallClock;
    this.endNanos = options.endNanos();
    this.gapTimeoutNanos = options.gapTimeoutNanos();
  }

  /** {@link Long#MAX_VALUE} for none. */
  long nanos() {
    return endNanos;
  }

  /** Those of the rows that belong to the replay; the list itself if all do. */
  List<Rows> before(List<Rows> rows) {
    if (endNanos == Long.MAX_VALUE) {
      return rows;
    }
    List<Rows> before = RowFilter.where(rows, stamp -> stamp < endNanos);
    newerSeen |= before != rows;
    return before;
  }

  /** Those of the rows that do not belong to the replay any more. */
  List<Rows> after(List<Rows> rows) {
    return RowFilter.where(rows, stamp -> stamp >= endNanos);
  }

  private boolean isOver(long nowNanos) {
    return endNanos != Long.MAX_VALUE && wallClock.at(nowNanos) - gapTimeoutNanos >= endNanos;
  }

  /** A read of everything up to the end begins. */
  void beginReading(long nowNanos) {
    lastRead = isOver(nowNanos);
  }

  /** Whether the read of this moment began when nobody could write older rows any more. */
  boolean isLastRead() {
    return lastRead;
  }

  void endReading() {
    lastReadEnded |= lastRead;
  }

  /** Whether nobody can write older rows any more, and history is to be read a last time. */
  boolean isLastReadDue(long nowNanos) {
    return !lastReadEnded && isOver(nowNanos);
  }

  /** Whether newer rows came, or history has no others. */
  boolean isPassed() {
    return newerSeen || lastReadEnded;
  }

  /** History is asked a last time for the channels that lack samples. */
  void askForChannels() {
    channelsAsked = true;
  }

  /** A stream was opened, or a channel had samples: history is to be asked for channels again. */
  void forgetChannels() {
    channelsAsked = false;
  }

  /** Whether history was asked a last time for the channels that lack samples. */
  boolean hasAskedForChannels() {
    return channelsAsked;
  }
}
