package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.cluster.Artifacts;
import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.PluginFolder;
import io.synnaxconnect.cluster.PostgresServer;
import io.synnaxconnect.cluster.SharedCluster;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A real PostgreSQL, filled by Debezium's JDBC sink with the settings of docs/sinks.md. */
@Timeout(900)
@EnabledIfSystemProperty(named = "test.sinks", matches = "true")
class PostgresSinkIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String SOURCE = "sinks-source";
  private static final String SINK = "sinks-postgres";

  private final SinkStand stand = new SinkStand();
  private final PostgresServer postgres;
  private final ConnectWorker worker;
  private final ConnectRest rest;

  PostgresSinkIT(@TempDir Path folder) {
    postgres = PostgresServer.start(folder.resolve("postgres"));
    worker = SharedCluster.get().startWorker("worker-sinks", workerSettings(folder));
    rest = worker.rest();
  }

  @AfterEach
  void end() {
    rest.deleteConnector(SINK);
    rest.deleteConnector(SOURCE);
    worker.close();
    postgres.close();
    stand.close();
  }

  @Test
  void theTableOfRowsHasWhatTheClusterStores() throws SQLException {
    Map<String, String> source = source();
    source.putAll(SinkGuide.settings("For every sink", 0));
    Map<String, String> sink = sink();

    // Those that another writer completes are emitted again, whole.
    tablesFollow(source, sink, stand::storedRows, 160);
  }

  @Test
  void theTablesOfSamplesHaveWhatTheClusterStores() throws SQLException {
    Map<String, String> source = source();
    source.putAll(SinkGuide.settings("For every sink", 0));
    source.remove("row.repair");
    source.put("record.format", "sample");
    source.put("topic", "synnax.${data_type}");
    Map<String, String> sink = sink();
    sink.put("topics.regex", "synnax\\.[a-z0-9]+");
    sink.put("primary.key.fields", "channel,timestamp");

    tablesFollow(source, sink, stand::storedSamples, 0);
  }

  private void tablesFollow(
      Map<String, String> source,
      Map<String, String> sink,
      Supplier<Map<String, Map<String, Map<String, String>>>> stored,
      long emittedAgain)
      throws SQLException {
    // Given
    SinkTables tables =
        new SinkTables(postgres, List.of(sink.get("primary.key.fields").split(",")));
    rest.putConnector(SOURCE, source);
    rest.putConnector(SINK, sink);
    stand.writeRows(100);
    awaitEqual(tables, stored);

    // When: an outage, a channel that another writer writes later, and one that joins
    stand.simulator().stop();
    stand.writeRows(100);
    stand.simulator().start();
    stand.writeRows(50);
    awaitEqual(tables, stored);
    stand.writeLate(20, 180);
    stand.join();
    stand.writeRows(50);

    // Then
    awaitEqual(tables, stored);

    // And: every record comes a second time, and changes nothing
    long lines = stored.get().values().stream().mapToLong(Map::size).sum();
    awaitRecords(lines + emittedAgain);
    repeatEverything();
    awaitRecords(2 * lines + emittedAgain);
    awaitEqual(tables, stored);
  }

  private void awaitEqual(
      SinkTables tables, Supplier<Map<String, Map<String, Map<String, String>>>> stored)
      throws SQLException {
    try {
      await("equal tables")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> read(tables, stored.get()).equals(stored.get()) || hasFailed());
    } finally {
      assertThat(rest.status(SOURCE).tasks()).allMatch(task -> task.trace().isEmpty());
      assertThat(rest.status(SINK).tasks()).allMatch(task -> task.trace().isEmpty());
      assertThat(read(tables, stored.get())).isEqualTo(stored.get());
    }
  }

  private static Map<String, Map<String, Map<String, String>>> read(
      SinkTables tables, Map<String, Map<String, Map<String, String>>> stored) throws SQLException {
    Map<String, Map<String, Map<String, String>>> read = new TreeMap<>();
    for (String table : stored.keySet()) {
      read.put(table, tables.read(table));
    }
    return read;
  }

  private boolean hasFailed() {
    return rest.status(SINK).tasks().stream().anyMatch(task -> task.state().equals("FAILED"));
  }

  private void repeatEverything() {
    rest.request("PUT", "/connectors/" + SOURCE + "/stop");
    await("stopped").atMost(LIMIT).until(() -> rest.status(SOURCE).connector().equals("STOPPED"));
    rest.request("DELETE", "/connectors/" + SOURCE + "/offsets");
    rest.request("PUT", "/connectors/" + SOURCE + "/resume");
  }

  /** Waits until the sink has read and written so many records, by its stored offsets. */
  private void awaitRecords(long count) {
    await(count + " records").atMost(LIMIT).until(() -> recordsWritten() >= count);
  }

  private long recordsWritten() {
    long records = 0;
    for (JsonNode entry : rest.get("/connectors/" + SINK + "/offsets").path("offsets")) {
      records += entry.path("offset").path("kafka_offset").asLong();
    }
    return records;
  }

  private Map<String, String> source() {
    Map<String, String> config = new HashMap<>();
    config.put("connector.class", SynnaxSourceConnector.class.getName());
    config.put("tasks.max", "1");
    config.put("synnax.address", stand.simulator().address());
    config.put("synnax.username", "synnax");
    config.put("synnax.password", "seldon");
    config.put("synnax.tls.enabled", "false");
    config.put("channels.include", ".*");
    config.put("start.from", "earliest");
    config.put("topic.creation.default.replication.factor", "1");
    return config;
  }

  private Map<String, String> sink() {
    Map<String, String> config = new HashMap<>(SinkGuide.settings("JDBC", 0));
    config.putAll(SinkGuide.settings("For every sink", 1));
    config.put("tasks.max", "1");
    config.put("consumer.override.metadata.max.age.ms", "1000");
    config.put("connection.url", postgres.url());
    config.put("connection.username", PostgresServer.USER);
    config.put("connection.password", "");
    return config;
  }

  private static Map<String, String> workerSettings(Path folder) {
    Path connector = PluginFolder.unzip(Artifacts.hubArchive(), folder.resolve("plugins"));
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "plugin.path",
        connector + "," + Artifacts.runtime("plugins") + "," + Artifacts.runtime("sinks/plugins"));
    settings.put("group.id", "sinks");
    for (String storage : List.of("config", "offset", "status")) {
      settings.put(storage + ".storage.topic", "_sinks_" + storage);
    }
    return settings;
  }
}
