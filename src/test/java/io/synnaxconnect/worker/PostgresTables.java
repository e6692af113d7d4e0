package io.synnaxconnect.worker;

import io.synnaxconnect.cluster.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** What a sink wrote into a PostgreSQL. */
final class PostgresTables implements SinkTables {

  private final PostgresServer postgres;
  private final List<String> key;
  private final LongSupplier recordsWritten;

  /**
   * @param key the columns that identify a line
   * @param recordsWritten how many records the sink has written into all tables
   */
  PostgresTables(PostgresServer postgres, List<String> key, LongSupplier recordsWritten) {
    this.postgres = postgres;
    this.key = key;
    this.recordsWritten = recordsWritten;
  }

  @Override
  public Map<String, Map<String, String>> read(String table) {
    try (Connection connection =
            DriverManager.getConnection(postgres.url(), PostgresServer.USER, "");
        ResultSet found = connection.getMetaData().getTables(null, null, table, null);
        Statement statement = connection.createStatement()) {
      return found.next()
          ? SinkLines.of(statement.executeQuery("SELECT * FROM " + table), key)
          : Map.of();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public long written(Collection<String> tables) {
    return recordsWritten.getAsLong();
  }
}
