package io.synnaxconnect.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.cluster.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A stand that is written without end, delivered at least once and exactly once at the same time,
 * and what every fault so far did to it. Faults follow each other without a gap in between: each is
 * charged with everything since the one before.
 */
final class FaultRun implements AutoCloseable {

  /** What is done to the chain. */
  interface Fault {
    void happen() throws Exception;
  }

  /** Where a delivery stood before a fault. */
  private record Before(
      Delivery delivery, Map<Long, Long> committed, int twice, long late, long outOfOrder) {
    static Before of(Delivery delivery) {
      Arrivals arrivals = delivery.receive();
      return new Before(
          delivery,
          delivery.positions(),
          arrivals.repeated().size(),
          arrivals.late(),
          arrivals.outOfOrder());
    }
  }

  private static final Path REPORT = Path.of("target", "faults.txt");
  private static final Duration SETTLE_LIMIT = Duration.ofMinutes(1);

  private final FaultStand stand;
  private final List<FaultWorker> workers = new CopyOnWriteArrayList<>();
  private final List<Delivery> deliveries;
  private final List<FaultRow> rows = new ArrayList<>();
  private FaultStand.Mark verified;

  /** Starts both workers and returns when samples flow through both. */
  FaultRun(LocalCluster cluster, FaultCluster synnax) {
    this.stand = new FaultStand(synnax);
    this.deliveries =
        Arrays.stream(Mode.values())
            .map(mode -> CompletableFuture.supplyAsync(() -> delivery(cluster, mode)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();
    long before = stand.newestNanos();
    receiveUntil(() -> deliveries.stream().allMatch(d -> hasFlowSince(d, before)));
    this.verified = stand.mark();
  }

  private Delivery delivery(LocalCluster cluster, Mode mode) {
    String name = "faults-" + mode;
    FaultWorker worker = new FaultWorker(cluster, mode, name);
    workers.add(worker);
    String prefix = stand.cluster().prefix();
    String channels = prefix + "tank_.*, " + prefix + "engine_.*";
    return new Delivery(worker, name, stand.cluster(), Map.of("channels.include", channels));
  }

  private boolean hasFlowSince(Delivery delivery, long nanos) {
    Arrivals arrivals = delivery.receive();
    return stand.channelNames().stream()
        .allMatch(channel -> arrivals.within(channel, nanos, Long.MAX_VALUE) > 0);
  }

  FaultStand stand() {
    return stand;
  }

  List<Delivery> deliveries() {
    return deliveries;
  }

  /** Does something to both deliveries at the same time. */
  void both(Consumer<Delivery> action) {
    CompletableFuture.allOf(
            deliveries.stream()
                .map(delivery -> CompletableFuture.runAsync(() -> action.accept(delivery)))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  /** Nobody asks any more for what was stored up to this timestamp. */
  void skipUntil(FaultStand.Mark mark) {
    verified = mark;
  }

  /**
   * Lets a fault happen and waits until all that the cluster stored meanwhile has arrived: nothing
   * lost, and nothing twice but what came after the last stored offset, and that only without
   * transactions.
   */
  List<FaultRow> during(String fault, Fault action) throws Exception {
    List<FaultRow> found = during(fault, action, true);
    assertThat(found).allMatch(row -> row.stored() == row.written());
    return found;
  }

  /** The same where the cluster itself may lose what it had stored. */
  List<FaultRow> duringCrash(String fault, Fault action) throws Exception {
    return during(fault, action, true);
  }

  /** The same where records come again because they were asked for again. */
  List<FaultRow> duringReplay(String fault, Fault action) throws Exception {
    return during(fault, action, false);
  }

  private List<FaultRow> during(String fault, Fault action, boolean repeatsAreBounded)
      throws Exception {
    List<Before> befores = deliveries.stream().map(Before::of).toList();
    action.happen();
    FaultStand.Mark to = stand.mark();
    Map<String, NavigableMap<Long, Double>> stored = stand.stored(verified.nanos(), to.nanos());
    boolean settled =
        receiveUntil(
            () -> deliveries.stream().mapToLong(d -> d.receive().missing(stored)).sum() == 0);
    List<FaultRow> found = befores.stream().map(before -> row(fault, before, stored, to)).toList();
    rows.addAll(found);
    // A fault is not charged with the failure of the one before.
    verified = to;
    assertThat(settled).as("all of it arrived: " + found).isTrue();
    if (repeatsAreBounded) {
      befores.forEach(this::assertBounded);
    }
    assertThat(found).allMatch(row -> row.outOfOrder() == 0);
    return found;
  }

  private void assertBounded(Before before) {
    List<ArrivedRow> repeated =
        before.delivery().receive().repeated().stream().skip(before.twice()).toList();
    if (before.delivery().mode() == Mode.EXACTLY_ONCE) {
      assertThat(repeated).isEmpty();
    }
    for (FaultGroup group : stand.groups()) {
      long position = before.committed().getOrDefault(group.indexKey(), Long.MIN_VALUE);
      assertThat(repeated.stream().filter(arrival -> arrival.group().equals(group.name())))
          .as("came again though their offset was stored")
          .allMatch(arrival -> arrival.timestampNanos() > position);
    }
  }

  private FaultRow row(
      String fault,
      Before before,
      Map<String, NavigableMap<Long, Double>> stored,
      FaultStand.Mark to) {
    Before now = Before.of(before.delivery());
    Arrivals arrivals = before.delivery().receive();
    long delivered =
        stand.channelNames().stream()
            .mapToLong(channel -> arrivals.within(channel, verified.nanos(), to.nanos()))
            .sum();
    long samples = stored.values().stream().mapToLong(Map::size).sum();
    long lost = arrivals.missing(stored);
    return new FaultRow(
        fault,
        before.delivery().mode(),
        to.samples() - verified.samples(),
        samples,
        delivered,
        lost,
        delivered - (samples - lost),
        now.twice() - before.twice(),
        now.late() - before.late(),
        now.outOfOrder() - before.outOfOrder());
  }

  private boolean receiveUntil(BooleanSupplier done) {
    long end = System.nanoTime() + SETTLE_LIMIT.toNanos();
    while (!done.getAsBoolean()) {
      deliveries.forEach(Delivery::requireNoFailure);
      if (System.nanoTime() > end) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    ReportTable.print(REPORT, FaultRow.HEADING, rows);
    workers.forEach(FaultWorker::close);
    deliveries.forEach(Delivery::close);
    stand.close();
  }
}
