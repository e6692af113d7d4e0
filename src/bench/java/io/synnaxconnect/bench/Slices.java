package io.synnaxconnect.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Runs arms in alternating slices: in every round each arm once, in random order, so that whatever
 * else happens on the machine meets all of them alike.
 */
final class Slices {

  /** Work is done in multiples of it, so that a tenth can be added. */
  private static final long STEP = 10;

  /** How many times the warm-up an arm may take that uses little CPU. */
  private static final long MOST_PATIENCE = 10;

  private final Plan plan;
  private final Random random;

  Slices(Plan plan, Random random) {
    this.plan = plan;
    this.random = random;
  }

  /** What each arm used per unit, round by round. */
  Map<String, BenchSamples> run(List<Arm> arms) throws Exception {
    Map<Arm, Double> timesPerNano = new LinkedHashMap<>();
    Map<String, BenchSamples> results = new LinkedHashMap<>();
    for (Arm arm : arms) {
      timesPerNano.put(arm, warmUp(arm));
      results.put(arm.name(), new BenchSamples(plan.rounds()));
    }
    List<Arm> order = new ArrayList<>(arms);
    for (int round = 0; round < plan.rounds(); round++) {
      long span = plan.longest().minus(plan.shortest()).toNanos();
      double sliceNanos = plan.shortest().toNanos() + random.nextDouble() * span;
      Collections.shuffle(order, random);
      for (Arm arm : order) {
        long times = steps(timesPerNano.getOrDefault(arm, 0.0) * sliceNanos);
        BenchSamples result = results.get(arm.name());
        if (result != null) {
          Arm.Use use = arm.measure(times);
          result.set(round, times * arm.unitsEach(), use.own(), use.whole());
        }
      }
    }
    return results;
  }

  /**
   * Runs an arm for a while and returns how often it is done in a nanosecond. Warmth is CPU time:
   * on a busy machine a second may hold a tenth of one.
   */
  private double warmUp(Arm arm) throws Exception {
    long times = STEP;
    long begun = System.nanoTime();
    Cost before = arm.whole().read();
    while (true) {
      long from = System.nanoTime();
      arm.work().run(times);
      long now = System.nanoTime();
      long took = Math.max(1, now - from);
      boolean warm =
          arm.whole().read().minus(before).cpuNanos() >= plan.warmUp().toNanos()
              || now - begun >= MOST_PATIENCE * plan.warmUp().toNanos();
      if (took >= plan.shortest().toNanos() && warm) {
        return (double) times / took;
      }
      if (took < plan.shortest().toNanos()) {
        times *= 2;
      }
    }
  }

  private static long steps(double times) {
    return Math.max(1, Math.round(times / STEP)) * STEP;
  }
}
