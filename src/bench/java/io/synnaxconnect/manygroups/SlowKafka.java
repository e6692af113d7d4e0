package io.synnaxconnect.manygroups;

import io.synnaxconnect.TestTask;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Polls a task as Connect does, and takes so many records a second. */
final class SlowKafka {

  /** As many as the framework converts and sends on a core. */
  static final int RECORDS_PER_SECOND = 200_000;

  private final TestTask task;
  private final long nanosPerRecord;
  private long records;

  /** Takes records of a task. */
  SlowKafka(TestTask task, int recordsPerSecond) {
    this.task = task;
    this.nanosPerRecord = 1_000_000_000L / recordsPerSecond;
  }

  /** One poll. */
  void poll() throws InterruptedException {
    poll((record, takenNanos) -> {});
  }

  /** One poll; passes on each record with the instant at which it was taken. */
  void poll(ObjLongConsumer<SourceRecord> taken) throws InterruptedException {
    List<SourceRecord> polled = task.poll();
    long nanos = Clock.nowNanos();
    for (SourceRecord record : polled) {
      nanos += nanosPerRecord;
      taken.accept(record, nanos);
    }
    records += polled.size();
    Clock.sleepUntil(nanos);
  }

  /** How many records were taken. */
  long records() {
    return records;
  }

  /** Polls for a while. */
  void pollFor(long nanos) throws InterruptedException {
    long end = Clock.nowNanos() + nanos;
    while (Clock.nowNanos() < end) {
      poll();
    }
  }

  /** Whether a sample is of a group. */
  static boolean isOf(String group, SourceRecord record) {
    return ((Struct) record.value()).getString("channel").startsWith(group);
  }

  static long timestampNanos(SourceRecord record) {
    return ((Struct) record.value()).getInt64("timestamp");
  }

  /** A quantile in milliseconds, -1 if there is none. */
  static double quantileMillis(List<Long> nanos, double quantile) {
    List<Long> sorted = new ArrayList<>(nanos);
    sorted.sort(null);
    int at = (int) Math.ceil(quantile * sorted.size()) - 1;
    return sorted.isEmpty() ? -1 : sorted.get(Math.max(0, at)) / 1e6;
  }
}
