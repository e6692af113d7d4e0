package io.synnaxconnect.bench;

import io.synnaxconnect.StoredContext;
import io.synnaxconnect.SynnaxSourceTask;
import io.synnaxconnect.simulator.Simulator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real task, lossless, at a simulator of its own in which nobody writes any more. */
final class IdleTask implements AutoCloseable {

  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final Simulator simulator = Simulator.builder().retainedSamples(10_000).start();
  private final SynnaxSourceTask task = new SynnaxSourceTask();
  private final Thread poller;

  /**
   * Starts the task, and has it polled as Connect does once it has delivered a row.
   *
   * @param name also of the task's threads
   */
  IdleTask(String name, Load load) throws InterruptedException {
    WrittenGroup group = WrittenGroup.fromNowOn(simulator, 0, load);
    Map<String, String> properties =
        TaskSettings.ofTask(name, simulator.address(), load, group.indexKey());
    task.initialize(new StoredContext(properties, Map.of()));
    task.start(properties);
    group.write(1);
    awaitRecords(name, group);
    this.poller = new Thread(this::pollUntilInterrupted, "poll-" + name);
    poller.start();
  }

  /** What was written before the task began is not its business. */
  private void awaitRecords(String name, WrittenGroup group) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (task.poll() == null) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(name + ": nothing came");
      }
      group.write(1);
    }
  }

  private void pollUntilInterrupted() {
    try {
      while (true) {
        var unused = task.poll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a thread is the task's or its connection's, the one that polls left out. */
  boolean owns(String thread) {
    return thread.startsWith("synnax-")
        && (thread.contains(poller.getName().substring("poll-".length()))
            || thread.contains(":" + simulator.port() + "-"));
  }

  /** Whether a thread costs what the task costs. */
  boolean uses(String thread) {
    return owns(thread) || thread.equals(poller.getName());
  }

  @Override
  public void close() {
    poller.interrupt();
    try {
      poller.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    task.stop();
    simulator.close();
  }
}
