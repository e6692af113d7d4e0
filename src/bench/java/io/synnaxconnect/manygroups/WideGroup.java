package io.synnaxconnect.manygroups;

import io.synnaxconnect.TestTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A group of 10,000 channels at 10 Hz, of which the last five minutes are read from history while
 * it is written on: what a task does after an outage, as one that starts does.
 */
public final class WideGroup implements GroupsCase {

  private static final int CHANNELS = 10_000;
  private static final int HERTZ = 10;
  private static final int OUTAGE_SECONDS = 300;
  private static final double MIN_SPEED = 5;
  private static final long CAUGHT_UP_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(100);

  @Override
  public List<Figure> measure(ServerProcess server) throws Exception {
    List<Figure> figures = new ArrayList<>();
    server.ask("store", "wide", CHANNELS, OUTAGE_SECONDS * HERTZ, 1_000_000 / HERTZ);
    server.ask("live", "wide", HERTZ);
    for (String format : List.of("row", "packed", "sample")) {
      try (TestTask task = server.task("wide").with("record.format", format)) {
        task.with("start.from", "earliest").start();
        figures.add(measure(format, task));
      }
    }
    return figures;
  }

  private static Figure measure(String format, TestTask task) throws Exception {
    long begun = Clock.nowNanos();
    long newestNanos = 0;
    long firstNanos = 0;
    while (Clock.nowNanos() - newestNanos > CAUGHT_UP_NANOS
        && Clock.nowNanos() - begun < LIMIT_NANOS) {
      List<SourceRecord> records = task.poll();
      if (!records.isEmpty()) {
        newestNanos = records.get(records.size() - 1).timestamp() * 1_000_000;
        firstNanos = firstNanos == 0 ? newestNanos : firstNanos;
      }
    }
    double speed = (newestNanos - firstNanos) / (double) (Clock.nowNanos() - begun);
    return Figure.atLeast(
        MIN_SPEED,
        "10,000 channels at 10 Hz after 5 min, " + format + ": times real time",
        "%.1f",
        speed);
  }
}
