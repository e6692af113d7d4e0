package io.synnaxconnect.delivery;

/**
 * The wall clock, which somebody may set, for what is compared with timestamps of rows or written
 * down. All other times of a group are of a clock that nobody sets.
 */
final class WallClock {

  private long aheadNanos;

  /** How far it is ahead of the other clock; negative if it was set back. */
  void setAhead(long nanos) {
    aheadNanos = nanos;
  }

  /** What it shows at a time of the other clock. */
  long at(long nowNanos) {
    return nowNanos + aheadNanos;
  }
}
