package io.synnaxconnect.bench;

import com.sun.management.ThreadMXBean;
import io.synnaxconnect.convert.RecordFormat;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What tasks cost that have nothing to do: eight of them, each polled as Connect does. */
final class IdleExperiment implements Experiment {

  private static final int TASKS = 8;
  private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** What runs a few times a second takes a while to be compiled. */
  private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(45);

  private static final Load LOAD = new Load(RecordFormat.SAMPLE, 10, 1);
  private static final String NAME = "idle-";

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public Result run(Plan plan) throws Exception {
    List<IdleTask> tasks = new ArrayList<>();
    long heapBefore = usedHeapBytes();
    try {
      for (int i = 0; i < TASKS; i++) {
        tasks.add(new IdleTask(NAME + i, LOAD));
      }
      return measured(plan, tasks, heapBefore);
    } finally {
      for (IdleTask task : tasks) {
        task.close();
      }
    }
  }

  private Result measured(Plan plan, List<IdleTask> tasks, long heapBefore)
      throws InterruptedException {
    Meter meter = Meter.threads(name -> tasks.stream().anyMatch(task -> task.uses(name)));
    TimeUnit.NANOSECONDS.sleep(SETTLED_NANOS);
    long heap = usedHeapBytes() - heapBefore;
    double threads = medianThreads(tasks);
    Cost before = meter.read();
    long begun = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(MEASURED_NANOS);
    double cpu = meter.read().minus(before).cpuNanos();
    double core = cpu / (System.nanoTime() - begun) / TASKS;
    return Result.counted(
        name(),
        "Idle tasks: %d, lossless, with a stream of %d channels each"
            .formatted(TASKS, LOAD.channels()),
        plan,
        List.of(
            Finding.counted("CPU per task", 100 * core, "% of a core", Target.atMost(0.2)),
            Finding.counted("threads of ours, median of the tasks", threads, "", Target.atMost(4)),
            Finding.counted(
                "heap per task, with its simulator",
                heap / 1048576.0 / TASKS,
                "MiB",
                Target.atMost(8))));
  }

  /** Now and then one of them looks into history, with a thread more. */
  private static double medianThreads(List<IdleTask> tasks) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<String> names =
        Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
            .filter(Objects::nonNull)
            .map(ThreadInfo::getThreadName)
            .toList();
    long[] counts =
        tasks.stream()
            .mapToLong(task -> names.stream().filter(task::owns).count())
            .sorted()
            .toArray();
    return (counts[(TASKS - 1) / 2] + counts[TASKS / 2]) / 2.0;
  }

  private static long usedHeapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
