package io.synnaxconnect.bench;

import io.synnaxconnect.convert.RecordFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs experiments, all or those whose names begin as told, and prints them as Markdown; the same
 * goes to {@code target/bench/bench.md} and as JSON to {@code target/bench/bench.json}. {@code
 * -Dbench.rounds} and {@code -Dbench.seed} set how many rounds each has, and the seed; {@code
 * -Dbench.docs} names a page to put the tables into.
 */
public final class Bench {

  /** Something else may have been busy: where controls fail, all is run anew, whatever came out. */
  private static final int ATTEMPTS = 3;

  private static final Path FOLDER = Path.of("target", "bench");

  private Bench() {}

  /** Measures once. */
  public static void main(String[] args) throws Exception {
    List<String> names = Arrays.stream(args).filter(name -> !name.isEmpty()).toList();
    long seed = Long.getLong("bench.seed", System.nanoTime());
    Plan plan = Plan.full(Integer.getInteger("bench.rounds", 100), seed);
    List<Result> results = new ArrayList<>();
    boolean failed = false;
    try (ChainStand.Shared stand = new ChainStand.Shared()) {
      List<Experiment> all = new ArrayList<>(inThisJvm());
      all.addAll(onProcesses(stand));
      for (Experiment experiment : all) {
        if (names.isEmpty() || names.stream().anyMatch(experiment.name()::startsWith)) {
          failed |= !add(experiment, plan, results);
        }
      }
    }
    System.exit(failed ? 1 : 0);
  }

  /** What was measured before is kept when an experiment fails. */
  private static boolean add(Experiment experiment, Plan plan, List<Result> results)
      throws IOException {
    try {
      Result result = run(experiment, plan);
      for (int attempt = 1; !result.isConclusive() && attempt < ATTEMPTS; attempt++) {
        result = run(experiment, plan.withSeed(plan.seed() + attempt));
      }
      results.add(result);
      write(results);
      return true;
    } catch (Exception e) {
      System.out.println("### " + experiment.name() + "\n\nNot measured.\n");
      e.printStackTrace();
      return false;
    }
  }

  /** Every experiment that runs in this JVM, not started yet. */
  static List<Experiment> inThisJvm() {
    return List.of(
        new ConvertExperiment(),
        new RangesExperiment(),
        new DrainExperiment(1),
        new DrainExperiment(128),
        new GrowthExperiment());
  }

  /** The others: on real processes, which the first of them starts, or long. */
  private static List<Experiment> onProcesses(ChainStand.Shared stand) {
    return List.of(
        new ChainExperiment(stand, new Load(RecordFormat.SAMPLE, 10, 100), 1, 0.8),
        new ChainExperiment(stand, new Load(RecordFormat.SERIES, 10, 1_000), 1, 0.75),
        new ChainExperiment(stand, new Load(RecordFormat.ROW, 100, 100), 1, 0.85),
        new ChainExperiment(stand, new Load(RecordFormat.PACKED, 10, 1_000), 1, 0.95),
        new ChainExperiment(stand, new Load(RecordFormat.PACKED, 10, 1_000), 8, 0.9),
        new RatesExperiment(stand),
        new FootprintExperiment(stand),
        new LatencyExperiment(stand),
        new BridgesExperiment(stand),
        new ProducerExperiment(stand),
        new IdleExperiment());
  }

  /** Runs an experiment and prints it. */
  static Result run(Experiment experiment, Plan plan) throws Exception {
    Result result = experiment.run(plan);
    System.out.println(new Report().markdown(result));
    return result;
  }

  private static void write(List<Result> results) throws IOException {
    Report report = new Report();
    Files.createDirectories(FOLDER);
    Files.writeString(FOLDER.resolve("bench.json"), report.json(results), StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder();
    results.forEach(result -> text.append(report.markdown(result)).append('\n'));
    Files.writeString(FOLDER.resolve("bench.md"), text, StandardCharsets.UTF_8);
    String page = System.getProperty("bench.docs");
    if (page != null) {
      String filled = Files.readString(Path.of(page));
      for (Result result : results) {
        filled = Page.filled(filled, result.name(), report.markdown(result));
      }
      Files.writeString(Path.of(page), filled, StandardCharsets.UTF_8);
    }
  }
}
