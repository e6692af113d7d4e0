package io.synnaxconnect.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Arms that are compared with each other in slices, and what is to be said of them. */
abstract class SlicedExperiment implements Experiment {

  private final List<AutoCloseable> opened = new ArrayList<>();

  /** What is compared, on which load. */
  abstract String title();

  /** What a unit is, for example a sample. */
  abstract String unit();

  /** The arms; the first is that of the controls. */
  abstract List<Arm> arms() throws Exception;

  /** What the samples of the arms, by name, say. */
  abstract List<Finding> findings(Map<String, BenchSamples> samples, Random random)
      throws Exception;

  /** Has a resource of an arm closed at the end, in reverse order. */
  <T extends AutoCloseable> T open(T resource) {
    opened.add(0, resource);
    return resource;
  }

  @Override
  public final Result run(Plan plan) throws Exception {
    try {
      return measure(plan);
    } finally {
      for (AutoCloseable resource : opened) {
        resource.close();
      }
      opened.clear();
    }
  }

  private Result measure(Plan plan) throws Exception {
    Random random = new Random(plan.seed());
    List<Arm> arms = new ArrayList<>(arms());
    Arm control = arms.get(0);
    arms.add(control.again());
    arms.add(control.withAddedWork());
    Map<String, BenchSamples> samples = new Slices(plan, random).run(arms);
    double[] base = cpu(samples, control);
    Controls controls =
        new Controls(
            Estimate.ofRatio(cpu(samples, control.again()), base, random),
            Estimate.ofRatio(cpu(samples, control.withAddedWork()), base, random));
    List<Finding> findings = findings(samples, random);
    return new Result(name(), title(), unit(), plan, controls, samples, findings);
  }

  private static double[] cpu(Map<String, BenchSamples> samples, Arm arm) {
    return of(samples, arm.name()).cpuNanos();
  }

  /** The samples of an arm that must be there. */
  static BenchSamples of(Map<String, BenchSamples> samples, String arm) {
    BenchSamples found = samples.get(arm);
    if (found == null) {
      throw new IllegalStateException("there is no arm " + arm + ", only " + samples.keySet());
    }
    return found;
  }
}
