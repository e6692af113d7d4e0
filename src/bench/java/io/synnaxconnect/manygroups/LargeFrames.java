package io.synnaxconnect.manygroups;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames that are larger than anybody should write, each to a task in a JVM of its own with a heap
 * that is hardly larger.
 */
public final class LargeFrames implements GroupsCase {

  private static final int CHANNELS = 15;
  private static final int LARGE_MIB = 16;
  private static final int HUGE_MIB = 60;
  private static final long MAX_TIMES = 4;

  /** More than this is not tried. */
  private static final int MOST_TIMES = 10;

  /** How the task in another JVM ended. */
  private record Outcome(int exit, long baseMib, List<String> lines) {

    /** Whether all samples came, be it from history. */
    private boolean isDelivered() {
      return exit == 0 && lines.contains("delivered");
    }

    /** Whether they came live. */
    private boolean isReceived() {
      return isDelivered() && lines.contains("reconnects 0") && lines.contains("history rows 0");
    }

    private String sentence() {
      return lines.stream()
          .filter(
              line ->
                  line.contains("WARN Outage")
                      || line.contains("WARN FrameIntake")
                      || line.contains("failed"))
          .map(line -> line.substring(Math.max(0, line.indexOf("WARN"))))
          .findFirst()
          .orElse("no sentence");
    }

    /** Whether it says more than a code. */
    private boolean hasReason() {
      return sentence().contains("reason=") && !sentence().endsWith("UNKNOWN");
    }

    private boolean hadNoMemory() {
      return lines.stream().anyMatch(line -> line.contains("OutOfMemoryError"));
    }
  }

  private int files;

  @Override
  public List<Figure> measure(ServerProcess server) throws Exception {
    List<Figure> figures = new ArrayList<>();
    long base = send(server, LARGE_MIB, 256).baseMib();
    for (long heap : List.of(256L, 192L, 160L, 128L, base + MAX_TIMES * LARGE_MIB)) {
      String what = "one frame of 60 MiB, -Xmx" + heap + "m";
      figures.add(refusal(what, send(server, HUGE_MIB, heap)));
    }
    long times = 1;
    while (times < MOST_TIMES && !send(server, LARGE_MIB, base + times * LARGE_MIB).isReceived()) {
      times++;
    }
    figures.add(
        Figure.atMost(
            MAX_TIMES,
            "one frame of 16 MiB: heap beyond the " + base + " MiB of the task, times its size",
            "%.0f",
            (double) times));
    return figures;
  }

  private static Figure refusal(String measured, Outcome outcome) {
    boolean met = !outcome.hadNoMemory() && (outcome.isReceived() || outcome.hasReason());
    String figure =
        outcome.hadNoMemory()
            ? "OutOfMemoryError"
            : outcome.isReceived()
                ? "delivered live"
                : (outcome.isDelivered() ? "delivered from history; " : "not delivered; ")
                    + outcome.sentence();
    return new Figure(measured, figure, "delivered, or refused with a sentence", met);
  }

  private Outcome send(ServerProcess server, int mib, long heapMib) throws Exception {
    String group = "frames" + files++;
    server.ask("store", group, CHANNELS, 1, 1_000);
    Process process =
        ServerProcess.java("-Xmx" + heapMib + "m", LargeFrameTask.class, server.address(), group)
            .redirectErrorStream(true)
            .start();
    List<String> lines = new ArrayList<>();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    readUntil("live", out, lines);
    server.ask("frame", group, 1);
    String ready = readUntil("ready", out, lines);
    if (ready.isEmpty()) {
      return new Outcome(process.waitFor(), 0, lines);
    }
    long samples = server.ask("frame", group, mib << 20);
    process.outputWriter(StandardCharsets.UTF_8).append(samples + "\n").flush();
    readUntil("never", out, lines);
    int exit = process.waitFor();
    return new Outcome(exit, Long.parseLong(ready.substring(ready.indexOf(' ') + 1)), lines);
  }

  private static String readUntil(String word, BufferedReader out, List<String> lines)
      throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(word)) {
        return line;
      }
      lines.add(line);
    }
    return "";
  }
}
