package dev.sluice.engine.sqlserver;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * SQL that is sent at once and may be several statements. Each of them answers, and the driver shows an error only to those
 * who read that far.
 */
final class Batch {
  private Batch() {}

  @FunctionalInterface
  interface Reader<T> {
    /** @param rows before the first one */
    T read(ResultSet rows) throws SQLException;
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      while (rows || statement.getUpdateCount() >= 0) {
        rows = statement.getMoreResults();
      }
    }
  }

  /** The batch's only rows, whatever was counted before them. */
  static <T> T query(Connection connection, String sql, Reader<T> reader) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return rows(statement, statement.execute(sql), reader);
    }
  }

  /** With texts for the question marks. */
  static <T> T query(Connection connection, String sql, Reader<T> reader, String... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setNString(i + 1, values[i]);
      }
      return rows(statement, statement.execute(), reader);
    }
  }

  private static <T> T rows(Statement statement, boolean first, Reader<T> reader) throws SQLException {
    boolean rows = first;
    while (!rows) {
      if (statement.getUpdateCount() < 0) {
        throw new SQLException("the server answered without rows");
      }
      rows = statement.getMoreResults();
    }
    T read;
    try (ResultSet found = statement.getResultSet()) {
      read = reader.read(found);
    }
    while (statement.getMoreResults() || statement.getUpdateCount() >= 0) {
      // Only to hear of errors.
    }
    return read;
  }
}
