package io.synnaxconnect.worker;

import io.synnaxconnect.cluster.SharedCluster;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Iceberg's tables on the local disk, filled by its own sink with the settings of docs/lakes.md,
 * and read by DuckDB.
 */
@Timeout(900)
@EnabledIfSystemProperty(named = "test.sinks", matches = "true")
class IcebergSinkIT {

  private static final String CONTROL = "control-iceberg";

  private final SinkStand stand = SinkStand.withTwins();
  private final Path warehouse;
  private final SinkRun run;

  IcebergSinkIT(@TempDir Path folder) {
    warehouse = folder.resolve("warehouse");
    SharedCluster.get().createTopic(CONTROL);
    run = new SinkRun(stand, folder, "sinks-iceberg");
  }

  @AfterEach
  void end() {
    run.close();
    SharedCluster.get().deleteTopics(CONTROL);
    stand.close();
  }

  @Test
  void theTableOfRowsHasWhatTheClusterStores() {
    // Given
    Map<String, String> source = run.source();
    source.put("row.field.names", "channel_key");
    run.startSource(source);
    run.startSink(sink("synnax\\.row\\..*"));

    // When, then: those that another writer completes are in the table twice
    run.follow(
        tables(UnaryOperator.identity(), "timestamp"),
        () -> stand.storedRows("synnax.row." + SinkStand.INDEX, (name, key) -> name + "_" + key),
        160);
  }

  @Test
  void theTablesOfSamplesHaveWhatTheClusterStores() {
    // Given
    run.startSource(source("sample", "synnax.${data_type}"));
    run.startSink(sink("synnax\\.[a-z0-9]+"));

    // When, then
    run.follow(
        tables(UnaryOperator.identity(), "channel", "timestamp"),
        () -> stand.storedSamples("synnax.", true),
        0);
  }

  @Test
  void theTablesOfSeriesHaveWhatTheClusterStores() {
    // Given
    run.startSource(source("series", "synnax.series.${data_type}"));
    run.startSink(sink("synnax\\.series\\..*"));
    String table = "synnax.series.float64";
    String unnested = SinkGuide.sql("Iceberg", 1);

    // When, then
    run.follow(
        tables(relation -> unnested.replace(table, "(" + relation + ")"), "channel", "timestamp"),
        () -> stand.storedSamples("synnax.series.", false),
        0);
  }

  private Map<String, String> source(String format, String topic) {
    Map<String, String> source = run.source();
    source.remove("row.repair");
    source.put("record.format", format);
    source.put("topic", topic);
    return source;
  }

  private Map<String, String> sink(String topics) {
    Map<String, String> config = new HashMap<>(SinkGuide.settings("Iceberg", 0));
    config.put("topics.regex", topics);
    config.put("tasks.max", "1");
    config.put("consumer.override.metadata.max.age.ms", "1000");
    config.put("iceberg.control.commit.interval-ms", "1000");
    config.put("iceberg.catalog.type", "hadoop");
    config.remove("iceberg.catalog.uri");
    config.put("iceberg.catalog.warehouse", warehouse.toUri().toString());
    return config;
  }

  private LakeTables tables(UnaryOperator<String> lines, String... key) {
    String view =
        SinkGuide.sql("Iceberg", 0)
            .replace("synnax.row.tank_time", "$lines")
            .replace("PARTITION BY timestamp", "PARTITION BY " + String.join(", ", key));
    return new LakeTables(warehouse, List.of(key), lines, view);
  }
}
