package io.synnaxconnect.source.reader;

import io.synnaxconnect.client.HistoryRows;
import io.synnaxconnect.delivery.HistoryAnswer;
import io.synnaxconnect.delivery.HistoryRequest;
import io.synnaxconnect.telem.Rows;
import io.synnaxconnect.telem.TimeRange;
import io.synnaxconnect.telem.TimeStamp;
import java.util.ArrayList;
import java.util.List;

/**
 * One reading of history that may answer several requests in a row. It reads one block ahead, so
 * that it recognizes the last block and never separates rows with equal timestamps.
 */
final class HistoryCursor implements AutoCloseable {

  private final HistoryRequest first;
  private final HistoryRows rows;
  private List<Rows> ahead = List.of();
  private long aheadReadNanos;
  private long nextNanos;
  private boolean exhausted;

  /** A reading for a request, and for those that continue where the request before ended. */
  HistoryCursor(HistoryRequest first, HistoryRows rows) {
    this.first = first;
    this.rows = rows;
    this.nextNanos = first.range().start().nanos();
  }

  /** Whether a request continues where the last answer ended. */
  boolean continuesWith(HistoryRequest request) {
    return !exhausted
        && request.purpose() == first.purpose()
        && request.group().equals(first.group())
        && request.range().equals(new TimeRange(new TimeStamp(nextNanos), first.range().end()));
  }

  /**
   * Reads the next block.
   *
   * @param readNanos now, nanoseconds since the Unix epoch; the answer says when its rows were
   *     read, which may have been at the call before
   */
  HistoryAnswer next(long readNanos) throws InterruptedException {
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

  /** Moves rows at the end of the block to the next one if that begins with their timestamp. */
  private void splitAtEdge(List<Rows> block, List<Rows> read) {
    long edge = read.get(0).timestampNanos(0);
    List<Rows> waiting = new ArrayList<>(read);
    while (!block.isEmpty() && lastNanos(block) == edge) {
      Rows last = block.remove(block.size() - 1);
      int from = last.rowCount();
      while (from > 0 && last.timestampNanos(from - 1) == edge) {
        from--;
      }
      if (from > 0) {
        block.add(last.slice(0, from));
      }
      waiting.add(0, last.slice(from, last.rowCount()));
    }
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
    rows.close();
  }
}
