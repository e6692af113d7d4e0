package io.synnaxconnect.worker;

import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Lines of a database in the form of {@link SinkTables}. */
final class SinkLines {

  private SinkLines() {}

  /**
   * All lines.
   *
   * @param key the columns that identify a line
   */
  static Map<String, Map<String, String>> of(ResultSet line, List<String> key) throws SQLException {
    Map<String, Map<String, String>> lines = new TreeMap<>();
    while (line.next()) {
      lines.put(keyOf(line, key), columns(line, key));
    }
    return lines;
  }

  private static String keyOf(ResultSet line, List<String> key) throws SQLException {
    StringJoiner text = new StringJoiner("@");
    for (String column : key) {
      text.add(line.getString(column));
    }
    return text.toString();
  }

  private static Map<String, String> columns(ResultSet line, List<String> key) throws SQLException {
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
    if (value instanceof OffsetDateTime time) {
      return Long.toString(time.toInstant().toEpochMilli());
    }
    if (value instanceof Timestamp) {
      LocalDateTime utc = line.getObject(column, LocalDateTime.class);
      return Long.toString(utc.toInstant(ZoneOffset.UTC).toEpochMilli());
    }
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof Blob bytes) {
      return HexFormat.of().formatHex(bytes.getBytes(1, (int) bytes.length()));
    }
    return value.toString();
  }
}
