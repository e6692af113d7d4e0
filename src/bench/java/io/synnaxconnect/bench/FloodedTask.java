package io.synnaxconnect.bench;

import io.synnaxconnect.StoredContext;
import io.synnaxconnect.SynnaxSourceTask;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;

/** The real task, polled by the calling thread, with a flood as its cluster. */
final class FloodedTask implements AutoCloseable {

  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);

  /** Well below what waits for a task without a loss. */
  private static final long BUFFERED_BYTES = 8 << 20;

  /** More than a task's buffer counts for a series beside its data. */
  private static final long SERIES_BYTES = 256;

  private final String name;
  private final FrameFlood flood;
  private final SynnaxSourceTask task = new SynnaxSourceTask();
  private final long recordsPerFrame;
  private final long framesAtOnce;

  /**
   * Starts the task.
   *
   * @param name also of the task's threads
   * @param load what the flood sends, and what becomes of it
   */
  FloodedTask(String name, Load load, FrameFlood flood) {
    this.name = name;
    this.flood = flood;
    this.recordsPerFrame = load.recordsPerFrame();
    long bufferedBytes = flood.frameBytes() + SERIES_BYTES * (1 + load.channels());
    this.framesAtOnce = Math.max(1, BUFFERED_BYTES / bufferedBytes);
    Map<String, String> properties =
        TaskSettings.ofTask(name, "127.0.0.1:" + flood.port(), load, FrameFlood.INDEX_KEY);
    properties.put("channels.max", "100000");
    properties.put("delivery", "live");
    task.initialize(new StoredContext(properties, Map.of()));
    task.start(properties);
  }

  /** Has so many frames sent and polls until all their records are there. */
  void take(long frames) throws InterruptedException {
    for (long left = frames; left > 0; left -= framesAtOnce) {
      long next = Math.min(left, framesAtOnce);
      flood.grant(next);
      await(next * recordsPerFrame);
    }
  }

  /** Grants one frame after the other until the first comes: then the stream is open. */
  void awaitStream() throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    long granted = 0;
    long records = 0;
    while (records == 0) {
      requireBefore(deadline, records, 1);
      flood.grant(1);
      granted++;
      records += pollOnce();
    }
    // What was granted before the stream stood is gone; what came after is taken here.
    long idle = 0;
    while (idle < 2 && records < granted * recordsPerFrame) {
      long more = pollOnce();
      records += more;
      idle = more == 0 ? idle + 1 : 0;
    }
  }

  private void await(long count) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    long records = 0;
    while (records < count) {
      requireBefore(deadline, records, count);
      records += pollOnce();
    }
  }

  private void requireBefore(long deadline, long records, long count) {
    if (System.nanoTime() > deadline) {
      throw new IllegalStateException(
          name + ": only " + records + " of " + count + " records came");
    }
  }

  private long pollOnce() throws InterruptedException {
    List<SourceRecord> records = task.poll();
    return records == null ? 0 : records.size();
  }

  /** The calling thread and those of the task and its connection. */
  Meter meter() {
    String connection = "synnax-127.0.0.1:" + flood.port();
    return Meter.callingThread()
        .and(Meter.threads(n -> n.startsWith(connection) || n.contains(name)));
  }

  @Override
  public void close() {
    task.stop();
  }
}
