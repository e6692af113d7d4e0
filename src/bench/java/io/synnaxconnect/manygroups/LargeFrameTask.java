package io.synnaxconnect.manygroups;

import io.synnaxconnect.TestTask;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A task that says how much heap it has in use before a large frame, and whether that came. */
final class LargeFrameTask {

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(12);

  private LargeFrameTask() {}

  /** Reads one group; the number of samples to expect comes from standard input. */
  public static void main(String[] args) throws Exception {
    try (TestTask task = ServerProcess.taskOf(args[0], args[1]).start()) {
      SlowKafka kafka = new SlowKafka(task, 1_000_000_000);
      while (task.metric("synnax-groups-live") < 1) {
        kafka.poll();
      }
      System.out.println("live");
      while (kafka.records() == 0) {
        kafka.poll();
      }
      for (int i = 0; i < 3; i++) {
        System.gc();
        kafka.poll();
      }
      receive(task, kafka);
    }
    System.exit(0);
  }

  private static void receive(TestTask task, SlowKafka kafka) throws Exception {
    long historyBefore = task.metric("synnax-history-rows-total");
    Runtime runtime = Runtime.getRuntime();
    System.out.println("ready " + (((runtime.totalMemory() - runtime.freeMemory()) >> 20) + 1));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    long wanted = kafka.records() + Long.parseLong(in.readLine());
    long end = System.nanoTime() + LIMIT_NANOS;
    while (kafka.records() < wanted && System.nanoTime() < end) {
      kafka.poll();
    }
    System.out.println(
        kafka.records() < wanted ? "failed: " + kafka.records() + " came" : "delivered");
    System.out.println("shed frames " + task.metric("synnax-shed-frames-total"));
    System.out.println(
        "history rows " + (task.metric("synnax-history-rows-total") - historyBefore));
    System.out.println("reconnects " + task.metric("synnax-reconnects-total"));
  }
}
