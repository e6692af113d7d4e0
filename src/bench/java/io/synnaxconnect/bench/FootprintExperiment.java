package io.synnaxconnect.bench;

import io.synnaxconnect.bench.ChainStand.Worker;
import io.synnaxconnect.convert.RecordFormat;
import io.synnaxconnect.simulator.Simulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A quarter of a million samples a second through a worker with 256 MiB of heap: whether all of
 * them arrive while they are written.
 */
final class FootprintExperiment implements Experiment {

  private static final String HEAP = "-Xmx256m";
  private static final int TASKS = 2;
  private static final int LEAST_RATE = 250_000;

  /** A little more is written, so that who keeps up is not below the target. */
  private static final int WRITTEN_RATE = 252_000;

  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final ChainStand.Shared stand;

  FootprintExperiment(ChainStand.Shared stand) {
    this.stand = stand;
  }

  @Override
  public String name() {
    return "footprint";
  }

  @Override
  public Result run(Plan plan) throws Exception {
    List<Finding> findings = new ArrayList<>();
    try (Worker worker = stand.stand().startWorker("bench-small", Map.of(), HEAP)) {
      for (RecordFormat format : List.of(RecordFormat.SAMPLE, RecordFormat.SERIES)) {
        findings.addAll(measure(worker, new Load(format, 10, 100)));
      }
    }
    return Result.counted(
        name(),
        "%,d samples/s, Avro, %d tasks, a worker with %s".formatted(WRITTEN_RATE, TASKS, HEAP),
        plan,
        findings);
  }

  private static List<Finding> measure(Worker worker, Load load) throws Exception {
    String name = "footprint-" + load.formatText();
    worker.register(load, name);
    try (Simulator simulator = Simulator.builder().retainedSamples(500_000).start()) {
      List<WrittenGroup> groups = new ArrayList<>();
      for (int group = 0; group < TASKS; group++) {
        groups.add(WrittenGroup.fromNowOn(simulator, group, load));
      }
      worker.create(name, ChainStand.ours(load, name, TASKS, simulator.address()), TASKS);
      PacedWriter writer = new PacedWriter(groups, load);
      writer.writeFor(WARM_UP_NANOS);
      Reading before = Reading.of(worker, name);
      writer.writeFor(MEASURED_NANOS);
      Reading after = Reading.of(worker, name);
      worker.rest().deleteConnector(name);
      return findings(load, before, after);
    }
  }

  private static List<Finding> findings(Load load, Reading before, Reading after) {
    double nanos = after.nanos() - before.nanos();
    double samplesPerRecord = (double) load.samplesPerFrame() / load.recordsPerFrame();
    String format = "`" + load.formatText() + "`";
    return List.of(
        Finding.counted(
            format,
            (after.records() - before.records()) * samplesPerRecord / nanos * 1e9,
            "samples/s written to Kafka",
            Target.atLeast(LEAST_RATE)),
        Finding.counted(format, after.shedFrames(), "frames shed", Target.atMost(0)),
        Finding.counted(
            format, (after.cpuNanos() - before.cpuNanos()) / nanos, "cores, whole worker", null),
        Finding.counted(
            format,
            (after.collectorMillis() - before.collectorMillis()) * 1e8 / nanos,
            "% of the time in garbage collection",
            null));
  }

  /** Writes frames when they are due. */
  private static final class PacedWriter {
    private final List<WrittenGroup> groups;
    private final long periodNanos;
    private long due = System.nanoTime();

    PacedWriter(List<WrittenGroup> groups, Load load) {
      this.groups = groups;
      this.periodNanos =
          TimeUnit.SECONDS.toNanos(groups.size() * load.samplesPerFrame()) / WRITTEN_RATE;
    }

    void writeFor(long nanos) {
      long end = due + nanos;
      while (due < end) {
        LockSupport.parkNanos(due - System.nanoTime());
        groups.forEach(group -> group.write(1));
        due += periodNanos;
      }
    }
  }

  /** What the worker had done at some moment. */
  private record Reading(
      long nanos, long records, double shedFrames, double cpuNanos, double collectorMillis) {

    static Reading of(Worker worker, String name) throws Exception {
      WorkerJmx jmx = worker.jmx();
      long records = 0;
      double shedFrames = 0;
      for (int task = 0; task < TASKS; task++) {
        records += jmx.recordsWritten(name, task);
        shedFrames += jmx.task(name, task, "synnax-shed-frames-total");
      }
      return new Reading(
          System.nanoTime(),
          records,
          shedFrames,
          jmx.number("java.lang:type=OperatingSystem", "ProcessCpuTime"),
          jmx.sum("java.lang:type=GarbageCollector,*", "CollectionTime"));
    }
  }
}
