package io.synnaxconnect;

import com.sun.management.OperatingSystemMXBean;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a lossless task costs that has nothing to do, at a thousand stored groups with twenty holes
 * each, into which it looks again and again for rows that are stored late. The simulator is another
 * process. CPU is that of the task's whole process, without the JIT compilers: what runs a few
 * times a second keeps them busy for longer than this takes. Runs on Linux.
 */
public final class IdleGroups {

  private static final int GROUPS = 1_000;
  private static final int HOLES = 20;

  /** Before each region of rows there is a hole. */
  private static final int REGIONS = HOLES;

  private static final int ROWS_PER_REGION = 2;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Of the CPU times in {@code /proc}. */
  private static final long NANOS_PER_TICK = 10_000_000L;

  /** The pauses between rounds double from two seconds on, up to five minutes. */
  private static final int SETTLING_MINUTES = 10;

  /** The longest pause: within it every hole is looked into once. */
  private static final int MEASURED_MINUTES = 5;

  private IdleGroups() {}

  /** Without arguments measures; with a number of groups serves them. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && !args[0].isEmpty()) {
      serve(Integer.parseInt(args[0]));
    }
    Process server = startServer();
    try {
      measure(server.inputReader(StandardCharsets.UTF_8));
    } finally {
      server.destroyForcibly().waitFor();
    }
    System.exit(0);
  }

  private static void measure(BufferedReader server) throws Exception {
    TestTask task =
        new TestTask(server.readLine())
            .with("channels.include", "idle_.*")
            .with("channels.max", "100000")
            .with("channels.assignment", "task")
            .with("task.count", "1")
            .with("delivery", "lossless")
            .with("start.from", "earliest")
            .with("poll.timeout.ms", "1000");
    try (task) {
      task.start();
      while (task.metric("synnax-samples-total") < GROUPS * REGIONS * ROWS_PER_REGION) {
        task.poll();
      }
      for (int minute = 1; minute <= SETTLING_MINUTES; minute++) {
        measure("settling, minute " + minute, task, 1);
      }
      System.out.println("holes " + task.metric("synnax-late-holes"));
      measure("idle", task, MEASURED_MINUTES);
    }
  }

  private static void measure(String what, TestTask task, int minutes) throws Exception {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long begun = System.nanoTime();
    long processBefore = system.getProcessCpuTime();
    long compilersBefore = compilerNanos();
    long end = begun + TimeUnit.MINUTES.toNanos(minutes);
    while (System.nanoTime() < end) {
      task.poll();
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    long compilers = compilerNanos() - compilersBefore;
    long others = system.getProcessCpuTime() - processBefore - compilers;
    System.out.printf(
        Locale.ROOT,
        "%s: %.2f ms of CPU per second, %.2f %% of a core; compilers %.2f ms per second%n",
        what,
        others / 1e6 / seconds,
        others / 1e7 / seconds,
        compilers / 1e6 / seconds);
  }

  private static long compilerNanos() throws IOException {
    long ticks = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path thread : threads) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.contains("CompilerThre")) {
          String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
          ticks += Long.parseLong(afterName[11]) + Long.parseLong(afterName[12]);
        }
      }
    }
    return ticks * NANOS_PER_TICK;
  }

  private static Process startServer() throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            IdleGroups.class.getName(),
            Integer.toString(GROUPS))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void serve(int groups) throws InterruptedException {
    try (Simulator simulator = Simulator.builder().start()) {
      long nowNanos = System.currentTimeMillis() * 1_000_000L;
      for (int group = 0; group < groups; group++) {
        long index = simulator.createIndex("time_of_idle_" + group);
        long channel = simulator.createChannel("idle_" + group, DataType.FLOAT64, index);
        for (int region = 0; region < REGIONS; region++) {
          long start = nowNanos - TimeUnit.MINUTES.toNanos(REGIONS - region);
          simulator.importRows(new long[] {index, channel}, start, rows(start));
        }
      }
      System.out.println(simulator.address());
      TimeUnit.DAYS.sleep(1);
    }
  }

  private static Object[][] rows(long startNanos) {
    Object[][] rows = new Object[ROWS_PER_REGION][];
    for (int i = 0; i < ROWS_PER_REGION; i++) {
      rows[i] = new Object[] {startNanos + i * STEP_NANOS, (double) i};
    }
    return rows;
  }
}
