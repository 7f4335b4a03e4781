package dev.sluice.engine.sqlserver;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Other people's sessions in a database, as far as we may see them. */
final class DatabaseSessions {
  private static final String OTHERS = "FROM sys.dm_exec_sessions WHERE database_id = DB_ID(?) AND is_user_process = 1 AND session_id <> @@SPID";

  private DatabaseSessions() {}

  /** Such as {@code app (3), sa (1)}; empty where there are none. */
  static Optional<String> inWords(Connection connection, String database) throws SQLException {
    String query = "SELECT login_name, COUNT(*) " + OTHERS + " GROUP BY login_name ORDER BY login_name";
    List<String> users = Batch.query(connection, query, rows -> {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1) + " (" + rows.getInt(2) + ")");
      }
      return found;
    }, database);
    return users.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", users));
  }

  /** @return how many */
  static int end(Connection connection, String database) throws SQLException {
    List<Integer> ids = Batch.query(connection, "SELECT session_id " + OTHERS, rows -> {
      List<Integer> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getInt(1));
      }
      return found;
    }, database);
    for (int id : ids) {
      Batch.execute(connection, "KILL " + id);
    }
    return ids.size();
  }
}
