package io.synnaxconnect.bench;

import io.synnaxconnect.bench.ChainStand.Worker;
import io.synnaxconnect.simulator.Simulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The connector against one that has the same records ready: both on one worker, through the same
 * converter and equal producers into one broker.
 */
final class ChainExperiment extends SlicedExperiment {

  private static final long RETAINED = 500_000;

  private final ChainStand.Shared stand;
  private final Load load;
  private final int tasks;
  private final double target;
  private final String suffix;

  /**
   * One format.
   *
   * @param tasks how many tasks each connector has, each with a group of its own
   * @param target least CPU of the no-op's task threads in relation to ours
   */
  ChainExperiment(ChainStand.Shared stand, Load load, int tasks, double target) {
    this.stand = stand;
    this.load = load;
    this.tasks = tasks;
    this.target = target;
    this.suffix = load.formatText() + (tasks == 1 ? "" : "-" + tasks);
  }

  @Override
  public String name() {
    return "chain-" + suffix;
  }

  @Override
  String title() {
    return "Whole chain, Avro, %s, %d task%s".formatted(load, tasks, tasks == 1 ? "" : "s");
  }

  @Override
  String unit() {
    return "sample";
  }

  @Override
  List<Arm> arms() throws Exception {
    Worker worker = stand.worker();
    return List.of(noop(worker), ours(worker));
  }

  private Arm noop(Worker worker) throws Exception {
    String name = "noop-" + suffix;
    worker.register(load, name);
    worker.create(name, ChainStand.noop(load, name, tasks), tasks);
    open(() -> worker.rest().deleteConnector(name));
    Written written = new Written(worker, name);
    return arm(
        name,
        worker,
        frames -> {
          for (int task = 0; task < tasks; task++) {
            worker.grant(name, task, frames);
          }
          written.await(frames);
        },
        "none");
  }

  private Arm ours(Worker worker) throws Exception {
    String name = "ours-" + suffix;
    Simulator simulator = open(Simulator.builder().retainedSamples(RETAINED).start());
    List<WrittenGroup> groups = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      groups.add(WrittenGroup.fromNowOn(simulator, task, load));
    }
    worker.register(load, name);
    worker.create(name, ChainStand.ours(load, name, tasks, simulator.address()), tasks);
    open(() -> worker.rest().deleteConnector(name));
    // Everything since the connector was created arrives, however long the stream takes to open.
    Written written = new Written(worker, name);
    return arm(
        name,
        worker,
        frames -> {
          groups.forEach(group -> group.write(frames));
          written.await(frames);
        },
        "synnax-127.0.0.1:" + simulator.port());
  }

  private Arm arm(String name, Worker worker, Work work, String connection) {
    Meter task =
        Meter.threads(
            worker.jmx().threads(), thread -> thread.startsWith("task-thread-" + name + "-"));
    Meter whole =
        Meter.threads(
            worker.jmx().threads(),
            thread -> thread.contains(name + "-") || thread.startsWith(connection));
    return new Arm(name, work, task, whole, load.samplesPerFrame() * tasks, 1);
  }

  /** Counts what has to be written. */
  private final class Written {
    private final Worker worker;
    private final String name;
    private long expected;

    Written(Worker worker, String name) {
      this.worker = worker;
      this.name = name;
    }

    void await(long frames) throws Exception {
      expected += frames * tasks * load.recordsPerFrame();
      worker.awaitWritten(name, tasks, expected);
    }
  }

  @Override
  List<Finding> findings(Map<String, BenchSamples> samples, Random random) throws Exception {
    BenchSamples ours = of(samples, "ours-" + suffix);
    BenchSamples noop = of(samples, "noop-" + suffix);
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.compared(
            "no-op ÷ connector, task threads",
            Estimate.ofRatio(noop.cpuNanos(), ours.cpuNanos(), random),
            "",
            Target.atLeast(target)));
    findings.add(
        Finding.compared(
            "the same, with reader, connection and producer",
            Estimate.ofRatio(noop.wholeCpuNanos(), ours.wholeCpuNanos(), random),
            "",
            null));
    findings.add(perSample("to the broker", "outgoing-byte-total", 1, "B per sample"));
    findings.add(perSample("requests to the broker", "request-total", 1e6, "per million samples"));
    return findings;
  }

  private Finding perSample(String name, String attribute, double factor, String unit)
      throws Exception {
    WorkerJmx jmx = stand.worker().jmx();
    String ours = "ours-" + suffix;
    double records = jmx.producer(ours, 0, "record-send-total");
    double samples = records / load.recordsPerFrame() * load.samplesPerFrame();
    return Finding.counted(name, jmx.producer(ours, 0, attribute) / samples * factor, unit, null);
  }
}
