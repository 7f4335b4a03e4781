package dev.sluice.engine;

import dev.sluice.engine.Sessions.Purpose;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Short work in one session at a time: who holds one and waits for another can wait for himself. */
public record SessionWork(Sessions sessions, Failures failures, String defaultDatabase) {

  @FunctionalInterface
  public interface Task<T> {
    T run(Session session) throws SQLException;
  }

  /** @param about the database that a failure is to name */
  public <T> T beside(String about, Task<T> task) {
    return run(defaultDatabase, about, task);
  }

  public <T> T inside(String database, Task<T> task) {
    return run(database, database, task);
  }

  private <T> T run(String database, String about, Task<T> task) {
    try (Session session = sessions.lease(database, Purpose.LOOKING)) {
      return task.run(session);
    } catch (SQLException e) {
      throw new EngineException(failures.of(e, about));
    }
  }

  public static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
