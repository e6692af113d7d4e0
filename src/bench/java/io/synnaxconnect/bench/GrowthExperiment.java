package io.synnaxconnect.bench;

import io.synnaxconnect.convert.RecordFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What a frame costs the task, however little it holds, and what many channels cost. */
final class GrowthExperiment extends SlicedExperiment {

  private static final Load ONE = new Load(RecordFormat.PACKED, 1, 1);
  private static final Load LONG = new Load(RecordFormat.PACKED, 1, 10_000);
  private static final Load FEW = new Load(RecordFormat.SAMPLE, 10, 1);
  private static final Load MANY = new Load(RecordFormat.SAMPLE, 10_000, 1);

  @Override
  public String name() {
    return "growth";
  }

  @Override
  String title() {
    return "The task alone, as frames and channels grow";
  }

  @Override
  String unit() {
    return "frame";
  }

  @Override
  List<Arm> arms() throws Exception {
    return List.of(arm(ONE), arm(LONG), arm(FEW), arm(MANY));
  }

  private Arm arm(Load load) throws Exception {
    FrameFlood flood = open(new FrameFlood(load.channels(), load.rows()));
    String name = "growth-" + load.formatText() + "-" + load.channels() + "x" + load.rows();
    FloodedTask task = open(new FloodedTask(name, load, flood));
    task.awaitStream();
    return new Arm(load.toString(), task::take, task.meter(), 1);
  }

  @Override
  List<Finding> findings(Map<String, BenchSamples> samples, Random random) {
    Estimate fixed = Estimate.of(of(samples, ONE.toString()).cpuNanos(), random);
    Estimate perSample =
        Estimate.ofRatio(
            of(samples, MANY.toString()).cpuNanos(),
            of(samples, FEW.toString()).cpuNanos(),
            random);
    double channels = (double) FEW.channels() / MANY.channels();
    return List.of(
        Finding.compared(
            "a frame of one sample", fixed.times(1e-3), "µs of CPU", Target.atMost(15)),
        Finding.compared(
            "CPU per sample, 10,000 channels ÷ 10",
            perSample.times(channels),
            "",
            Target.atMost(1.3)));
  }
}
