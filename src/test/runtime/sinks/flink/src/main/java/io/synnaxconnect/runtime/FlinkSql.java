package io.synnaxconnect.runtime;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * A cluster of Flink in one process. It runs statements of SQL, and queries without end, each into
 * a file of changes: kind of change, then names and values.
 */
public final class FlinkSql {

  private static final char SEPARATOR = '\u0001';

  private FlinkSql() {}

  /**
   * Runs until it is ended.
   *
   * @param arguments a file of statements, each ended by a semicolon at the end of a line, and a
   *     folder of queries, one in each file {@code NAME.sql}, whose changes go to {@code NAME}
   */
  public static void main(String[] arguments) throws Exception {
    List<Path> queries;
    try (Stream<Path> files = Files.list(Path.of(arguments[1]))) {
      queries = files.filter(file -> file.toString().endsWith(".sql")).toList();
    }
    try (MiniCluster cluster = start(queries.size())) {
      TableEnvironment tables = environment(cluster);
      for (String statement : Files.readString(Path.of(arguments[0])).split(";\\s*(\\n|$)")) {
        if (!statement.isBlank()) {
          tables.executeSql(statement);
        }
      }
      for (Path query : queries) {
        CloseableIterator<Row> changes = tables.executeSql(Files.readString(query)).collect();
        new Thread(() -> write(changes, query)).start();
      }
      System.out.println("all queries run");
      Thread.currentThread().join();
    }
  }

  private static MiniCluster start(int slots) throws Exception {
    Configuration loopback = new Configuration();
    loopback.set(RestOptions.BIND_PORT, "0");
    loopback.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    loopback.set(RestOptions.ADDRESS, "127.0.0.1");
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(loopback)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    return cluster;
  }

  private static TableEnvironment environment(MiniCluster cluster) throws Exception {
    Configuration client = new Configuration();
    client.setString("execution.target", "remote");
    client.setString("parallelism.default", "1");
    client.setString("table.local-time-zone", "UTC");
    client.set(RestOptions.ADDRESS, "127.0.0.1");
    client.set(RestOptions.PORT, cluster.getRestAddress().get().getPort());
    return TableEnvironment.create(
        EnvironmentSettings.newInstance().inStreamingMode().withConfiguration(client).build());
  }

  private static void write(CloseableIterator<Row> changes, Path query) {
    Path file = query.resolveSibling(query.getFileName().toString().replace(".sql", ""));
    try (PrintStream out =
        new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8)) {
      changes.forEachRemaining(row -> out.println(line(row)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(Row row) {
    StringBuilder line = new StringBuilder(row.getKind().shortString());
    for (String name : row.getFieldNames(true)) {
      if (row.getField(name) != null) {
        line.append(SEPARATOR).append(name).append(SEPARATOR).append(text(row.getField(name)));
      }
    }
    return line.toString();
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString();
  }
}
