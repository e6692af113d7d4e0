package io.synnaxconnect.manygroups;

import io.synnaxconnect.TestTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Somebody deletes a channel of a group whose history is being read, and tries again every ten
 * milliseconds while the cluster refuses.
 */
public final class DeletionInBackfill implements GroupsCase {

  private static final int CHANNELS = 2;
  private static final int ROWS = 12_000_000;
  private static final double MAX_SECONDS = 6;
  private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(40);

  /** Kafka is the bottleneck, or history is. */
  private static final List<Integer> RECORDS_PER_SECOND =
      List.of(SlowKafka.RECORDS_PER_SECOND, 1_000_000_000);

  @Override
  public List<Figure> measure(ServerProcess server) throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (int recordsPerSecond : RECORDS_PER_SECOND) {
      String group = "deleted" + figures.size();
      server.ask("store", group, CHANNELS, ROWS, 10);
      try (TestTask task = server.task(group).with("start.from", "earliest").start()) {
        figures.add(measure(server, group, new SlowKafka(task, recordsPerSecond)));
      }
    }
    return figures;
  }

  private static Figure measure(ServerProcess server, String group, SlowKafka kafka)
      throws Exception {
    while (kafka.records() == 0) {
      kafka.poll();
    }
    kafka.pollFor(TimeUnit.SECONDS.toNanos(1));
    server.ask("delete", group);
    long begun = System.nanoTime();
    long millis = -1;
    while (millis < 0 && System.nanoTime() - begun < LIMIT_NANOS) {
      kafka.pollFor(ASK_NANOS);
      millis = server.ask("blocked");
    }
    double seconds = millis < 0 ? LIMIT_NANOS / 1e9 : millis / 1e3;
    long records = kafka.records();
    kafka.pollFor(TimeUnit.SECONDS.toNanos(2));
    String state = kafka.records() > records ? "goes on" : "has ended";
    String what = "deletion during a backfill that " + state + " (" + group + "): blocked for";
    return Figure.atMost(MAX_SECONDS, what, "%.2f s", seconds);
  }
}
