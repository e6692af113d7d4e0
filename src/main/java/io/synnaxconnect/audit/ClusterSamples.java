package io.synnaxconnect.audit;

import io.synnaxconnect.client.HistoryRows;
import io.synnaxconnect.client.SynnaxCluster;
import io.synnaxconnect.telem.IndexGroup;
import io.synnaxconnect.telem.Rows;
import java.util.List;

/** Reads what the cluster stores, block by block. */
final class ClusterSamples {

  /** What is done with a sample. */
  @FunctionalInterface
  interface Sink {
    void add(long channelKey, long timestampNanos, long hash);
  }

  private static final int BLOCK_SAMPLES = 500_000;

  private final SynnaxCluster cluster;
  private final SampleHash hash;
  private final Progress progress;

  ClusterSamples(SynnaxCluster cluster, SampleHash hash, Progress progress) {
    this.cluster = cluster;
    this.hash = hash;
    this.progress = progress;
  }

  /** Reads all samples of a scope. */
  void read(AuditScope scope, Sink sink) throws InterruptedException {
    for (IndexGroup group : scope.groups()) {
      if (scope.rangeOf(group).isEmpty()) {
        continue;
      }
      int rows = Math.max(1, BLOCK_SAMPLES / (group.channels().size() + 1));
      try (HistoryRows history = cluster.readFinishedHistory(group, scope.rangeOf(group), rows)) {
        for (List<Rows> block = history.next(); block != null; block = history.next()) {
          block.forEach(piece -> add(piece, sink));
        }
      }
    }
  }

  private void add(Rows rows, Sink sink) {
    for (Rows.Column column : rows.columns()) {
      for (int row = 0; row < rows.rowCount(); row++) {
        long sample = hash.ofStored(column.series(), column.sampleOf(row));
        if (sample != SampleHash.OMITTED) {
          sink.add(column.channel().key(), rows.timestampNanos(row), sample);
        }
      }
      progress.add(rows.rowCount());
    }
  }
}
