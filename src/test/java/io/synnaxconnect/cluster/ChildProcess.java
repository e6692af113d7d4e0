package io.synnaxconnect.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A process that this JVM started. It ends when it is closed, at the latest when this JVM ends. Its
 * output goes to a file.
 */
public final class ChildProcess implements AutoCloseable {

  /** Machines are sometimes ten times slower than the one where this takes five seconds. */
  public static final Duration START_LIMIT = Duration.ofMinutes(3);

  private static final Duration END_LIMIT = Duration.ofSeconds(10);
  private static final Duration PROBE_INTERVAL = Duration.ofMillis(100);

  /** Exit codes after SIGINT and SIGTERM. */
  private static final Set<Integer> TOLD_TO_END = Set.of(130, 143);

  private static final int LOG_LINES_IN_ERRORS = 30;
  private static final Set<ChildProcess> RUNNING = ConcurrentHashMap.newKeySet();

  /** Guarded by RUNNING: from now on nothing is started. */
  private static boolean ending;

  /** Guarded by RUNNING: whether the end of this JVM ends the processes. */
  private static boolean hooked;

  private final String name;
  private final Process process;
  private final Path log;

  private ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts {@code java} with these arguments; output goes to {@code <name>.log} in the folder,
   * temporary files into the folder too.
   */
  public static ChildProcess java(String name, Path folder, List<String> arguments) {
    return java(name, folder, arguments, Map.of());
  }

  /** The same with variables beside those of this process. */
  public static ChildProcess java(
      String name, Path folder, List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Start quickly and stay small: four of these share one machine.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("-Djava.io.tmpdir=" + folder);
    command.addAll(arguments);
    return command(name, folder, command, environment);
  }

  /** Starts a program in this folder; output goes to {@code <name>.log} there. */
  public static ChildProcess command(String name, Path folder, List<String> command) {
    return command(name, folder, command, Map.of());
  }

  private static ChildProcess command(
      String name, Path folder, List<String> command, Map<String, String> environment) {
    Path log = folder.resolve(name + ".log");
    try {
      Files.createDirectories(folder);
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      // An agent of the surrounding JVM has no business in here.
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().putAll(environment);
      return start(name, builder, log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  private static ChildProcess start(String name, ProcessBuilder builder, Path log)
      throws IOException {
    synchronized (RUNNING) {
      if (ending) {
        throw new CancellationException(name + " is not started: everything ends");
      }
      if (!hooked) {
        Thread end = new Thread(ChildProcess::endAll, "child-processes-end");
        Runtime.getRuntime().addShutdownHook(end);
        hooked = true;
      }
      ChildProcess child = new ChildProcess(name, builder.start(), log);
      RUNNING.add(child);
      return child;
    }
  }

  /**
   * Waits until the probe answers true; fails with the end of the log when the process ends first.
   */
  public void awaitReady(BooleanSupplier probe) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!probe.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw failure("is not ready after " + START_LIMIT.toSeconds() + " s");
      }
      if (hasEnded(PROBE_INTERVAL)) {
        requireNotTold();
        throw failure("ended with exit code " + process.exitValue());
      }
    }
  }

  /** Ctrl-C in a terminal reaches this process as well as its children, in any order. */
  private void requireNotTold() {
    if (TOLD_TO_END.contains(process.exitValue())) {
      throw new CancellationException(name + " was told to end");
    }
  }

  /** Waits for the end of a process that ends by itself. */
  public void awaitSuccess() {
    if (!hasEnded(START_LIMIT)) {
      throw failure("is not done after " + START_LIMIT.toSeconds() + " s");
    }
    RUNNING.remove(this);
    requireNotTold();
    if (process.exitValue() != 0) {
      throw failure("ended with exit code " + process.exitValue());
    }
  }

  /** Writes a line to its input. */
  public void send(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " does not listen", e);
    }
  }

  /**
   * Leaves everything running that was started, beyond the end of this JVM.
   *
   * @return what the operating system calls it, in order
   */
  public static List<Long> leaveAll() {
    List<Long> pids = RUNNING.stream().map(ChildProcess::pid).sorted().toList();
    RUNNING.clear();
    return pids;
  }

  /** Everything that it has written so far. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Number of the process. */
  public long pid() {
    return process.pid();
  }

  /** Ends it as a power cut does: it gets no chance to do anything. */
  public void kill() {
    process.destroyForcibly();
    endWithin(END_LIMIT);
  }

  /** Stops it where it stands, until {@link #thaw}: its connections stay open and are silent. */
  public void freeze() {
    signal("STOP");
  }

  /** Lets it go on after {@link #freeze}. */
  public void thaw() {
    signal("CONT");
  }

  private void signal(String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks the process to end, and forces it when it does not within ten seconds. */
  @Override
  public void close() {
    process.destroy();
    endWithin(END_LIMIT);
  }

  /**
   * Ends all that still run, at the same time, and starts no more. Nobody needs what they have in
   * memory: they are not asked.
   */
  public static void endAll() {
    synchronized (RUNNING) {
      ending = true;
    }
    RUNNING.forEach(child -> child.process.destroyForcibly());
    long deadline = System.nanoTime() + END_LIMIT.toNanos();
    RUNNING.forEach(child -> child.endWithin(Duration.ofNanos(deadline - System.nanoTime())));
  }

  private void endWithin(Duration limit) {
    if (!hasEnded(limit)) {
      process.destroyForcibly();
      hasEnded(END_LIMIT);
    }
    RUNNING.remove(this);
  }

  private boolean hasEnded(Duration limit) {
    try {
      return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private IllegalStateException failure(String what) {
    List<String> lines = output().lines().toList();
    String end =
        String.join(
            "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_IN_ERRORS), lines.size()));
    return new IllegalStateException(name + " " + what + "; the end of " + log + ":\n" + end);
  }
}
