package dev.sluice.engine.postgresql;

import dev.sluice.engine.Session;
import dev.sluice.engine.SessionWork;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** One at a time, over all processes, for whoever creates, claims or drops the database of a name. */
final class NameLock {
  private static final String KEY = "pg_catalog.hashtextextended('sluice database ' || ?, 0)";

  private NameLock() {}

  /** @param session in the default database: locks of this kind are not seen from other ones */
  static <T> T holding(Session session, String name, SessionWork.Task<T> task) throws SQLException {
    call(session, "SELECT pg_catalog.pg_advisory_lock(" + KEY + ")", name);
    boolean released = false;
    try {
      T result = task.run(session);
      call(session, "SELECT pg_catalog.pg_advisory_unlock(" + KEY + ")", name);
      released = true;
      return result;
    } finally {
      if (!released) {
        session.discard();
      }
    }
  }

  private static void call(Session session, String sql, String name) throws SQLException {
    try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
      statement.setString(1, name);
      statement.execute();
    }
  }
}
