package io.synnaxconnect.manygroups;

import io.synnaxconnect.TestTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Twenty groups, each row written by a writer session of its own, five a second in each group: with
 * the client's plain write, which stores and does not stream, and with writers that do both.
 */
public final class WriterSessions implements GroupsCase {

  private static final int GROUPS = 20;
  private static final int PER_SECOND = 5;
  private static final double MAX_MILLIS = 500;
  private static final double MAX_ITERATORS = 1.2;
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long AFTER_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final List<Figure> figures = new ArrayList<>();

  @Override
  public List<Figure> measure(ServerProcess server) throws Exception {
    for (int group = 0; group < GROUPS; group++) {
      server.ask("store", "session" + group, 1, 1, 1_000);
    }
    for (String kind : List.of("stored", "streamed")) {
      try (TestTask task = server.task("session[0-9]+").start()) {
        while (task.metric("synnax-groups-live") < GROUPS) {
          task.poll();
        }
        measure(kind, server, task);
      }
    }
    return figures;
  }

  private void measure(String kind, ServerProcess server, TestTask task) throws Exception {
    String what = "20 groups x 5 sessions/s, " + kind + ": ";
    SlowKafka kafka = new SlowKafka(task, SlowKafka.RECORDS_PER_SECOND);
    long iterators = server.ask("iterators");
    server.ask("sessions", GROUPS, PER_SECOND, kind);
    kafka.pollFor(WARM_UP_NANOS);
    List<Long> ages = new ArrayList<>();
    long end = Clock.nowNanos() + MEASURED_NANOS;
    while (Clock.nowNanos() < end) {
      kafka.poll((record, taken) -> ages.add(taken - SlowKafka.timestampNanos(record)));
    }
    figures.add(Figure.beside(what + "gaps open", "%d", task.metric("synnax-gaps-open")));
    addAges(what, ages);
    long sessions = server.ask("end");
    kafka.pollFor(AFTER_NANOS);
    double perSession = (server.ask("iterators") - iterators) / (double) sessions;
    long gaps = task.metric("synnax-gaps-open");
    figures.add(Figure.atMost(MAX_ITERATORS, what + "iterators per session", "%.2f", perSession));
    figures.add(Figure.atMost(0, what + "gaps still open 3 s later", "%.0f", (double) gaps));
    long reconnects = task.metric("synnax-reconnects-total");
    figures.add(Figure.beside(what + "streams opened again", "%d", reconnects));
    long missing = sessions - kafka.records();
    figures.add(Figure.atMost(0, what + "rows missing 3 s later", "%.0f", (double) missing));
  }

  private void addAges(String what, List<Long> ages) {
    double p99 = SlowKafka.quantileMillis(ages, 0.99);
    double p50 = SlowKafka.quantileMillis(ages, 0.5);
    figures.add(Figure.atMost(MAX_MILLIS, what + "p99", "%.0f ms", p99));
    figures.add(Figure.beside(what + "p50 of how many rows", "%.0f ms, %d", p50, ages.size()));
  }
}
