package io.synnaxconnect.bench;

import io.synnaxconnect.bench.ChainStand.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The connector against one that has the same records ready: both on one worker, through the same
 * converter and equal producers into one broker.
 */
final class ChainExperiment extends SlicedExperiment {

  private static final long RETAINED = 2_000_000;

  private final ChainStand.Shared stand;
  private final String format;
  private final int channels;
  private final int rows;
  private final double target;

  /**
   * One format.
   *
   * @param target least CPU of the no-op's task thread in relation to ours
   */
  ChainExperiment(ChainStand.Shared stand, String format, int channels, int rows, double target) {
    this.stand = stand;
    this.format = format;
    this.channels = channels;
    this.rows = rows;
    this.target = target;
  }

  @Override
  public String name() {
    return "chain-" + format;
  }

  @Override
  String title() {
    return "Whole chain, `%s`, Avro: frames of %d channels x %d rows"
        .formatted(format, channels, rows);
  }

  @Override
  String unit() {
    return "sample";
  }

  private long recordsPerFrame() {
    return Formats.recordsPerFrame(format, channels, rows);
  }

  @Override
  List<Arm> arms() throws Exception {
    Worker worker = stand.worker();
    return List.of(noop(worker), ours(worker));
  }

  private Arm noop(Worker worker) throws Exception {
    String name = "noop-" + format;
    worker.register(format, channels, rows, name);
    worker.create(name, ChainStand.noop(name, format, channels, rows));
    open(() -> worker.rest().deleteConnector(name));
    Written written = new Written(worker, name);
    return arm(
        name,
        worker,
        frames -> {
          worker.grant(name, 0, frames);
          written.await(frames * recordsPerFrame());
        },
        "none");
  }

  private Arm ours(Worker worker) throws Exception {
    String name = "ours-" + format;
    WrittenGroup group =
        open(new WrittenGroup(channels, rows, RETAINED, System.currentTimeMillis() * 1_000_000));
    worker.register(format, channels, rows, name);
    worker.create(name, ChainStand.ours(name, format, group.address()));
    open(() -> worker.rest().deleteConnector(name));
    // Everything since the connector was created arrives, however long the stream takes to open.
    Written written = new Written(worker, name);
    return arm(
        name,
        worker,
        frames -> {
          group.write(frames);
          written.await(frames * recordsPerFrame());
        },
        "synnax-127.0.0.1:" + group.port());
  }

  private Arm arm(String name, Worker worker, Work work, String connection) {
    Meter task =
        Meter.threads(
            worker.jmx().threads(), thread -> thread.equals("task-thread-" + name + "-0"));
    Meter whole =
        Meter.threads(
            worker.jmx().threads(),
            thread -> thread.contains(name + "-0") || thread.startsWith(connection));
    return new Arm(name, work, task, whole, (long) channels * rows, 1);
  }

  /** Counts what has to be written. */
  private static final class Written {
    private final Worker worker;
    private final String name;
    private long expected;

    Written(Worker worker, String name) {
      this.worker = worker;
      this.name = name;
    }

    void await(long more) throws Exception {
      expected += more;
      worker.awaitWritten(name, 0, expected);
    }
  }

  @Override
  List<Finding> findings(Map<String, Samples> samples, Random random) throws Exception {
    String ours = "ours-" + format;
    String noop = "noop-" + format;
    Samples ourSamples = of(samples, ours);
    Samples noopSamples = of(samples, noop);
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.compared(
            "`" + format + "`: no-op ÷ connector, task thread",
            Estimate.ofRatio(noopSamples.cpuNanos(), ourSamples.cpuNanos(), random),
            "",
            Target.atLeast(target)));
    findings.add(
        Finding.compared(
            "the same, all threads of the connector and its producer",
            Estimate.ofRatio(noopSamples.wholeCpuNanos(), ourSamples.wholeCpuNanos(), random),
            "",
            null));
    WorkerJmx jmx = stand.worker().jmx();
    double recordCount = jmx.producer(ours, 0, "record-send-total");
    double sampleCount = recordCount / recordsPerFrame() * channels * rows;
    findings.add(
        Finding.counted(
            "to the broker",
            jmx.producer(ours, 0, "outgoing-byte-total") / sampleCount,
            "B per sample",
            null));
    findings.add(
        Finding.counted(
            "produce requests",
            jmx.producer(ours, 0, "request-total") / sampleCount * 1e6,
            "per million samples",
            null));
    return findings;
  }
}
