package io.synnaxconnect.manygroups;

import io.synnaxconnect.TestTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;

/** A thousand stored groups in which nobody writes: how soon they are live, and at what cost. */
public final class QuietGroups implements GroupsCase {

  private static final int GROUPS = 1_000;
  private static final int CUTS = 3;
  private static final double MAX_SECONDS = 2;
  private static final double MAX_LOOKS = 1.1;
  private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<Figure> figures = new ArrayList<>();

  @Override
  public List<Figure> measure(ServerProcess server) throws Exception {
    for (int group = 0; group < GROUPS; group++) {
      server.ask("store", "quiet" + group, 1, 2, 1_000);
    }
    for (String startFrom : List.of("latest", "earliest", "latest")) {
      try (TestTask task = server.task("quiet[0-9]+").with("start.from", startFrom)) {
        String warm = figures.isEmpty() ? "" : ", JVMs warm";
        String what = "1,000 quiet groups, first start, " + startFrom + warm;
        measure(what, 0, server, task, task::start);
        for (int cut = 1; cut <= CUTS && warm.isEmpty(); cut++) {
          String again = "1,000 quiet groups, reconnect " + cut;
          measure(again, cut, server, task, () -> server.ask("cut"));
        }
      }
    }
    return figures;
  }

  private void measure(
      String what, long reconnects, ServerProcess server, TestTask task, Runnable event)
      throws Exception {
    long looksBefore = server.ask("iterators");
    double cpuBefore = server.cpuSeconds() + ownCpuSeconds();
    long begun = System.nanoTime();
    event.run();
    while (task.metric("synnax-reconnects-total") < reconnects || !isJoining(task)) {
      task.poll();
    }
    while (task.metric("synnax-groups-live") < GROUPS) {
      task.poll();
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    double cpu = server.cpuSeconds() + ownCpuSeconds() - cpuBefore;
    new SlowKafka(task, SlowKafka.RECORDS_PER_SECOND).pollFor(SETTLED_NANOS);
    double looks = (server.ask("iterators") - looksBefore) / (double) GROUPS;
    figures.add(Figure.atMost(MAX_SECONDS, what + ": until all are live", "%.1f s", seconds));
    figures.add(Figure.beside(what + ": CPU of task and server meanwhile", "%.1f s", cpu));
    figures.add(
        what.contains("earliest")
            ? Figure.beside(what + ": iterators per group, two rows each", "%.2f", looks)
            : Figure.atMost(MAX_LOOKS, what + ": looks per group", "%.2f", looks));
  }

  private static double ownCpuSeconds() {
    return ServerProcess.cpuSeconds(ProcessHandle.current());
  }

  /** Whether the task knows that not all groups are live. */
  private static boolean isJoining(TestTask task) throws JMException {
    return task.metric("synnax-groups-live") < GROUPS;
  }
}
