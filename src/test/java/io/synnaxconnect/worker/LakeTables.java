package io.synnaxconnect.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/**
 * Iceberg's tables in a folder, read without Iceberg: the current snapshot says which files there
 * are, DuckDB reads them by the numbers of their fields.
 */
final class LakeTables implements SinkTables {

  /** What the sink adds to each record, and the view to each line. */
  private static final List<String> ADDED = List.of("kafka_topic", "kafka_offset", "n");

  private final Path warehouse;
  private final List<String> key;
  private final UnaryOperator<String> lines;
  private final String view;

  /**
   * @param key the columns that identify a line
   * @param lines makes lines of the records of a relation
   * @param view SQL that has each line once, with {@code $lines} for a relation
   */
  LakeTables(Path warehouse, List<String> key, UnaryOperator<String> lines, String view) {
    this.warehouse = warehouse;
    this.key = key;
    this.lines = lines;
    this.view = view;
  }

  @Override
  public Map<String, Map<String, String>> read(String table) {
    Map<String, Map<String, String>> read =
        query(table, Map.of(), relation -> view.replace("$lines", relation), this::lines);
    read.values().forEach(columns -> columns.keySet().removeAll(ADDED));
    return read;
  }

  @Override
  public long written(Collection<String> tables) {
    return tables.stream()
        .mapToLong(
            table -> query(table, 0L, lines -> "SELECT count(*) FROM " + lines, LakeTables::count))
        .sum();
  }

  private interface Reader<T> {
    T read(ResultSet result) throws SQLException;
  }

  private <T> T query(String table, T ifAbsent, UnaryOperator<String> sql, Reader<T> reader) {
    String relation = relation(warehouse.resolve(table.replace('.', '/')).resolve("metadata"));
    if (relation.isEmpty()) {
      return ifAbsent;
    }
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql.apply("(" + lines.apply(relation) + ")"))) {
      return reader.read(result);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Map<String, String>> lines(ResultSet result) throws SQLException {
    return SinkLines.of(result, key);
  }

  private static long count(ResultSet result) throws SQLException {
    result.next();
    return result.getLong(1);
  }

  /** The files of the newest snapshot as a relation of DuckDB, empty where there is none. */
  private static String relation(Path metadata) {
    try {
      Path hint = metadata.resolve("version-hint.text");
      if (!Files.exists(hint)) {
        return "";
      }
      Path newest = metadata.resolve("v" + Files.readString(hint).strip() + ".metadata.json");
      JsonNode table = new ObjectMapper().readTree(newest.toFile());
      for (JsonNode snapshot : table.path("snapshots")) {
        if (snapshot.path("snapshot-id").equals(table.path("current-snapshot-id"))) {
          return relation(snapshot.path("manifest-list").asText(), schema(table));
        }
      }
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String relation(String manifestList, String schema) throws IOException {
    StringJoiner files = new StringJoiner(", ", "[", "]");
    for (GenericRecord manifest : avro(manifestList)) {
      for (GenericRecord entry : avro(manifest.get("manifest_path").toString())) {
        boolean deleted = entry.get("status").equals(2);
        if (!deleted) {
          GenericRecord file = (GenericRecord) entry.get("data_file");
          files.add("'" + path(file.get("file_path").toString()) + "'");
        }
      }
    }
    return "SELECT * FROM read_parquet(" + files + ", schema = " + schema + ")";
  }

  private static String schema(JsonNode table) {
    StringJoiner fields = new StringJoiner(", ", "MAP {", "}");
    for (JsonNode schema : table.path("schemas")) {
      if (schema.path("schema-id").equals(table.path("current-schema-id"))) {
        for (JsonNode field : schema.path("fields")) {
          fields.add(
              "%s: {name: '%s', type: '%s', default_value: NULL}"
                  .formatted(field.path("id"), field.path("name").asText(), type(field)));
        }
      }
    }
    return fields.toString();
  }

  /** How DuckDB calls the type of a field. */
  private static String type(JsonNode field) {
    JsonNode type = field.path("type");
    if (type.has("element")) {
      return duckType(type.path("element").asText()) + "[]";
    }
    return duckType(type.asText());
  }

  private static String duckType(String type) {
    return switch (type) {
      case "long" -> "BIGINT";
      case "int" -> "INTEGER";
      case "string" -> "VARCHAR";
      case "binary" -> "BLOB";
      default -> type.toUpperCase(Locale.ROOT);
    };
  }

  private static List<GenericRecord> avro(String uri) throws IOException {
    List<GenericRecord> records = new ArrayList<>();
    try (DataFileReader<GenericRecord> file =
        new DataFileReader<>(path(uri).toFile(), new GenericDatumReader<>())) {
      file.forEach(records::add);
    }
    return records;
  }

  private static Path path(String uri) {
    return Path.of(URI.create(uri).getPath());
  }
}
