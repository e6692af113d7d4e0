package io.synnaxconnect.worker;

import io.synnaxconnect.cluster.FlinkCluster;
import io.synnaxconnect.cluster.SharedCluster;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** The results of Flink's queries: what their changes make. */
final class FlinkTables implements SinkTables {

  private final FlinkCluster flink;
  private final List<String> key;

  /**
   * @param key the columns that identify a line
   */
  FlinkTables(FlinkCluster flink, List<String> key) {
    this.flink = flink;
    this.key = key;
  }

  @Override
  public Map<String, Map<String, String>> read(String query) {
    Map<String, Map<String, String>> lines = new TreeMap<>();
    for (String[] change : flink.changes(query)) {
      Map<String, String> columns = new TreeMap<>();
      for (int i = 1; i < change.length; i += 2) {
        columns.put(change[i], text(change[i], change[i + 1]));
      }
      StringJoiner name = new StringJoiner("@");
      key.forEach(column -> name.add(columns.remove(column)));
      if (change[0].startsWith("+")) {
        lines.put(name.toString(), columns);
      } else {
        lines.remove(name.toString(), columns);
      }
    }
    return lines;
  }

  /** Flink reads all records of a topic in order: what it has of a newer one it has of these. */
  @Override
  public long written(Collection<String> topics) {
    return SharedCluster.get().recordCount(topics);
  }

  private static String text(String column, String value) {
    return column.equals("time")
        ? Long.toString(LocalDateTime.parse(value).toInstant(ZoneOffset.UTC).toEpochMilli())
        : value;
  }
}
