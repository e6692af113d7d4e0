package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.HistoryRows;
import io.synnaxconnect.delivery.HistoryAnswer;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.source.buffer.HistoryResult;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One reading of history that may answer several requests in a row. It reads one block ahead, so
 * that it recognizes the last block and never separates rows with equal timestamps.
 */
final class HistoryCursor implements AutoCloseable {

  /** How long one reading of the cluster stays open: it keeps channels from being deleted. */
  static final long MAX_OPEN_NANOS = 5_000_000_000L;

  private final HistoryRequest first;
  private final Function<TimeRange, HistoryRows> opener;
  private volatile HistoryRows rows;
  private volatile boolean closed;
  private long openedNanos;
  private List<Rows> ahead = List.of();
  private long aheadReadNanos;
  private long nextNanos;
  private boolean exhausted;

  /**
   * A reading for a request, and for those that continue where the request before ended.
   *
   * @param opener begins to read a range
   */
  HistoryCursor(HistoryRequest first, Function<TimeRange, HistoryRows> opener, long nowNanos) {
    this.first = first;
    this.opener = opener;
    this.rows = opener.apply(first.range());
    this.openedNanos = nowNanos;
    this.nextNanos = first.range().start().nanos();
  }

  /** Whether a request continues where the last answer ended. */
  boolean continuesWith(HistoryRequest request) {
    return !exhausted
        && request.purpose() == first.purpose()
        && request.group().equals(first.group())
        && request.read().equals(first.read())
        && request.range().equals(new TimeRange(new TimeStamp(nextNanos), first.range().end()));
  }

  /**
   * Reads the next block.
   *
   * @param readNanos now, by the clock for durations; the answer says when its rows were read,
   *     which may have been at the call before
   */
  HistoryAnswer next(long readNanos) throws InterruptedException {
    if (readNanos - openedNanos >= MAX_OPEN_NANOS) {
      renew(readNanos);
    }
    List<Rows> block = new ArrayList<>(ahead);
    long blockReadNanos = block.isEmpty() ? readNanos : aheadReadNanos;
    ahead = List.of();
    aheadReadNanos = readNanos;
    while (!exhausted && ahead.isEmpty()) {
      List<Rows> read = rows.next();
      if (read == null) {
        exhausted = true;
      } else if (block.isEmpty()) {
        block.addAll(read);
      } else {
        splitAtEdge(block, read);
      }
    }
    if (!block.isEmpty()) {
      nextNanos = lastNanos(block) + 1;
    }
    return new HistoryAnswer(block, exhausted, blockReadNanos);
  }

  /** Reads on with another reading of the cluster. What was read ahead is not read again. */
  private void renew(long nowNanos) {
    List<Rows> kept = withoutLast(ahead);
    if (exhausted || kept.isEmpty()) {
      return;
    }
    // Rows that share the last timestamp may have been separated from others of it.
    long from = lastNanos(ahead);
    ahead = kept;
    openedNanos = nowNanos;
    rows.close();
    rows = opener.apply(new TimeRange(new TimeStamp(from), first.range().end()));
    if (closed) {
      rows.close();
    }
  }

  /** The bytes of the rows that were read, and wait for the next request. */
  long aheadBytes() {
    return HistoryResult.costBytes(ahead);
  }

  /** Whether nothing else is stored in the range. */
  boolean isExhausted() {
    return exhausted;
  }

  /** These rows without those that share the last timestamp. */
  private static List<Rows> withoutLast(List<Rows> all) {
    List<Rows> kept = new ArrayList<>(all);
    if (!kept.isEmpty()) {
      cutFrom(kept, lastNanos(kept));
    }
    return kept;
  }

  /** Cuts the rows at the end that have a timestamp, and returns them. */
  private static List<Rows> cutFrom(List<Rows> block, long edge) {
    List<Rows> cut = new ArrayList<>();
    while (!block.isEmpty() && lastNanos(block) == edge) {
      Rows last = block.remove(block.size() - 1);
      int from = last.rowCount();
      while (from > 0 && last.timestampNanos(from - 1) == edge) {
        from--;
      }
      if (from > 0) {
        block.add(last.slice(0, from));
      }
      cut.add(0, last.slice(from, last.rowCount()));
    }
    return cut;
  }

  /** Moves rows at the end of the block to the next one if that begins with their timestamp. */
  private void splitAtEdge(List<Rows> block, List<Rows> read) {
    long edge = read.get(0).timestampNanos(0);
    List<Rows> waiting = new ArrayList<>(cutFrom(block, edge));
    waiting.addAll(read);
    if (block.isEmpty()) {
      block.addAll(waiting);
    } else {
      ahead = waiting;
    }
  }

  private static long lastNanos(List<Rows> block) {
    Rows last = block.get(block.size() - 1);
    return last.timestampNanos(last.rowCount() - 1);
  }

  @Override
  public void close() {
    closed = true;
    rows.close();
  }
}
