package io.synnaxconnect.delivery;

import io.synnaxconnect.telem.Rows;
import java.util.List;

/**
 * Which rows of a group were emitted already when live rows come. Each mark has its own life time:
 *
 * <table>
 * <caption>The marks</caption>
 * <tr><th>mark</th><th>says</th><th>lives</th></tr>
 * <tr><td>{@link #openedAtNanos}</td><td>the position when the stream was opened</td>
 *     <td>as long as the stream</td></tr>
 * <tr><td>{@link #recoveredUpToNanos}</td><td>the newest row that did not come live</td>
 *     <td>as long as the stream; only grows</td></tr>
 * <tr><td>{@link #lastLiveNanos}</td><td>the newest of the last live rows</td>
 *     <td>as long as the stream, from its first rows on</td></tr>
 * <tr><td>{@link #wasRead}</td><td>the ranges that history delivered</td>
 *     <td>until a minute after newer live rows, over streams</td></tr>
 * <tr><td>{@link #countRecovered}</td><td>the timestamps that history delivered</td>
 *     <td>the last 512 or more, over streams</td></tr>
 * </table>
 *
 * <p>Beside these, a {@link CatchUpRead} knows the position before it: everything up to there is
 * late when the live rows are emitted for which it reads.
 */
final class EmittedMarks {

  private static final long UNKNOWN_DELAY_NANOS = 10_000_000_000L;

  private final RecentReads recentReads = new RecentReads();
  private final RecoveredTimestamps recovered = new RecoveredTimestamps();
  private long openedAtNanos = Long.MIN_VALUE;
  private long recoveredUpToNanos = Long.MIN_VALUE;
  private long lastLiveNanos = Long.MIN_VALUE;

  /**
   * A stream was opened: everything up to the position counts as read.
   *
   * @param knowsHoles whether rows that were written into holes are known; else older rows are
   *     taken for new ones much earlier
   */
  void open(long positionNanos, boolean knowsHoles, long nowNanos) {
    recentReads.forget(nowNanos);
    long counts = knowsHoles ? RecentReads.LIVE_DELAY_NANOS : UNKNOWN_DELAY_NANOS;
    recentReads.addUpTo(positionNanos, nowNanos, counts);
    openedAtNanos = positionNanos;
    recoveredUpToNanos = positionNanos;
    lastLiveNanos = Long.MIN_VALUE;
  }

  /** History delivered rows after the position. */
  void addRead(List<Rows> rows, long readNanos) {
    addBackfill(rows, readNanos);
    advanceTo(RowFilter.maxNanos(rows));
  }

  /** History delivered rows before the position. */
  void addBackfill(List<Rows> rows, long readNanos) {
    recentReads.add(rows, readNanos);
    recovered.add(rows);
  }

  /** Rows up to a timestamp were emitted before the live rows that come next. */
  void advanceTo(long timestampNanos) {
    recoveredUpToNanos = Math.max(recoveredUpToNanos, timestampNanos);
  }

  /** Live rows came. */
  void addLive(List<Rows> rows, long receivedNanos) {
    lastLiveNanos = RowFilter.maxNanos(rows);
    recentReads.pass(lastLiveNanos, receivedNanos);
  }

  /** The position when the stream was opened. */
  long openedAtNanos() {
    return openedAtNanos;
  }

  /** Live rows up to this timestamp were emitted from history, or are late. */
  long recoveredUpToNanos() {
    return recoveredUpToNanos;
  }

  /** The newest of the last live rows, whether they were emitted or not. */
  long lastLiveNanos() {
    return lastLiveNanos;
  }

  /** Whether a live row was read from history before it came. */
  boolean wasRead(long timestampNanos, long receivedNanos) {
    return recentReads.cover(timestampNanos, receivedNanos);
  }

  /** How many rows history delivered after the last live rows and before a timestamp. */
  long countRecovered(long beforeNanos) {
    return recovered.countBetween(lastLiveNanos, beforeNanos);
  }

  /** Whether all rows are known that history delivered after the last live rows. */
  boolean knowsRecovered() {
    return lastLiveNanos >= openedAtNanos && recovered.knowsAfter(lastLiveNanos);
  }
}
