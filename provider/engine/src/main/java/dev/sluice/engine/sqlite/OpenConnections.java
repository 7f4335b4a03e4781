package dev.sluice.engine.sqlite;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Which connections were asked for their number: a file has no server that would know another session's. */
final class OpenConnections {
  private final AtomicLong last = new AtomicLong();
  private final Map<Long, SqliteConnection> byNumber = new ConcurrentHashMap<>();

  long numberOf(SqliteConnection connection) {
    byNumber.values().removeIf(OpenConnections::closed);
    long number = last.incrementAndGet();
    byNumber.put(number, connection);
    return number;
  }

  void interrupt(long number) throws SQLException {
    SqliteConnection connection = byNumber.remove(number);
    if (connection != null) {
      connection.interrupt();
    }
  }

  private static boolean closed(SqliteConnection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }
}
