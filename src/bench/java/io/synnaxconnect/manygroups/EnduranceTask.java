package io.synnaxconnect.manygroups;

import io.synnaxconnect.TestTask;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** A task in a small heap that adds up what it delivers, and says each minute what it holds. */
final class EnduranceTask {

  private static final int GROUPS = 2;
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long OVERLOAD_BEGIN = TimeUnit.SECONDS.toNanos(30);
  private static final long OVERLOAD_END = TimeUnit.SECONDS.toNanos(40);
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** A fifth of what is written. */
  private static final int OVERLOADED_PER_SECOND = 50_000;

  private final EnduranceSums sums = new EnduranceSums();
  private final TestTask task;
  private long newestNanos = System.nanoTime();

  private EnduranceTask(TestTask task) {
    this.task = task;
  }

  /** Reads the groups; the sums to expect come from standard input when all is written. */
  public static void main(String[] args) throws Exception {
    boolean equal;
    try (TestTask task =
        ServerProcess.taskOf(args[0], "endurance").with("start.from", "earliest").start()) {
      while (task.metric("synnax-groups-live") < GROUPS) {
        task.poll();
      }
      equal = new EnduranceTask(task).run();
    }
    System.exit(equal ? 0 : 1);
  }

  private boolean run() throws Exception {
    System.out.println(
        "minute, MiB after GC, threads, descriptors, samples, imported rows, holes, gaps,"
            + " reconnects");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    SlowKafka fast = new SlowKafka(task, 1_000_000_000);
    SlowKafka slow = new SlowKafka(task, OVERLOADED_PER_SECOND);
    long begin = System.nanoTime();
    for (int minute = 0; !in.ready(); minute++) {
      long start = begin + minute * MINUTE;
      while (System.nanoTime() - start < MINUTE && !in.ready()) {
        long at = System.nanoTime() - start;
        (at > OVERLOAD_BEGIN && at < OVERLOAD_END ? slow : fast).poll(this::add);
      }
      report(minute);
    }
    String expected = in.readLine();
    long count = Long.parseLong(expected.substring(0, expected.indexOf(' ')));
    while (sums.count() < count && System.nanoTime() - newestNanos < SILENCE_NANOS) {
      fast.poll(this::add);
    }
    for (int i = 0; i < 100; i++) {
      fast.poll(this::add);
    }
    report(-1);
    System.out.println("written   " + expected + "\ndelivered " + sums.text());
    return sums.text().equals(expected);
  }

  private void add(SourceRecord record, long takenNanos) {
    Struct value = (Struct) record.value();
    sums.add(value.getInt64("timestamp"), value.getFloat64("value"));
    newestNanos = System.nanoTime();
  }

  private void report(int minute) throws Exception {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.println(
        String.format(
            Locale.ROOT,
            "%d, %d, %d, %d, %d, %d, %d, %d, %d",
            minute,
            (runtime.totalMemory() - runtime.freeMemory()) >> 20,
            ManagementFactory.getThreadMXBean().getThreadCount(),
            descriptors(),
            sums.count(),
            task.metric("synnax-imported-rows-total"),
            task.metric("synnax-late-holes"),
            task.metric("synnax-gaps-open"),
            task.metric("synnax-reconnects-total")));
  }

  private static int descriptors() throws IOException {
    String[] names = new File("/proc/self/fd").list();
    return names == null ? -1 : List.of(names).size();
  }
}
