package io.synnaxconnect.worker;

import io.synnaxconnect.cluster.PostgresServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A real PostgreSQL, filled by Debezium's JDBC sink with the settings of docs/sinks.md. */
@Timeout(900)
@EnabledIfSystemProperty(named = "test.sinks", matches = "true")
class PostgresSinkIT {

  private final SinkStand stand = new SinkStand();
  private final PostgresServer postgres;
  private final SinkRun run;

  PostgresSinkIT(@TempDir Path folder) {
    postgres = PostgresServer.start(folder.resolve("postgres"));
    run = new SinkRun(stand, folder, "sinks-postgres");
  }

  @AfterEach
  void end() {
    run.close();
    postgres.close();
    stand.close();
  }

  @Test
  void theTableOfRowsHasWhatTheClusterStores() {
    // Given
    run.startSource(run.source());
    run.startSink(sink());

    // When, then: those that another writer completes are emitted again, whole
    run.follow(
        tables("timestamp"),
        () ->
            stand.storedRows(
                "synnax_" + SinkStand.INDEX, (name, key) -> name.toLowerCase(Locale.ROOT)),
        160);
  }

  @Test
  void theTablesOfSamplesHaveWhatTheClusterStores() {
    // Given
    Map<String, String> source = run.source();
    source.remove("row.repair");
    source.put("record.format", "sample");
    source.put("topic", "synnax.${data_type}");
    run.startSource(source);
    Map<String, String> sink = sink();
    sink.put("topics.regex", "synnax\\.[a-z0-9]+");
    sink.put("primary.key.fields", "channel,timestamp");
    run.startSink(sink);

    // When, then
    run.follow(tables("channel", "timestamp"), () -> stand.storedSamples("synnax_", true), 0);
  }

  private SinkTables tables(String... key) {
    return new PostgresTables(postgres, List.of(key), run::recordsWritten);
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
}
