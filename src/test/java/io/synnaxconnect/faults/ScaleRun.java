package io.synnaxconnect.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.simulator.SimulatorCounters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Deliveries side by side, and what every change so far did to them. Changes follow each other
 * without a gap in between: each is charged with everything since the one before.
 */
final class ScaleRun implements AutoCloseable {

  /** What is done to one delivery. */
  interface Change {
    void happen(ScaleDelivery delivery) throws Exception;
  }

  /** Where a delivery stood before a change. */
  private record Before(
      ScaleStand.Mark mark,
      Map<Long, Long> committed,
      int twice,
      long late,
      long outOfOrder,
      long readTwice) {

    static Before of(ScaleDelivery delivery, ScaleStand.Mark mark) {
      Arrivals arrivals = delivery.receive();
      return new Before(
          mark,
          delivery.control().positions(),
          arrivals.repeated().size(),
          arrivals.late(),
          arrivals.outOfOrder(),
          delivery.simulator().counters().channelsReadTwice());
    }
  }

  /** Much longer than a cluster needs to notice that a client on this machine is gone. */
  private static final Duration NOTICED = Duration.ofSeconds(3);

  private static final Path REPORT = Path.of("target", "scale-out.txt");

  private final List<ScaleDelivery> deliveries;
  private final Map<ScaleDelivery, ScaleStand.Mark> verified;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());

  /** Creates the connectors and returns when samples of all channels flow through all. */
  ScaleRun(List<ScaleDelivery> deliveries) {
    this.deliveries = deliveries;
    this.verified = new ConcurrentHashMap<>();
    each(
        delivery -> {
          delivery.runAgain();
          ScaleStand.Mark mark = delivery.stand().mark();
          delivery.awaitFlow(channels(delivery), mark);
          verified.put(delivery, delivery.stand().mark());
        });
  }

  /** All stored channels. */
  static List<String> channels(ScaleDelivery delivery) {
    return delivery.stand().groups().stream()
        .flatMap(group -> group.channelNames().stream())
        .toList();
  }

  /** Does something to all deliveries at the same time. */
  void each(Change change) {
    CompletableFuture.allOf(
            deliveries.stream()
                .map(delivery -> CompletableFuture.runAsync(() -> happen(change, delivery)))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private static void happen(Change change, ScaleDelivery delivery) {
    try {
      change.happen(delivery);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Lets a change happen to all deliveries at the same time and waits until all that was stored
   * meanwhile has arrived: nothing lost, and nothing twice but what came after the last stored
   * offset.
   */
  void during(String what, Change change) {
    each(delivery -> during(what, delivery, change));
  }

  private void during(String what, ScaleDelivery delivery, Change change) throws Exception {
    ScaleStand.Mark from = verified.getOrDefault(delivery, delivery.stand().mark());
    Before before = Before.of(delivery, from);
    change.happen(delivery);
    ScaleStand.Mark to = delivery.stand().mark();
    verified.put(delivery, to);
    Map<String, NavigableMap<Long, Double>> stored = delivery.stand().stored(from, to);
    long lost = delivery.awaitAll(stored);
    ScaleRow row = row(what, delivery, before, stored, lost);
    lines.add(row.toString());
    assertThat(row.lost() + row.late() + row.outOfOrder()).as(row.toString()).isZero();
    assertBounded(delivery, before);
    assertReadOnce(delivery);
  }

  /**
   * No channel was ever read by two streams. Excused is the moment until the cluster notices that
   * the client of the older one is gone.
   */
  private static void assertReadOnce(ScaleDelivery delivery) {
    SimulatorCounters counters = delivery.simulator().counters();
    await()
        .atMost(NOTICED.multipliedBy(2))
        .until(
            () ->
                counters.overlaps().stream()
                    .allMatch(o -> !o.isOpen() || o.lasted().compareTo(NOTICED) > 0));
    assertThat(counters.overlaps())
        .as("channels that two streams read")
        .allMatch(overlap -> overlap.lasted().compareTo(NOTICED) <= 0);
  }

  private static ScaleRow row(
      String what,
      ScaleDelivery delivery,
      Before before,
      Map<String, NavigableMap<Long, Double>> stored,
      long lost) {
    Before now = Before.of(delivery, before.mark());
    long samples = stored.values().stream().mapToLong(Map::size).sum();
    return new ScaleRow(
        what,
        delivery.assignment(),
        samples,
        samples - lost,
        lost,
        now.twice() - before.twice(),
        now.late() - before.late(),
        now.outOfOrder() - before.outOfOrder(),
        now.readTwice() - before.readTwice());
  }

  private static void assertBounded(ScaleDelivery delivery, Before before) {
    List<ArrivedRow> repeated =
        delivery.receive().repeated().stream().skip(before.twice()).toList();
    assertThat(repeated).noneMatch(arrival -> arrival.channel().equals(ScaleStand.PULSE));
    for (FaultGroup group : delivery.stand().groups()) {
      long position = before.committed().getOrDefault(group.indexKey(), Long.MIN_VALUE);
      assertThat(repeated.stream().filter(arrival -> arrival.group().equals(group.name())))
          .as("came again though their offset was stored")
          .allMatch(arrival -> arrival.timestampNanos() > position);
    }
  }

  /** Keeps a measured time for the report. */
  void note(String what, ScaleDelivery delivery, long startNanos) {
    Duration time = Duration.ofNanos(System.nanoTime() - startNanos);
    notes.add(what + ", by " + delivery.assignment() + ": " + time.toMillis() + " ms");
  }

  @Override
  public void close() {
    List<Object> rows = new ArrayList<>(lines);
    rows.addAll(notes);
    ReportTable.print(REPORT, ScaleRow.HEADING, rows);
    deliveries.forEach(ScaleDelivery::close);
  }
}
