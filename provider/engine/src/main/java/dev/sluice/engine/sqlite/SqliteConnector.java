package dev.sluice.engine.sqlite;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionConnector;
import dev.sluice.engine.Sessions.Purpose;
import dev.sluice.engine.Timeouts;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Opens the file of a database, which must be there. */
final class SqliteConnector implements SessionConnector {
  private final DatabaseFiles files;
  private final Timeouts timeouts;
  private final SqliteFailures failures;

  SqliteConnector(DatabaseFiles files, Timeouts timeouts, SqliteFailures failures) {
    this.files = files;
    this.timeouts = timeouts;
    this.failures = failures;
  }

  @Override
  public Outcome connect(String database) {
    try {
      files.folder().real();
    } catch (EngineException e) {
      return new Outcome.ServerRefused(e.failure());
    }
    try {
      String relative = files.relative(database);
      Path file = files.file(relative);
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return new Outcome.DatabaseRefused(missing(database, relative));
      }
      return new Outcome.Connected(open(file));
    } catch (EngineException e) {
      return new Outcome.DatabaseRefused(e.failure());
    } catch (SQLException e) {
      return new Outcome.DatabaseRefused(failures.of(e, database));
    }
  }

  private SqliteConnection open(Path file) throws SQLException {
    SqliteConnection connection = SqliteConnection.open(file, timeouts.lock());
    try {
      // The first look into the file, which tells whether it is a database at all.
      Optional<JournalMode> mode = ClaimRecord.read(connection).flatMap(ClaimRecord::journalMode);
      if (mode.isPresent() && mode.get() != JournalMode.WAL && !JournalMode.isWal(connection)) {
        mode.get().set(connection);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void prepare(Connection connection, Purpose purpose) throws SQLException {
    connection.unwrap(SqliteConnection.class).waitForLocks(timeouts.lock());
  }

  @Override
  public Failure failure(SQLException e, String database) {
    return failures.of(e, database);
  }

  private Failure missing(String database, String relative) {
    return new Failure.Permanent(
        Reasons.DATABASE_MISSING,
        "SQLite database " + database + " doesn't exist: there is no " + relative + " in " + files.folder().directory() + ". Create it first.",
        Optional.empty());
  }
}
