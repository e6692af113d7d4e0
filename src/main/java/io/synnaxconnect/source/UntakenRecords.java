package io.synnaxconnect.source;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns if Kafka does not take the records of the last poll: Connect then retries to send them and
 * polls no more, while the task counts as RUNNING. The usual reason is a topic that does not exist
 * and that nobody creates. The poll thread sets what was returned; any thread may check.
 */
final class UntakenRecords {

  private static final Logger LOG = LoggerFactory.getLogger(UntakenRecords.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** What one poll returned, and when. */
  private record Returned(List<SourceRecord> records, long nanos) {}

  private final LongSupplier nanoTime;
  private volatile @Nullable Returned last;
  private volatile boolean warned;

  UntakenRecords(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Connect polls: it has sent what the last poll returned. */
  void onPoll() {
    last = null;
    warned = false;
  }

  /** A poll returns these records. */
  void onReturned(List<SourceRecord> records) {
    last = new Returned(records, nanoTime.getAsLong());
  }

  /** Warns once for each poll whose records are not taken in time. */
  void check() {
    Returned waiting = last;
    if (waiting == null || warned) {
      return;
    }
    long nanos = nanoTime.getAsLong() - waiting.nanos();
    if (nanos >= LIMIT.toNanos()) {
      warned = true;
      LOG.warn(
          "Kafka has not taken the records of the last poll for {} s, and until it does nothing is"
              + " delivered; if a topic does not exist and nobody creates it, create it or set"
              + " topic.creation.default.partitions and topic.creation.default.replication.factor:"
              + " topics={}",
          Duration.ofNanos(nanos).toSeconds(),
          waiting.records().stream()
              .map(SourceRecord::topic)
              .collect(Collectors.toCollection(TreeSet::new)));
    }
  }
}
