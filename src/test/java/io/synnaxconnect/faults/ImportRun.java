package io.synnaxconnect.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.cluster.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A worker that delivers at least once and one that delivers exactly once, connectors that run on
 * both, and how what was written arrived through them.
 */
final class ImportRun implements AutoCloseable {

  /** What is written. */
  interface Writing {

    /** Returns the samples by channel when all can be read. */
    Map<String, NavigableMap<Long, Double>> write() throws Exception;
  }

  /** Where a delivery was before something was written. */
  private record Before(Delivery delivery, int twice, long late) {
    static Before of(Delivery delivery) {
      Arrivals arrivals = delivery.arrivals();
      return new Before(delivery, arrivals.repeated().size(), arrivals.late());
    }
  }

  private static final Path REPORT = Path.of("target", "imports.txt");
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final FaultCluster synnax;
  private final List<FaultWorker> workers;
  private final List<Delivery> all = new ArrayList<>();
  private final List<ImportRow> rows = new ArrayList<>();
  private boolean killed;

  /** Starts both workers. */
  ImportRun(LocalCluster cluster, FaultCluster synnax) {
    this.synnax = synnax;
    this.workers =
        inParallel(
            Arrays.asList(Mode.values()),
            mode -> new FaultWorker(cluster, mode, "imports-" + mode));
  }

  /** Does the same for each at the same time. */
  private static <T, R> List<R> inParallel(List<T> each, Function<T, R> work) {
    return each.stream()
        .map(one -> CompletableFuture.supplyAsync(() -> work.apply(one)))
        .toList()
        .stream()
        .map(CompletableFuture::join)
        .toList();
  }

  /**
   * Creates a connector on each worker and returns when both run.
   *
   * @param groups names of index groups, separated by {@code |}
   * @param more settings of these connectors
   */
  List<Delivery> connect(String name, String groups, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("channels.include", synnax.prefix() + "(" + groups + ")_[0-9]+");
    settings.putAll(more);
    List<Delivery> pair =
        inParallel(
            workers,
            worker ->
                new Delivery(worker, name + "-" + worker.mode(), synnax, Map.copyOf(settings)));
    all.addAll(pair);
    return pair;
  }

  /** The processes of both workers die. */
  void killWorkers() {
    killed = true;
    workers.forEach(FaultWorker::close);
  }

  /** The next processes start; returns when all connectors run. */
  void startWorkers() {
    var unused =
        inParallel(
            workers,
            worker -> {
              worker.startNext();
              return worker;
            });
    all.forEach(Delivery::awaitRunning);
  }

  /**
   * Waits until all that is written has arrived: nothing lost, and nothing twice, but without
   * transactions after a worker was killed.
   */
  List<ImportRow> during(String what, List<Delivery> pair, ImportGroup group, Writing writing)
      throws Exception {
    List<Before> befores = pair.stream().map(Before::of).toList();
    Map<String, NavigableMap<Long, Double>> written = writing.write();
    Map<Delivery, Duration> took = awaitAll(pair, written);
    List<ImportRow> found =
        befores.stream()
            .map(before -> row(what, before, written, took.getOrDefault(before.delivery(), LIMIT)))
            .toList();
    rows.addAll(found);
    assertThat(group.stored(written)).as("what the cluster stored").isEqualTo(written);
    assertThat(found).allMatch(row -> row.lost() == 0);
    assertThat(found).allMatch(row -> row.twice() == 0 || mayRepeat(row.mode()));
    return found;
  }

  private boolean mayRepeat(Mode mode) {
    return killed && mode == Mode.AT_LEAST_ONCE;
  }

  /** How long it took until all samples had arrived, for each delivery where they have. */
  private static Map<Delivery, Duration> awaitAll(
      List<Delivery> pair, Map<String, NavigableMap<Long, Double>> written) {
    long start = System.nanoTime();
    Map<Delivery, Duration> took = new HashMap<>();
    Duration now = Duration.ZERO;
    while (took.size() < pair.size() && now.compareTo(LIMIT) < 0) {
      for (Delivery delivery : pair) {
        delivery.requireNoFailure();
        boolean arrived = delivery.receive().missing(written) == 0;
        now = Duration.ofNanos(System.nanoTime() - start);
        if (arrived) {
          took.putIfAbsent(delivery, now);
        }
      }
    }
    return took;
  }

  private static ImportRow row(
      String what, Before before, Map<String, NavigableMap<Long, Double>> written, Duration took) {
    Before now = Before.of(before.delivery());
    return new ImportRow(
        what,
        before.delivery().mode(),
        written.values().stream().mapToLong(Map::size).sum(),
        before.delivery().arrivals().missing(written),
        now.twice() - before.twice(),
        now.late() - before.late(),
        took);
  }

  /** Nothing else has come, through no connector with transactions. */
  void assertNothingElseRepeats() {
    for (Delivery delivery : all) {
      assertThat(delivery.receive().repeated().isEmpty() || mayRepeat(delivery.mode()))
          .as("came again through " + delivery.mode())
          .isTrue();
    }
  }

  @Override
  public void close() {
    ReportTable.print(REPORT, ImportRow.HEADING, rows);
    workers.forEach(FaultWorker::close);
    all.forEach(Delivery::close);
  }
}
