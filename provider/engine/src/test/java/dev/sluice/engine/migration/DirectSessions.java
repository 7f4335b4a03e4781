package dev.sluice.engine.migration;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Session;
import dev.sluice.engine.Sessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Each session is a new connection, so that a test sees exactly what its own run did; all stay known to the test. */
final class DirectSessions implements Sessions {
  private final Login login;
  private final ConcurrentLinkedQueue<Connection> running = new ConcurrentLinkedQueue<>();

  DirectSessions(Login login) {
    this.login = login;
  }

  interface Login {
    Connection to(String database) throws SQLException;
  }

  /** Connections leased for runs, oldest first. */
  ConcurrentLinkedQueue<Connection> running() {
    return running;
  }

  @Override
  public Session lease(String database, Purpose purpose) {
    try {
      var connection = login.to(database);
      if (purpose == Purpose.RUNNING) {
        running.add(connection);
      }
      return new DirectSession(connection);
    } catch (SQLException e) {
      throw new EngineException(new Failure.Transient("Unreachable", "not reached", Optional.ofNullable(e.getSQLState())));
    }
  }

  @Override
  public void endIdle(String database) {}

  @Override
  public void close() {}

  private record DirectSession(Connection connection) implements Session {
    @Override
    public void discard() {}

    @Override
    public void cut() {
      throw new IllegalStateException("nothing here hangs");
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (SQLException e) {
        // It is gone either way.
      }
    }
  }
}
