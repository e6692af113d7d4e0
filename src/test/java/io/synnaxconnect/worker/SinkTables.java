package io.synnaxconnect.worker;

import io.synnaxconnect.cluster.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** What a sink wrote into a database. */
final class SinkTables {

  private final PostgresServer postgres;
  private final List<String> key;

  /**
   * @param key the columns that identify a line
   */
  SinkTables(PostgresServer postgres, List<String> key) {
    this.postgres = postgres;
    this.key = key;
  }

  /** By key the other columns that are not null, as text; empty where the table does not exist. */
  Map<String, Map<String, String>> read(String table) throws SQLException {
    Map<String, Map<String, String>> lines = new TreeMap<>();
    try (Connection connection =
            DriverManager.getConnection(postgres.url(), PostgresServer.USER, "");
        ResultSet found = connection.getMetaData().getTables(null, null, table, null);
        Statement statement = connection.createStatement()) {
      if (found.next()) {
        ResultSet line = statement.executeQuery("SELECT * FROM " + table);
        while (line.next()) {
          lines.put(keyOf(line), columns(line));
        }
      }
    }
    return lines;
  }

  private String keyOf(ResultSet line) throws SQLException {
    StringJoiner text = new StringJoiner("@");
    for (String column : key) {
      text.add(line.getString(column));
    }
    return text.toString();
  }

  private Map<String, String> columns(ResultSet line) throws SQLException {
    Map<String, String> columns = new TreeMap<>();
    ResultSetMetaData names = line.getMetaData();
    for (int i = 1; i <= names.getColumnCount(); i++) {
      Object value = line.getObject(i);
      if (value != null && !key.contains(names.getColumnName(i))) {
        columns.put(names.getColumnName(i), text(line, i, value));
      }
    }
    return columns;
  }

  private static String text(ResultSet line, int column, Object value) throws SQLException {
    if (value instanceof Timestamp) {
      LocalDateTime utc = line.getObject(column, LocalDateTime.class);
      return Long.toString(utc.toInstant(ZoneOffset.UTC).toEpochMilli());
    }
    return value.toString();
  }
}
