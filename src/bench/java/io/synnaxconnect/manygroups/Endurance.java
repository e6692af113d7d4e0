package io.synnaxconnect.manygroups;

import io.synnaxconnect.simulator.SeriesData;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import io.synnaxconnect.telem.DataType;
import io.synnaxconnect.telem.TimeRange;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Half an hour at 250,000 samples a second, with an outage, a cut, an import and an overload in
 * each minute. The task runs in a JVM of its own with a small heap and reports every minute what
 * remains on the heap after a collection. At the end, counts and sums of both sides are compared.
 */
public final class Endurance {

  private static final int CHANNELS = 100;
  private static final int ROWS_PER_SECOND = 2_500;
  private static final int FRAMES_PER_SECOND = 20;
  private static final int IMPORTED_ROWS = 1_000;
  private static final int SESSION_SECONDS = 30;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(4);
  private static final long IMPORT_AGE_NANOS = TimeUnit.HOURS.toNanos(2);

  private final Simulator simulator = Simulator.builder().start();
  private final long[] keys = createGroup("endurance_live");

  /** A group of its own: while somebody writes a channel, another writer has no control of it. */
  private final long[] importedKeys = createGroup("endurance_imported");

  private final long beginNanos = Clock.nowNanos();
  private final EnduranceSums sums = new EnduranceSums();
  private volatile boolean ended;

  private Endurance() {}

  /** Runs for so many minutes, 30 without an argument; a second one is the heap, 256m. */
  public static void main(String[] args) throws Exception {
    int minutes = args.length == 0 ? 30 : Integer.parseInt(args[0]);
    boolean equal = new Endurance().run(minutes, args.length < 2 ? "256m" : args[1]);
    System.exit(equal ? 0 : 1);
  }

  private long[] createGroup(String name) {
    long[] created = new long[CHANNELS + 1];
    created[0] = simulator.createIndex("time_of_" + name);
    for (int i = 1; i <= CHANNELS; i++) {
      created[i] = simulator.createChannel(name + "_" + i, DataType.FLOAT64, created[0]);
    }
    return created;
  }

  private boolean run(int minutes, String heap) throws Exception {
    Process process =
        ServerProcess.java("-Xmx" + heap, EnduranceTask.class, simulator.address())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    System.out.println(out.readLine());
    Thread writer = new Thread(this::write, "writer");
    writer.start();
    importRows(beginNanos);
    Thread faults = new Thread(() -> disturb(minutes), "faults");
    faults.start();
    Thread printer = new Thread(() -> out.lines().forEach(System.out::println), "printer");
    printer.start();
    faults.join();
    ended = true;
    writer.join();
    process.outputWriter(StandardCharsets.UTF_8).append(sums.text() + "\n").flush();
    int exit = process.waitFor();
    printer.join();
    return exit == 0;
  }

  /** Each minute: a cut, an outage of five seconds, an import; what is old is deleted. */
  private void disturb(int minutes) {
    for (int minute = 0; minute < minutes; minute++) {
      long start = Clock.nowNanos();
      Clock.sleepUntil(start + 10 * SECOND);
      simulator.cutConnections();
      Clock.sleepUntil(start + 20 * SECOND);
      simulator.stop();
      Clock.sleepUntil(start + 25 * SECOND);
      simulator.start();
      Clock.sleepUntil(start + 50 * SECOND);
      importRows(beginNanos - IMPORT_AGE_NANOS + minute * 60L * SECOND);
      simulator.deleteRegions(TimeRange.ofNanos(beginNanos, start - KEPT_NANOS), keys);
      Clock.sleepUntil(start + 60 * SECOND);
    }
  }

  private void importRows(long startNanos) {
    Object[][] rows = new Object[IMPORTED_ROWS][CHANNELS + 1];
    for (int row = 0; row < IMPORTED_ROWS; row++) {
      long nanos = startNanos + row * 1_000_000L;
      Arrays.fill(rows[row], EnduranceSums.value(nanos));
      rows[row][0] = nanos;
      sums.add(nanos, CHANNELS);
    }
    simulator.importRows(importedKeys, startNanos, rows);
  }

  private void write() {
    int rows = ROWS_PER_SECOND / FRAMES_PER_SECOND;
    long step = SECOND / ROWS_PER_SECOND;
    long next = Clock.nowNanos();
    while (!ended) {
      try (SimulatedWriter writer = simulator.openWriter(keys)) {
        for (int i = 0; i < SESSION_SECONDS * FRAMES_PER_SECOND && !ended; i++) {
          SeriesData[] frame = frame(next, rows, step);
          next += rows * step;
          LockSupport.parkNanos(Math.max(0, next - Clock.nowNanos()));
          writer.write(frame);
        }
      }
    }
  }

  private SeriesData[] frame(long startNanos, int rows, long stepNanos) {
    long[] stamps = new long[rows];
    double[] values = new double[rows];
    for (int row = 0; row < rows; row++) {
      stamps[row] = startNanos + row * stepNanos;
      values[row] = EnduranceSums.value(stamps[row]);
      sums.add(stamps[row], CHANNELS);
    }
    SeriesData[] series = new SeriesData[CHANNELS + 1];
    Arrays.fill(series, SeriesData.float64(values));
    series[0] = SeriesData.timestamps(stamps);
    return series;
  }
}
