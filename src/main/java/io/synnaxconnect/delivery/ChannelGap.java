package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.ChannelGaps.Reading;

/** One channel that has no sample in the newest rows, from a timestamp on. */
final class ChannelGap {

  private static final long FIRST_PROBE_NANOS = 200_000_000L;
  private static final long RAREST_PROBE_NANOS = 30_000_000_000L;

  private final long openedNanos;
  private final RetryTimer probe = new RetryTimer(FIRST_PROBE_NANOS, RAREST_PROBE_NANOS);
  private long fromNanos;
  private long lastFoundNanos;

  /** Up to before here blocks without any sample were read. */
  private long scannedToNanos = Long.MIN_VALUE;

  /** Whether that is read once more, since samples were found behind it. */
  private boolean verifying;

  /** Position up to which nothing is left to be found, as of the last reading. */
  private long readUpToNanos = Long.MIN_VALUE;

  /** Whether gaps of the whole group hold samples, which are repaired first. */
  private boolean blocked;

  /** Whether so much is stored that it takes several readings. */
  private boolean farBehind;

  ChannelGap(long fromNanos, long openedNanos, long nowNanos) {
    this.fromNanos = fromNanos;
    this.openedNanos = openedNanos;
    this.lastFoundNanos = nowNanos;
    probe.start(nowNanos);
  }

  long fromNanos() {
    return fromNanos;
  }

  long openedNanos() {
    return openedNanos;
  }

  RetryTimer probe() {
    return probe;
  }

  boolean isFarBehind() {
    return farBehind;
  }

  /** The first timestamp to ask history for. */
  long startNanos() {
    return Math.max(fromNanos, scannedToNanos);
  }

  /** Whether nothing is left to be found up to the position. */
  boolean isReadUpTo(long positionNanos) {
    return fromNanos > positionNanos || readUpToNanos >= positionNanos;
  }

  /** What was read before may not hold all that lies before rows that came since. */
  void forgetReading() {
    readUpToNanos = Long.MIN_VALUE;
  }

  /** The channel showed up: its samples may be in history soon. */
  void wake(long nowNanos) {
    lastFoundNanos = nowNanos;
    forgetReading();
    if (!probe.isDue(nowNanos + FIRST_PROBE_NANOS)) {
      probe.start(nowNanos);
    }
  }

  /** What was read no longer counts: samples before that have been left to this channel's gap. */
  void readAnew(long nowNanos) {
    scannedToNanos = Long.MIN_VALUE;
    blocked = false;
    wake(nowNanos);
  }

  boolean isBlocked() {
    return blocked;
  }

  void setBlocked(boolean blocked) {
    this.blocked = blocked;
  }

  /** Begins to look again. */
  void restart(long nowNanos) {
    lastFoundNanos = nowNanos;
    probe.start(nowNanos);
  }

  /**
   * Whether samples that were found may leave. Not if blocks without any were read before: what
   * they lacked may have been written since, so they are read once more.
   */
  boolean verify(long nowNanos) {
    if (verifying || scannedToNanos <= fromNanos) {
      return true;
    }
    verifying = true;
    farBehind = true;
    scannedToNanos = Long.MIN_VALUE;
    forgetReading();
    lastFoundNanos = nowNanos;
    probe.startIn(nowNanos, 0);
    return false;
  }

  /** History was asked. */
  void answered(boolean found, Reading reading, long timeoutNanos, long nowNanos) {
    boolean nothingYet = !reading.exhausted() && !found;
    farBehind = !reading.exhausted();
    readUpToNanos = reading.exhausted() && reading.fresh() ? reading.upToNanos() : Long.MIN_VALUE;
    scannedToNanos = nothingYet ? reading.upToNanos() + 1 : Long.MIN_VALUE;
    verifying &= nothingYet;
    // Behind a gap of the whole group nothing could be found yet.
    if (found || !reading.whole()) {
      lastFoundNanos = nowNanos;
    }
    schedule(found, reading, timeoutNanos, nowNanos);
  }

  private void schedule(boolean found, Reading reading, long timeoutNanos, long nowNanos) {
    if (!reading.exhausted()) {
      probe.startIn(nowNanos, 0);
    } else if (found) {
      probe.start(nowNanos);
    } else if (nowNanos - lastFoundNanos >= timeoutNanos) {
      // A channel that nobody writes is no loss.
      probe.stop();
    } else {
      probe.again(nowNanos);
    }
  }

  /** Samples up to a timestamp have left. */
  void moveBehind(long stampNanos) {
    if (stampNanos >= fromNanos) {
      fromNanos = stampNanos + 1;
    }
  }
}
