package io.synnaxconnect.manygroups;

import io.synnaxconnect.TestTask;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A {@link GroupsServer} in a process of its own, which answers each command with a number. */
public final class ServerProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader answers;
  private final String address;

  private ServerProcess(Process process) throws IOException {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.address = answers.readLine();
  }

  /** Starts it, without channels. */
  public static ServerProcess start() throws IOException {
    return new ServerProcess(
        java("-Xmx3g", GroupsServer.class).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Another JVM with the same class path. */
  static ProcessBuilder java(String heap, Class<?> main, String... args) {
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            heap,
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName());
    builder.command().addAll(List.of(args));
    return builder;
  }

  /** A task as most people run it that reads all groups whose names begin with one of these. */
  TestTask task(String... names) {
    return taskOf(address, names);
  }

  static TestTask taskOf(String address, String... names) {
    TestTask task =
        new TestTask(address)
            .with("channels.include", String.join("_.*, ", names) + "_.*")
            .with("channels.max", "100000")
            .with("channels.assignment", "task")
            .with("task.count", "1")
            .with("delivery", "lossless");
    task.properties.remove("poll.timeout.ms");
    return task;
  }

  /** The CPU that it has used, which says more than time while others use the machine. */
  double cpuSeconds() {
    return cpuSeconds(process.toHandle());
  }

  static double cpuSeconds(ProcessHandle handle) {
    return handle.info().totalCpuDuration().map(used -> used.toMillis() / 1e3).orElse(0.0);
  }

  String address() {
    return address;
  }

  /** Waits for the answer of a command of {@link GroupsServer}. */
  long ask(Object... words) {
    try {
      StringBuilder line = new StringBuilder();
      for (Object word : words) {
        line.append(word).append(' ');
      }
      process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
      return Long.parseLong(answers.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
