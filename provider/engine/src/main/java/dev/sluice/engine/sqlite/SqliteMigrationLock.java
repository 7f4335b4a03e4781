package dev.sluice.engine.sqlite;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One run at a time per file, over all processes that reach it. The lock is SQLite's own write lock on a small file beside
 * the database: it dies with its process, it works between two threads as between two machines, wherever SQLite's locks do,
 * and the database itself stays open to its applications. Flyway's command line takes no lock on SQLite at all.
 */
final class SqliteMigrationLock {
  static final String SUFFIX = "-sluice";
  // At once, but for the moment in which somebody else looks who it is.
  private static final Duration AT_ONCE = Duration.ofMillis(50);

  private final SqliteConnection lock;

  private SqliteMigrationLock(SqliteConnection lock) {
    this.lock = lock;
  }

  /** Empty where another one has it. */
  static Optional<SqliteMigrationLock> tryTake(Path database) throws SQLException {
    SqliteConnection connection = SqliteConnection.openNew(beside(database), AT_ONCE);
    boolean taken = false;
    try {
      connection.run("BEGIN IMMEDIATE");
      connection.run("CREATE TABLE IF NOT EXISTS holder (who TEXT NOT NULL)");
      connection.run("DELETE FROM holder");
      connection.run("INSERT INTO holder VALUES (" + Quoting.literal(ourselves()) + ")");
      connection.run("COMMIT");
      // Others can read who it is, as long as nothing is written.
      connection.run("BEGIN IMMEDIATE");
      taken = true;
      return Optional.of(new SqliteMigrationLock(connection));
    } catch (SQLException e) {
      if (SqliteFailures.isBusy(e)) {
        return Optional.empty();
      }
      throw e;
    } finally {
      if (!taken) {
        connection.close();
      }
    }
  }

  static Optional<String> holder(Path database) throws SQLException {
    if (!Files.exists(beside(database), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (SqliteConnection connection = SqliteConnection.open(beside(database), AT_ONCE)) {
      try {
        connection.run("BEGIN IMMEDIATE");
        return Optional.empty();
      } catch (SQLException e) {
        if (!SqliteFailures.isBusy(e)) {
          throw e;
        }
        return Optional.of(read(connection));
      }
    }
  }

  private static String read(SqliteConnection connection) {
    try (var ask = connection.createStatement();
        var found = ask.executeQuery("SELECT who FROM holder")) {
      return found.next() ? found.getString(1) : "another run";
    } catch (SQLException e) {
      // It is taking the lock at this moment.
      return "another run";
    }
  }

  void release() throws SQLException {
    lock.close();
  }

  private static Path beside(Path database) {
    return database.resolveSibling(database.getFileName() + SUFFIX);
  }

  private static String ourselves() {
    String host = Optional.ofNullable(System.getenv("HOSTNAME")).map(name -> " on " + name).orElse("");
    return "process " + ProcessHandle.current().pid() + host + ", since " + Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
