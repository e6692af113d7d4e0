package io.synnaxconnect;

import com.sun.management.OperatingSystemMXBean;
import io.synnaxconnect.simulator.SimulatedWriter;
import io.synnaxconnect.simulator.Simulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What many channels cost: a task that reads ten virtual channels, and one that reads ten thousand,
 * at the same number of samples a second, each sample a series of its own. Runs each in turn,
 * several times, against a simulator in another process; CPU is that of the task's whole process.
 */
public final class ManyChannels {

  private static final int SAMPLES_PER_SECOND = 20_000;
  private static final int ROUNDS = 3;
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(8);
  private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(12);

  private ManyChannels() {}

  /** Without arguments measures; with a number of channels serves them. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && !args[0].isEmpty()) {
      serve(Integer.parseInt(args[0]));
    }
    double[] few = new double[ROUNDS];
    double[] many = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      few[round] = measure(10);
      many[round] = measure(10_000);
      System.out.printf(Locale.ROOT, "ratio %.2f%n", many[round] / few[round]);
    }
    System.exit(0);
  }

  /** Microseconds of CPU per sample. */
  private static double measure(int channels) throws Exception {
    Process server = startServer(channels);
    try {
      BufferedReader output = server.inputReader(StandardCharsets.UTF_8);
      String address = output.readLine();
      TestTask task =
          new TestTask(address)
              .with("channels.include", "many_.*")
              .with("channels.max", "100000")
              .with("channels.assignment", "task")
              .with("task.count", "1")
              .with("delivery", "lossless");
      try (task) {
        long begun = System.nanoTime();
        task.start();
        while (task.metric("synnax-samples-total") < channels) {
          task.poll();
        }
        double startSeconds = (System.nanoTime() - begun) / 1e9;
        pollFor(task, WARM_UP_NANOS);
        OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpuBefore = system.getProcessCpuTime();
        long samplesBefore = task.metric("synnax-samples-total");
        pollFor(task, MEASURED_NANOS);
        long samples = task.metric("synnax-samples-total") - samplesBefore;
        double micros = (system.getProcessCpuTime() - cpuBefore) / 1e3 / samples;
        System.out.printf(
            Locale.ROOT,
            "channels=%d samplesPerSecond=%d cpuMicrosPerSample=%.2f secondsToFirstSamples=%.1f%n",
            channels,
            (long) (samples / (MEASURED_NANOS / 1e9)),
            micros,
            startSeconds);
        return micros;
      }
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static void pollFor(TestTask task, long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      task.poll();
    }
  }

  private static Process startServer(int channels) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            ManyChannels.class.getName(),
            Integer.toString(channels))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void serve(int channels) {
    try (Simulator simulator = Simulator.builder().start()) {
      long[] keys = new long[channels];
      Object[] row = new Object[channels];
      for (int i = 0; i < channels; i++) {
        keys[i] = simulator.createVirtual("many_" + i, "float64");
        row[i] = (double) i;
      }
      SimulatedWriter writer = simulator.openWriter(keys);
      System.out.println(simulator.address());
      long step = TimeUnit.SECONDS.toNanos(1) * channels / SAMPLES_PER_SECOND;
      long next = System.nanoTime();
      while (true) {
        writer.writeRow(row);
        next += step;
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
  }
}
