package io.synnaxconnect.delivery;

import io.synnaxconnect.delivery.SimulatedRow.Cell;
import io.synnaxconnect.telem.Alignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A session of a writer of the index: one domain, samples in order. */
final class SimulatedSession {

  enum Mode {
    /** Readable before it is streamed. */
    AUTO_COMMIT,
    /** Streamed before it is readable. */
    DELAYED_COMMIT,
    /** Never streamed. */
    PERSIST_ONLY
  }

  private final SimulatedCluster cluster;
  private final VirtualTime time;
  private final long domain;
  private final Set<Long> keys;
  private final List<SimulatedRow> uncommitted = new ArrayList<>();
  private Mode mode;
  private long nextSample;
  private boolean open = true;
  private boolean hasWritten;
  private long busyUntilNanos;

  SimulatedSession(
      SimulatedCluster cluster, VirtualTime time, Alignment start, Mode mode, Set<Long> keys) {
    this.cluster = cluster;
    this.time = time;
    this.domain = start.domain();
    this.nextSample = start.sample();
    this.mode = mode;
    this.keys = keys;
  }

  boolean isOpen() {
    return open;
  }

  Mode mode() {
    return mode;
  }

  /** Another writer continues; so do the alignments. */
  void handOver(Mode next) {
    if (mode == Mode.DELAYED_COMMIT) {
      commit();
    }
    mode = next;
  }

  /**
   * Writes rows in one frame.
   *
   * @param dataDelayNanos how much later than the index the data becomes readable
   */
  void write(List<SimulatedRow> rows, long dataDelayNanos) {
    if (time.nowNanos() < busyUntilNanos) {
      return;
    }
    hasWritten = true;
    Mode as = mode;
    time.trace(() -> "write " + as + " in domain " + domain + ": " + rows);
    put(rows, SimulatedCluster.INDEX_KEY, as);
    Alignment alignment = Alignment.of(domain, nextSample);
    nextSample += rows.size();
    rows.forEach(row -> row.session = this);
    rows.forEach(cluster::insert);
    cluster.onChange();
    Runnable rest =
        () -> {
          if (open) {
            keys.forEach(key -> put(rows, key, as));
            rows.get(0).writtenAlone = rows.size() == 1;
            if (as != Mode.PERSIST_ONLY) {
              cluster.stream(new SimulatedFrame(rows, keys, alignment));
            }
          }
        };
    if (dataDelayNanos == 0 || as == Mode.DELAYED_COMMIT) {
      rest.run();
    } else {
      busyUntilNanos = time.nowNanos() + dataDelayNanos;
      time.in(dataDelayNanos, rest);
    }
  }

  private void put(List<SimulatedRow> rows, long key, Mode as) {
    cluster.onChange();
    boolean delayed = as == Mode.DELAYED_COMMIT;
    rows.forEach(row -> row.write(key, delayed ? Cell.WRITTEN : Cell.READABLE, time.nowNanos()));
    if (delayed) {
      uncommitted.addAll(rows);
    }
  }

  void commit() {
    cluster.onChange();
    uncommitted.forEach(SimulatedRow::commit);
    uncommitted.clear();
  }

  boolean hasWritten() {
    return hasWritten;
  }

  boolean isBusy() {
    return time.nowNanos() < busyUntilNanos;
  }

  void close() {
    if (open) {
      commit();
      cluster.reportWriterEnd();
    }
    open = false;
  }

  /** The server is gone: what was not committed stays so. */
  void kill() {
    open = false;
  }
}
