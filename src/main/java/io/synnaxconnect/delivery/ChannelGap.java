package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.ChannelGapState.Admission;
import io.synnaxconnect.delivery.ChannelGapState.Event;
import java.util.function.LongUnaryOperator;

/** One channel that has no sample in the newest rows, from a timestamp on. */
final class ChannelGap {

  private static final long FIRST_PROBE_NANOS = 200_000_000L;
  private static final long MAX_PROBE_NANOS = 30_000_000_000L;

  /**
   * What a reading of history shows for one channel.
   *
   * @param found whether it had samples that are emitted
   * @param exhausted whether nothing else is stored in the range
   * @param blocked whether the range ends at a gap of the whole group with samples
   * @param fresh whether history was asked after the newest rows came
   * @param whole whether history was asked for everything up to the position
   * @param upToNanos the last timestamp of the range, or the last one read if there is more
   */
  record Reading(
      boolean found,
      boolean exhausted,
      boolean blocked,
      boolean fresh,
      boolean whole,
      long upToNanos) {

    /** What this reading means for the state. */
    Event event() {
      if (!exhausted) {
        return found ? Event.READ_SAMPLES : Event.READ_NOTHING;
      }
      if (blocked) {
        return Event.READ_UP_TO_GROUP_GAP;
      }
      return fresh ? Event.READ_ALL : Event.READ_ALL_BEFORE_NEW_ROWS;
    }

    /** The same reading, as far as it shows what is stored before a timestamp. */
    Reading before(long nanos) {
      return upToNanos < nanos ? this : new Reading(found, false, blocked, fresh, whole, nanos - 1);
    }
  }

  private final long openedNanos;
  private final RetryTimer probe = new RetryTimer(FIRST_PROBE_NANOS, MAX_PROBE_NANOS);
  private ChannelGapState state = ChannelGapState.UNREAD;
  private long fromNanos;

  /** The last timestamp up to which the state holds, if reads have led to it. */
  private long readUpToNanos = Long.MIN_VALUE;

  /**
   * The sample that was found after blocks without any. What these blocks have before it was
   * written before it.
   */
  private long verifiedUpToNanos = Long.MIN_VALUE;

  /** The first sample that came late since history was asked, so that the answer may lack it. */
  private long lateNanos = Long.MAX_VALUE;

  /** When samples were last found, or could be expected. */
  private long lastFoundNanos;

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

  /** The first timestamp to ask history for. */
  long startNanos() {
    return state.continuesReading()
        ? Math.max(fromNanos, Position.after(readUpToNanos))
        : fromNanos;
  }

  /**
   * What happens to samples in rows after the position.
   *
   * @param groupGapAfter where the first gap of the whole group begins after a timestamp, at most
   *     after the position
   */
  Admission admission(long positionNanos, LongUnaryOperator groupGapAfter) {
    if (fromNanos > positionNanos || positionNanos == Long.MIN_VALUE) {
      // Nothing can be missing before the first row.
      return Admission.EMIT;
    }
    boolean outdated =
        switch (state) {
          case READ -> readUpToNanos < positionNanos;
          case BLOCKED -> groupGapAfter.applyAsLong(fromNanos) > positionNanos;
          default -> false;
        };
    return outdated ? Admission.WAIT : state.admission();
  }

  /** Whether everything up to the position was read. */
  boolean isRead() {
    return state == ChannelGapState.READ;
  }

  /** New rows came: history may have more before them than was read. */
  void onNewRows() {
    state = state.after(Event.NEW_ROWS);
  }

  /** Samples of the channel came: history may have some soon. */
  void wake(long nowNanos) {
    lastFoundNanos = nowNanos;
    onNewRows();
    if (!probe.isDue(nowNanos + FIRST_PROBE_NANOS)) {
      probe.start(nowNanos);
    }
  }

  /** A gap of the whole group had samples, which are emitted with this gap. */
  void onGroupGapFilled(long nowNanos) {
    state = state.after(Event.GROUP_GAP_FILLED);
    readUpToNanos = Long.MIN_VALUE;
    wake(nowNanos);
  }

  /** Live samples came late, from a timestamp on; they are emitted with this gap. */
  void onLate(long firstNanos, long nowNanos) {
    lateNanos = Math.min(lateNanos, firstNanos);
    readUpToNanos = Math.min(readUpToNanos, firstNanos - 1);
    wake(nowNanos);
  }

  /** An answer that was asked for before counts up to a row that came since. */
  void limitAnswer(long firstNanos) {
    lateNanos = Math.min(lateNanos, firstNanos);
  }

  /** History is asked for the channel. */
  void onAsked() {
    lateNanos = Long.MAX_VALUE;
  }

  /** Whether the gap has a timestamp, and the answer of history shows what is stored there. */
  boolean answers(long timestampNanos) {
    return fromNanos <= timestampNanos && timestampNanos < lateNanos;
  }

  /** Asks history again, after the first delay. */
  void restart(long nowNanos) {
    lastFoundNanos = nowNanos;
    probe.start(nowNanos);
  }

  /**
   * Whether samples that were found may be emitted; else blocks before them are read again.
   *
   * @param firstNanos the first of these samples
   */
  boolean verify(long firstNanos, long nowNanos) {
    boolean isVerified = state == ChannelGapState.RESCANNING && firstNanos <= verifiedUpToNanos;
    if (isVerified || !state.continuesReading() || startNanos() <= fromNanos) {
      return true;
    }
    state = state.after(Event.FOUND_AFTER_EMPTY);
    verifiedUpToNanos = firstNanos;
    readUpToNanos = Long.MIN_VALUE;
    lastFoundNanos = nowNanos;
    probe.startIn(nowNanos, 0);
    return false;
  }

  /** History was read. */
  void onRead(Reading answered, long timeoutNanos, long nowNanos) {
    Reading reading = answered.before(lateNanos);
    state = state.after(reading.event());
    readUpToNanos = reading.upToNanos();
    // In a part of the range there may have been nothing to find.
    if (reading.found() || !reading.whole()) {
      lastFoundNanos = nowNanos;
    }
    schedule(reading, timeoutNanos, nowNanos);
  }

  /** History has samples in rows that are emitted first: it is asked again soon. */
  void onHole(long nowNanos) {
    state = state.after(Event.READ_SAMPLES);
    readUpToNanos = Long.MIN_VALUE;
    lastFoundNanos = nowNanos;
    probe.start(nowNanos);
  }

  private void schedule(Reading reading, long timeoutNanos, long nowNanos) {
    if (!reading.exhausted()) {
      probe.startIn(nowNanos, 0);
    } else if (reading.found()) {
      probe.start(nowNanos);
    } else if (nowNanos - lastFoundNanos >= timeoutNanos) {
      // A channel that nobody writes is not a loss.
      probe.stop();
    } else {
      probe.again(nowNanos);
    }
  }

  /** Samples up to a timestamp were emitted. */
  void advancePast(long timestampNanos) {
    if (timestampNanos >= fromNanos) {
      fromNanos = timestampNanos + 1;
    }
  }
}
