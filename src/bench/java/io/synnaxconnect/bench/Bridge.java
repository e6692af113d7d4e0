package io.synnaxconnect.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A bridge written by hand in another language: one of our scripts with the libraries that its
 * users would take, installed below {@code target/bench} at the first use.
 */
final class Bridge implements AutoCloseable {

  private static final Path FOLDER = Path.of("target", "bench").toAbsolutePath();
  private static final Path SOURCES = Path.of("src", "bench").toAbsolutePath();
  private static final Path PROTOS = Path.of("src", "main", "protobuf").toAbsolutePath();
  private static final int INSTALL_MINUTES = 10;

  private final Process process;

  private Bridge(Process process) {
    this.process = process;
  }

  /** grpcio and confluent-kafka. */
  static Bridge python(String synnax, String bootstrapServers, String topic) throws Exception {
    Path folder = FOLDER.resolve("python");
    String python = folder.resolve("venv/bin/python").toString();
    Path stubs = folder.resolve("stubs");
    if (!Files.exists(stubs.resolve("framer_pb2_grpc.py"))) {
      Files.createDirectories(stubs);
      run(folder, "python3", "-m", "venv", "venv");
      run(
          folder,
          python,
          "-m",
          "pip",
          "install",
          "--quiet",
          "grpcio==1.85.1",
          "grpcio-tools==1.85.1",
          "confluent-kafka==2.16.1");
      List<String> protoc =
          new ArrayList<>(
              List.of(
                  python,
                  "-m",
                  "grpc_tools.protoc",
                  "-I" + PROTOS,
                  "--python_out=" + stubs,
                  "--grpc_python_out=" + stubs));
      protoc.addAll(List.of("auth.proto", "channel.proto", "framer.proto"));
      run(folder, protoc.toArray(String[]::new));
    }
    return start(
        folder,
        python,
        SOURCES.resolve("python/bridge.py").toString(),
        stubs.toString(),
        synnax,
        bootstrapServers,
        topic);
  }

  /** kafkajs. */
  static Bridge javascript(String synnax, String bootstrapServers, String topic) throws Exception {
    Path folder = FOLDER.resolve("javascript");
    if (!Files.exists(folder.resolve("node_modules/kafkajs"))) {
      Files.createDirectories(folder);
      run(
          folder,
          "npm",
          "install",
          "--silent",
          "--no-audit",
          "--no-fund",
          "kafkajs@2.2.4",
          "@grpc/grpc-js@1.14.7",
          "@grpc/proto-loader@0.8.1");
    }
    return start(
        folder,
        "node",
        SOURCES.resolve("javascript/bridge.js").toString(),
        PROTOS.toString(),
        synnax,
        bootstrapServers,
        topic);
  }

  private static void run(Path folder, String... command) throws Exception {
    Process process = process(folder, command).inheritIO().start();
    if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("could not run " + String.join(" ", command));
    }
  }

  private static ProcessBuilder process(Path folder, String... command) {
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** Starts it and waits until its stream stands. */
  private static Bridge start(Path folder, String... command) throws IOException {
    Process process = process(folder, command).start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.equals("READY")) {
        return new Bridge(process);
      }
    }
    process.destroyForcibly();
    throw new IOException(String.join(" ", command) + " ended before it was ready");
  }

  /** The whole process, to the hundredth of a second. */
  Meter meter() {
    return () -> new Cost(process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L), 0);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
