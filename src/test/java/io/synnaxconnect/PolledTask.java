package io.synnaxconnect;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A task with the thread that a worker gives it: starts it, polls it and stops it. Offsets are
 * stored after the records of a poll are through, as an at-least-once worker does.
 */
final class PolledTask {

  private final SynnaxSourceTask task = new SynnaxSourceTask();
  private final Map<String, String> config;
  private final ConcurrentMap<Map<String, ?>, Map<String, Object>> offsets;
  private final Consumer<List<SourceRecord>> kafka;
  private final Consumer<Throwable> failures;
  private final Thread thread;
  private volatile boolean stopping;

  PolledTask(
      Map<String, String> config,
      ConcurrentMap<Map<String, ?>, Map<String, Object>> offsets,
      Consumer<List<SourceRecord>> kafka,
      Consumer<Throwable> failures) {
    this.config = config;
    this.offsets = offsets;
    this.kafka = kafka;
    this.failures = failures;
    this.task.initialize(new StoredContext(config, offsets));
    this.thread =
        new Thread(this::run, "fake-task-" + config.get("name") + "-" + config.get("task.id"));
  }

  void start() {
    thread.start();
  }

  /** Asks the thread to stop; does not wait. */
  void stop() {
    stopping = true;
  }

  /** Waits until the task has stopped. */
  void join() throws InterruptedException {
    thread.join();
  }

  private void run() {
    try {
      task.start(config);
      while (!stopping) {
        List<SourceRecord> records = task.poll();
        if (records != null) {
          kafka.accept(records);
          records.forEach(this::store);
        }
      }
    } catch (InterruptedException | RuntimeException e) {
      failures.accept(e);
    } finally {
      task.stop();
    }
  }

  @SuppressWarnings("unchecked")
  private void store(SourceRecord record) {
    offsets.put(record.sourcePartition(), (Map<String, Object>) record.sourceOffset());
  }
}
