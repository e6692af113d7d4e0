package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.synnaxconnect.SynnaxSourceConnector;
import io.synnaxconnect.cluster.Artifacts;
import io.synnaxconnect.cluster.ConnectRest;
import io.synnaxconnect.cluster.ConnectWorker;
import io.synnaxconnect.cluster.PluginFolder;
import io.synnaxconnect.cluster.SharedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Our connector and a sink in a worker that nobody shares, and what every sink goes through. */
final class SinkRun implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final SinkStand stand;
  private final String source;
  private final String sink;
  private final ConnectWorker worker;
  private final ConnectRest rest;

  /**
   * @param name of the Connect cluster and of its connectors
   */
  SinkRun(SinkStand stand, Path folder, String name) {
    this.stand = stand;
    source = name + "-source";
    sink = name + "-sink";
    worker = SharedCluster.get().startWorker("worker-" + name, settings(folder, name));
    rest = worker.rest();
  }

  /** What every source sets beside the settings of the page. */
  Map<String, String> source() {
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
    config.putAll(SinkGuide.settings("For every sink", 0));
    return config;
  }

  void startSource(Map<String, String> config) {
    rest.putConnector(source, config);
  }

  void startSink(Map<String, String> config) {
    rest.putConnector(sink, config);
  }

  /** How many records the sink has read and written, by its stored offsets. */
  long recordsWritten() {
    long records = 0;
    for (JsonNode entry : rest.get("/connectors/" + sink + "/offsets").path("offsets")) {
      records += entry.path("offset").path("kafka_offset").asLong();
    }
    return records;
  }

  /**
   * Everything that happens to a stand; what the sink has is compared after each step.
   *
   * @param stored what the tables must have
   * @param emittedAgain how many lines are emitted again, because another writer completes them
   */
  void follow(
      SinkTables tables,
      Supplier<Map<String, Map<String, Map<String, String>>>> stored,
      long emittedAgain) {
    stand.writeRows(100);
    awaitEqual(tables, stored);

    // An outage, a channel that another writer writes later, and one that joins
    stand.simulator().stop();
    stand.writeRows(100);
    stand.simulator().start();
    stand.writeRows(50);
    awaitEqual(tables, stored);
    stand.writeLate(20, 180);
    stand.join();
    stand.writeRows(50);
    awaitEqual(tables, stored);

    // Every record comes a second time, and changes nothing
    long lines = stored.get().values().stream().mapToLong(Map::size).sum();
    awaitWritten(tables, stored, lines + emittedAgain);
    repeatEverything();
    awaitWritten(tables, stored, 2 * lines + emittedAgain);
    awaitEqual(tables, stored);

    // A channel is deleted; what was read of it remains
    stand.leave();
    stand.writeRows(50);
    awaitEqual(tables, stored);
  }

  @Override
  public void close() {
    for (String name : List.of(sink, source)) {
      if (!rest.status(name).connector().equals("UNKNOWN")) {
        rest.deleteConnector(name);
      }
    }
    worker.close();
    SharedCluster.get().deleteTopics("synnax.");
  }

  private void awaitEqual(
      SinkTables tables, Supplier<Map<String, Map<String, Map<String, String>>>> stored) {
    try {
      await("equal tables")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> read(tables, stored.get()).equals(stored.get()) || hasFailed());
    } finally {
      assertThat(rest.status(source).tasks()).allMatch(task -> task.trace().isEmpty());
      assertThat(rest.status(sink).tasks()).allMatch(task -> task.trace().isEmpty());
      assertThat(read(tables, stored.get())).isEqualTo(stored.get());
    }
  }

  private static Map<String, Map<String, Map<String, String>>> read(
      SinkTables tables, Map<String, Map<String, Map<String, String>>> stored) {
    Map<String, Map<String, Map<String, String>>> read = new TreeMap<>();
    for (String table : stored.keySet()) {
      read.put(table, tables.read(table));
    }
    return read;
  }

  private boolean hasFailed() {
    return rest.status(sink).tasks().stream().anyMatch(task -> task.state().equals("FAILED"));
  }

  private void repeatEverything() {
    rest.request("PUT", "/connectors/" + source + "/stop");
    await("stopped").atMost(LIMIT).until(() -> rest.status(source).connector().equals("STOPPED"));
    rest.request("DELETE", "/connectors/" + source + "/offsets");
    rest.request("PUT", "/connectors/" + source + "/resume");
  }

  private static void awaitWritten(
      SinkTables tables,
      Supplier<Map<String, Map<String, Map<String, String>>>> stored,
      long lines) {
    await(lines + " lines")
        .atMost(LIMIT)
        .until(() -> tables.written(stored.get().keySet()) >= lines);
  }

  private static Map<String, String> settings(Path folder, String name) {
    Path connector = PluginFolder.unzip(Artifacts.hubArchive(), folder.resolve("plugins"));
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "plugin.path",
        connector + "," + Artifacts.runtime("plugins") + "," + Artifacts.runtime("sinks/plugins"));
    settings.put("group.id", name);
    for (String storage : List.of("config", "offset", "status")) {
      settings.put(storage + ".storage.topic", "_" + name + "_" + storage);
    }
    return settings;
  }
}
