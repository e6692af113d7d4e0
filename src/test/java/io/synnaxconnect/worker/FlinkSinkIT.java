package io.synnaxconnect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synnaxconnect.cluster.FlinkCluster;
import io.synnaxconnect.cluster.LocalCluster;
import io.synnaxconnect.cluster.SharedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Queries of a real Flink over the topics, with the SQL of docs/lakes.md. */
@Timeout(900)
@EnabledIfSystemProperty(named = "test.sinks", matches = "true")
class FlinkSinkIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final long WINDOW_MILLIS = 100;
  private static final String ROWS = "synnax.row." + SinkStand.INDEX;

  /** What Flink calls the data types of the stand. */
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("float64", "DOUBLE"),
          Map.entry("float32", "FLOAT"),
          Map.entry("uint64", "DECIMAL(20, 0)"),
          Map.entry("uint32", "BIGINT"),
          Map.entry("uint16", "INT"),
          Map.entry("uint8", "SMALLINT"),
          Map.entry("int64", "BIGINT"),
          Map.entry("int32", "INT"),
          Map.entry("int16", "SMALLINT"),
          Map.entry("int8", "TINYINT"),
          Map.entry("timestamp", "BIGINT"),
          Map.entry("string", "STRING"),
          Map.entry("uuid", "STRING"),
          Map.entry("json", "STRING"),
          Map.entry("bytes", "BYTES"));

  private final LocalCluster cluster = SharedCluster.get();
  private final SinkStand stand = SinkStand.withTwins();
  private final Path folder;
  private final SinkRun run;

  FlinkSinkIT(@TempDir Path folder) {
    this.folder = folder.resolve("flink");
    run = new SinkRun(stand, folder, "sinks-flink");
  }

  @AfterEach
  void end() {
    run.close();
    stand.close();
  }

  @Test
  void samplesOnceAndAverages() {
    // Given
    StringBuilder statements = new StringBuilder();
    Map<String, String> queries = new TreeMap<>();
    TYPES.forEach(
        (type, flinkType) -> {
          cluster.createTopic("synnax." + type);
          statements.append(samples(type, flinkType));
          queries.put("synnax." + type, "SELECT * FROM once_" + type);
        });
    queries.put(
        "averages",
        SinkGuide.sql("Flink SQL", 1)
            .replace("TABLE once", "TABLE once_float64")
            .replace("INTERVAL '1' MINUTE", "INTERVAL '0.100' SECOND"));
    Map<String, String> source = run.source();
    source.remove("row.repair");
    source.put("record.format", "sample");
    source.put("topic", "synnax.${data_type}");

    try (FlinkCluster flink = FlinkCluster.start(folder, statements.toString(), queries)) {
      // When, then
      run.startSource(source);
      FlinkTables tables = new FlinkTables(flink, List.of("channel", "timestamp"));
      run.follow(tables, () -> stand.storedSamples("synnax.", true), 0);

      // And: windows that have ended have the averages of everything that is stored
      Map<String, Map<String, String>> averages =
          averages(stand.storedSamples("", true).get("float64"));
      stand.writeLater(Duration.ofMinutes(1));
      awaitEqual(new FlinkTables(flink, List.of("channel", "window_start")), averages);
    }
  }

  @Test
  void rowsOnceAndAverages() {
    // Given
    cluster.createTopic(ROWS);
    Map<String, String> queries =
        Map.of(
            ROWS,
            "SELECT * FROM tank",
            "averages",
            SinkGuide.sql("Flink SQL", 3)
                .replace("pressure", "`" + checkedColumn() + "`")
                .replace("60000000000", "" + WINDOW_MILLIS + "000000"));
    Map<String, String> source = run.source();
    source.put("row.field.names", "channel_key");

    try (FlinkCluster flink = FlinkCluster.start(folder, rows(), queries)) {
      // When, then: those that another writer completes are emitted again, whole
      run.startSource(source);
      FlinkTables tables = new FlinkTables(flink, List.of("timestamp"));
      run.follow(tables, () -> stand.storedRows(ROWS, FlinkSinkIT::column), 160);

      // And: an average over rows takes what was repaired along, once
      awaitEqual(new FlinkTables(flink, List.of("bucket")), averagesOfChecked());
    }
  }

  private void awaitEqual(FlinkTables tables, Map<String, Map<String, String>> averages) {
    try {
      await("averages")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> tables.read("averages").equals(averages));
    } finally {
      assertThat(tables.read("averages")).isEqualTo(averages);
    }
  }

  private String samples(String type, String flinkType) {
    return connected(SinkGuide.sql("Flink SQL", 0))
        .replace("synnax.float64", "synnax." + type)
        .replace("DOUBLE", flinkType)
        .replace("TABLE samples", "TABLE samples_" + type)
        .replace("FROM samples", "FROM samples_" + type)
        .replace("VIEW once", "VIEW once_" + type)
        .concat("\n");
  }

  private String rows() {
    StringJoiner declared = new StringJoiner(", ");
    StringJoiner names = new StringJoiner(", ");
    stand
        .columns(FlinkSinkIT::column)
        .forEach(
            (name, type) -> {
              declared.add("`" + name + "` " + TYPES.get(type));
              names.add("`" + name + "`");
            });
    return connected(SinkGuide.sql("Flink SQL", 2))
        .replace("synnax.row.tank_time", ROWS)
        .replace("pressure DOUBLE, state STRING", declared.toString())
        .replace("pressure, state", names.toString());
  }

  private static String column(String channel, long key) {
    return channel + "_" + key;
  }

  private String connected(String sql) {
    return sql.replace("localhost:9092", cluster.bootstrapServers())
        .replace("http://localhost:8081", cluster.registry().url() + "/apis/ccompat/v7");
  }

  private String checkedColumn() {
    return stand.columns(FlinkSinkIT::column).keySet().stream()
        .filter(name -> name.startsWith("checked"))
        .findAny()
        .orElseThrow();
  }

  /** By number of the bucket; not every row has a sample. */
  private Map<String, Map<String, String>> averagesOfChecked() {
    Map<String, List<Double>> buckets = new TreeMap<>();
    stand
        .storedRows(ROWS, FlinkSinkIT::column)
        .get(ROWS)
        .forEach(
            (nanos, columns) -> {
              List<Double> bucket =
                  buckets.computeIfAbsent(
                      "" + Long.parseLong(nanos) / (WINDOW_MILLIS * 1_000_000),
                      at -> new ArrayList<>());
              String value = columns.get(checkedColumn());
              if (value != null) {
                bucket.add(Double.parseDouble(value));
              }
            });
    return shown(buckets);
  }

  /** By channel and begin of the window the average and the count. */
  private static Map<String, Map<String, String>> averages(
      Map<String, Map<String, String>> samples) {
    Map<String, List<Double>> windows = new TreeMap<>();
    samples.forEach(
        (name, columns) -> {
          long millis = Long.parseLong(columns.get("time"));
          String channel = name.substring(0, name.indexOf('@'));
          windows
              .computeIfAbsent(
                  channel + "@" + utc(millis - millis % WINDOW_MILLIS), at -> new ArrayList<>())
              .add(Double.parseDouble(columns.get("value")));
        });
    return shown(windows);
  }

  private static Map<String, Map<String, String>> shown(Map<String, List<Double>> windows) {
    Map<String, Map<String, String>> shown = new TreeMap<>();
    windows.forEach(
        (name, window) -> {
          Map<String, String> columns = new TreeMap<>();
          columns.put("samples", "" + window.size());
          if (!window.isEmpty()) {
            double sum = window.stream().reduce(0.0, Double::sum);
            columns.put("average", "" + sum / window.size());
          }
          shown.put(name, columns);
        });
    return shown;
  }

  private static LocalDateTime utc(long millis) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }
}
