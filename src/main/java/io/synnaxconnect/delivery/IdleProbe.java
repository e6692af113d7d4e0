package io.synnaxconnect.delivery;

/** Decides when history is asked because the live stream is silent, and when it seems dead. */
final class IdleProbe {

  private static final long STALL_NANOS = 2_000_000_000L;
  private static final long PROBE_AFTER_SHEDDING_NANOS = 1_000_000_000L;
  private static final long OPENING_LOOK_NANOS = 3_000_000_000L;
  private static final long AFTER_LIVE_NANOS = 1_000_000_000L;
  private static final int PROBE_GROWTH = 10;

  private final long intervalNanos;
  private final RetryTimer probe;
  private final RetryTimer stall = new RetryTimer(STALL_NANOS, STALL_NANOS);
  private boolean stallReported;
  private boolean probing;

  /** Whether the next probe asks for what was stored just before the stream was opened. */
  private boolean isOpeningLook;

  private long lastLiveNanos = Long.MIN_VALUE;

  /** When a probe found the rows because of which the stream may be dead. */
  private long foundNanos;

  IdleProbe(long intervalNanos) {
    this.intervalNanos = intervalNanos;
    this.probe = new RetryTimer(intervalNanos, Math.multiplyExact(PROBE_GROWTH, intervalNanos));
  }

  /** A stream was opened. */
  void open(long indexKey, long nowNanos) {
    stall.stop();
    probing = false;
    isOpeningLook = false;
    startIn(intervalNanos / 2, intervalNanos / 2, indexKey, nowNanos);
  }

  /** A stream was opened, just after history was asked for the newest row. */
  void openAtNewest(long indexKey, long nowNanos) {
    open(indexKey, nowNanos);
    isOpeningLook = true;
    startIn(OPENING_LOOK_NANOS, 2 * OPENING_LOOK_NANOS, indexKey, nowNanos);
  }

  /** Groups that were opened together must not ask together. */
  private void startIn(long firstNanos, long spreadNanos, long indexKey, long nowNanos) {
    long share = Math.floorMod(indexKey * 0x9E3779B9L, 1000);
    probe.startIn(nowNanos, firstNanos + spreadNanos / 1000 * share);
  }

  /**
   * Samples came live.
   *
   * @param rows whether there were rows; samples without timestamps do not replace those
   */
  void onLive(boolean rows, long nowNanos) {
    stall.stop();
    stallReported = false;
    if (rows) {
      isOpeningLook = false;
      lastLiveNanos = nowNanos;
      probe.start(nowNanos);
    }
  }

  void onShed(long nowNanos) {
    probe.startIn(nowNanos, PROBE_AFTER_SHEDDING_NANOS);
  }

  /** Live rows wait in the buffer: they are taken before the next probe. */
  void defer(long nowNanos) {
    if (probe.isDue(nowNanos)) {
      probe.startIn(nowNanos, PROBE_AFTER_SHEDDING_NANOS);
    }
  }

  /** A writer has ended. If rows have just come live, probably these were its rows. */
  void onWriterEnded(long nowNanos) {
    makeDue(nowNanos);
    if (lastLiveNanos != Long.MIN_VALUE && nowNanos - lastLiveNanos < AFTER_LIVE_NANOS) {
      probe.startIn(nowNanos, AFTER_LIVE_NANOS);
    }
  }

  /** Newer rows are stored: the next probe is due at once. */
  void makeDue(long nowNanos) {
    isOpeningLook = false;
    probe.startIn(nowNanos, 0);
  }

  boolean isProbeDue(long nowNanos) {
    return probe.isDue(nowNanos);
  }

  void beginProbe(long nowNanos) {
    probe.again(nowNanos);
    probing = !isOpeningLook;
    isOpeningLook = false;
  }

  /** If a probe found rows that did not come live, the stream may be dead. */
  void endReading(boolean found, long nowNanos) {
    if (probing && found) {
      probe.start(nowNanos);
      if (!stall.isStarted()) {
        foundNanos = nowNanos;
        stall.start(nowNanos);
      }
    }
    probing = false;
  }

  long foundNanos() {
    return foundNanos;
  }

  /** Whether probes find rows, and none came live since. */
  boolean isUnstreamed() {
    return stallReported;
  }

  /**
   * Whether the stream remained silent although newer rows are stored; true once for each probe
   * that finds some.
   */
  boolean hasStalled(long nowNanos) {
    if (!stall.isDue(nowNanos)) {
      return false;
    }
    stall.stop();
    stallReported = true;
    return true;
  }
}
