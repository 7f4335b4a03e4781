package dev.sluice.engine.migration;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.Sessions.Purpose;
import java.sql.Connection;
import java.sql.SQLException;

/** Ends what a session does: by asking, and in the end through a session of its own. */
record SessionMeans(Sessions sessions, MigrationDialect dialect, String database) implements Interruption.Means {

  @Override
  public void cancel(Connection connection) throws SQLException {
    dialect.cancel(connection, this::another);
  }

  @Override
  public void terminate(Connection connection) throws SQLException {
    var id = dialect.sessionId(connection);
    another(ending -> dialect.terminate(ending, id));
  }

  private void another(MigrationDialect.Another.Work work) throws SQLException {
    try (var ending = sessions.lease(database, Purpose.ENDING)) {
      work.on(ending.connection());
    } catch (EngineException e) {
      throw new SQLException("no session to end another with");
    }
  }
}
