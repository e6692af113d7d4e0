package io.synnaxconnect.manygroups;

import io.synnaxconnect.TestTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A live group at 20 Hz, alone and beside six groups of a million stored rows each. */
public final class LiveBesideBackfill implements GroupsCase {

  private static final int GROUPS = 6;
  private static final int ROWS = 1_000_000;
  private static final int HERTZ = 20;
  private static final double MAX_MORE_MILLIS = 250;
  private static final long ALONE_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** Rows that are written while the task starts are not counted. */
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(5);

  @Override
  public List<Figure> measure(ServerProcess server) throws Exception {
    server.ask("store", "live", 1, 1, 1_000);
    for (int group = 0; group < GROUPS; group++) {
      server.ask("store", "past" + group, 1, ROWS, 1_000);
    }
    server.ask("live", "live", HERTZ);
    List<Figure> figures = new ArrayList<>();
    double alone = p99("live group alone", server.task("live"), figures);
    TestTask task = server.task("live", "past[0-9]+");
    double beside = p99("live group beside backfill", task, figures);
    figures.add(
        Figure.atMost(
            MAX_MORE_MILLIS,
            "live group at 20 Hz beside 6 groups x 1 M rows: p99 beyond that alone",
            "%.0f ms",
            beside - alone));
    return figures;
  }

  private static double p99(String what, TestTask started, List<Figure> figures) throws Exception {
    boolean alone = what.endsWith("alone");
    long wanted = alone ? 0 : (long) GROUPS * ROWS;
    try (TestTask task = started.with("start.from", "earliest").start()) {
      long begun = Clock.nowNanos();
      List<Long> ages = new ArrayList<>();
      SlowKafka kafka = new SlowKafka(task, SlowKafka.RECORDS_PER_SECOND);
      while (kafka.records() - ages.size() < wanted
          || (alone && Clock.nowNanos() - begun < ALONE_NANOS)) {
        kafka.poll(
            (record, takenNanos) -> {
              long stamp = SlowKafka.timestampNanos(record);
              if (SlowKafka.isOf("live_", record) && stamp > begun + START_NANOS) {
                ages.add(takenNanos - stamp);
              }
            });
      }
      add(what, ages, (Clock.nowNanos() - begun) / 1e9, figures);
      if (!alone) {
        long reconnects = task.metric("synnax-reconnects-total");
        figures.add(Figure.atMost(0, what + ": streams opened again", "%.0f", (double) reconnects));
      }
      return SlowKafka.quantileMillis(ages, 0.99);
    }
  }

  private static void add(String what, List<Long> ages, double seconds, List<Figure> figures) {
    figures.add(
        Figure.beside(
            what + ": p50, p99, maximum",
            "%.0f, %.0f, %.0f ms of %d rows in %.0f s",
            SlowKafka.quantileMillis(ages, 0.5),
            SlowKafka.quantileMillis(ages, 0.99),
            SlowKafka.quantileMillis(ages, 1),
            ages.size(),
            seconds));
  }
}
