package io.synnaxconnect.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Flink in one process, which runs queries of SQL until it is closed. */
public final class FlinkCluster implements AutoCloseable {

  private final ChildProcess process;
  private final Path folder;

  private FlinkCluster(ChildProcess process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /**
   * Starts it, and returns when the queries run.
   *
   * @param statements what the queries need, each ended by a semicolon at the end of a line
   * @param queries by name
   */
  public static FlinkCluster start(Path folder, String statements, Map<String, String> queries) {
    Path queryFolder = folder.resolve("queries");
    try {
      Files.createDirectories(queryFolder);
      Files.writeString(folder.resolve("statements.sql"), statements);
      for (Map.Entry<String, String> query : queries.entrySet()) {
        Files.writeString(queryFolder.resolve(query.getKey() + ".sql"), query.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> arguments = new ArrayList<>(List.of("-Xmx1g"));
    for (String name : List.of("lang", "net", "io", "nio", "util", "util.concurrent")) {
      arguments.addAll(List.of("--add-opens", "java.base/java." + name + "=ALL-UNNAMED"));
    }
    arguments.addAll(List.of("-cp", Artifacts.runtime("sinks/flink") + "/*"));
    arguments.addAll(List.of("io.synnaxconnect.runtime.FlinkSql", "statements.sql", "queries"));
    ChildProcess process = ChildProcess.java("flink", folder, arguments);
    process.awaitReady(() -> process.output().contains("all queries run"));
    return new FlinkCluster(process, folder);
  }

  /**
   * The complete changes of a query so far: kind of change, then names and values. Fails where a
   * query has failed.
   */
  public List<String[]> changes(String query) {
    if (process.output().contains("Exception in thread")) {
      throw new IllegalStateException(process.output());
    }
    Path file = folder.resolve("queries").resolve(query);
    try {
      String text = Files.exists(file) ? Files.readString(file) : "";
      String complete = text.substring(0, text.lastIndexOf('\n') + 1);
      return complete.lines().map(line -> line.split("\u0001", -1)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.kill();
  }
}
