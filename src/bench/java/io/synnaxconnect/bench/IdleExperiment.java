package io.synnaxconnect.bench;

import com.sun.management.ThreadMXBean;
import io.synnaxconnect.convert.RecordFormat;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What tasks cost that have nothing to do: eight of them, each polled as Connect does. */
final class IdleExperiment implements Experiment {

  private static final int TASKS = 8;
  private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final Load LOAD = new Load(RecordFormat.SAMPLE, 10, 1);
  private static final String NAME = "idle-";

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public Result run(Plan plan) throws Exception {
    List<FrameFlood> floods = new ArrayList<>();
    List<FloodedTask> tasks = new ArrayList<>();
    List<Thread> pollers = new ArrayList<>();
    try {
      for (int i = 0; i < TASKS; i++) {
        floods.add(new FrameFlood(LOAD.channels(), LOAD.rows()));
      }
      long heapBefore = usedHeapBytes();
      for (FrameFlood flood : floods) {
        FloodedTask task = new FloodedTask(NAME + tasks.size(), LOAD, flood);
        tasks.add(task);
        task.awaitStream();
        Thread poller = new Thread(task::pollUntilInterrupted, "poll-" + NAME + tasks.size());
        pollers.add(poller);
        poller.start();
      }
      return measured(plan, floods, heapBefore);
    } finally {
      for (Thread poller : pollers) {
        poller.interrupt();
        poller.join();
      }
      tasks.forEach(FloodedTask::close);
      floods.forEach(FrameFlood::close);
    }
  }

  private Result measured(Plan plan, List<FrameFlood> floods, long heapBefore)
      throws InterruptedException {
    long threads = threadsOfOurs(floods);
    Meter meter = Meter.threads(name -> isOurs(name, floods) || name.startsWith("poll-" + NAME));
    // The JVM is still busy with what the start has left.
    TimeUnit.NANOSECONDS.sleep(MEASURED_NANOS / 2);
    long heap = usedHeapBytes() - heapBefore;
    Cost before = meter.read();
    long begun = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(MEASURED_NANOS);
    double cpu = meter.read().minus(before).cpuNanos();
    double core = cpu / (System.nanoTime() - begun) / TASKS;
    return Result.counted(
        name(),
        "Idle tasks: " + TASKS + " with a stream of " + LOAD.channels() + " channels each",
        plan,
        List.of(
            Finding.counted("CPU per task", 100 * core, "% of a core", Target.atMost(0.2)),
            Finding.counted(
                "threads of ours per task", (double) threads / TASKS, "", Target.atMost(4)),
            Finding.counted("heap per task", heap / 1048576.0 / TASKS, "MiB", Target.atMost(8))));
  }

  private static boolean isOurs(String thread, List<FrameFlood> floods) {
    return thread.startsWith("synnax-")
        && (thread.contains(NAME)
            || floods.stream().anyMatch(flood -> thread.contains(":" + flood.port() + "-")));
  }

  private static long threadsOfOurs(List<FrameFlood> floods) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(Objects::nonNull)
        .filter(info -> isOurs(info.getThreadName(), floods))
        .count();
  }

  private static long usedHeapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
