package dev.sluice.engine.sqlite;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.database.DropPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/** How a database goes, or why it stays. */
record Removal(DatabaseFiles files, Placement placement, Timeouts timeouts, SqliteFailures failures, Sessions sessions) {
  private static final String TRY_AGAIN = "; it will be tried again.";

  Optional<String> drop(DatabaseDesign design, DropPolicy policy) {
    FileName.checkDatabase(design.name());
    Optional<String> place = placement.of(design, SqliteOptions.ofDeleted(design));
    if (place.isEmpty()) {
      files.forget(design.name());
      return Optional.empty();
    }
    Path file = files.file(place.get());
    Optional<String> other;
    try (SqliteConnection connection = SqliteConnection.open(file, timeouts.lock())) {
      other = checked(design, connection, policy);
      if (other.isEmpty()) {
        sessions.endIdle(design.name());
        other = underLock(design, connection, policy);
      }
    } catch (SQLException e) {
      throw unreadable(design, e);
    }
    if (other.isEmpty()) {
      files.forget(design.name());
    }
    return other;
  }

  /** Another's claim, in a sentence. */
  private static Optional<String> checked(DatabaseDesign design, SqliteConnection connection, DropPolicy policy) throws SQLException {
    Optional<ClaimRecord> record = ClaimRecord.read(connection);
    Optional<String> other = record.flatMap(claim -> claim.conflict(design.claim(), design.name()));
    if (other.isPresent()) {
      return other;
    }
    if (policy == DropPolicy.ALWAYS && !record.map(ClaimRecord::claim).orElse(design.claim()).made()) {
      throw blocked(new Failure.Permanent(
          Reasons.DELETION_BLOCKED,
          stays(design) + "it was there before this resource. Set spec.forProvider.deletion to AlwaysEvenAdopted to drop it all the same, or remove"
              + " Delete from spec.managementPolicies to leave it.",
          Optional.empty()));
    }
    UserObjects objects = UserObjects.in(connection);
    if (policy == DropPolicy.IF_EMPTY && !objects.none()) {
      // Somebody may empty it, of which nobody tells us.
      throw blocked(new Failure.MissingRight(
          Reasons.DELETION_BLOCKED,
          stays(design) + "it holds " + objects.inWords() + ". Drop these first, or set spec.forProvider.deletion to Always to lose them.",
          Optional.empty()));
    }
    return other;
  }

  private Optional<String> underLock(DatabaseDesign design, SqliteConnection connection, DropPolicy policy) throws SQLException {
    Path file = connection.file();
    connection.hold(SqliteMigrationLock.tryTake(file));
    if (connection.migrationLock().isEmpty()) {
      throw busy(design, "a migration is running in it");
    }
    boolean wal = JournalMode.isWal(connection);
    if (wal && !left(connection)) {
      // Whoever has it open in this mode keeps others from leaving it.
      throw busy(design, "somebody has it open");
    }
    boolean gone = false;
    try {
      exclude(design, connection);
      Optional<String> other = checked(design, connection, policy);
      if (other.isEmpty()) {
        delete(design, file);
        gone = true;
      }
      connection.run("ROLLBACK");
      return other;
    } finally {
      if (wal && !gone) {
        restore(connection);
      }
    }
  }

  private static boolean left(SqliteConnection connection) throws SQLException {
    try {
      return JournalMode.DELETE.set(connection);
    } catch (SQLException e) {
      if (SqliteFailures.isBusy(e)) {
        return false;
      }
      throw e;
    }
  }

  private static void exclude(DatabaseDesign design, SqliteConnection connection) throws SQLException {
    try {
      connection.run("BEGIN EXCLUSIVE");
    } catch (SQLException e) {
      if (SqliteFailures.isBusy(e)) {
        throw busy(design, "somebody is at work in it");
      }
      throw e;
    }
  }

  private static void restore(SqliteConnection connection) throws SQLException {
    if (connection.inTransaction()) {
      connection.run("ROLLBACK");
    }
    JournalMode.WAL.set(connection);
  }

  /** The file itself last but for the lock: what is left by a crash is a whole database. */
  private void delete(DatabaseDesign design, Path file) {
    try {
      for (String suffix : new String[] {"-wal", "-shm", "-journal", "", SqliteMigrationLock.SUFFIX}) {
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
      }
    } catch (IOException e) {
      throw FileTrouble.failure("SQLite database " + design.name() + " can't be removed from " + files.folder().directory(), e);
    }
  }

  /** What can't be read may still be worth keeping. */
  private EngineException unreadable(DatabaseDesign design, SQLException e) {
    Failure why = failures.of(e, design.name());
    if (!(why instanceof Failure.Permanent)) {
      return new EngineException(why);
    }
    return blocked(new Failure.MissingRight(
        Reasons.DELETION_BLOCKED,
        stays(design) + "it can't be looked into: " + SqliteFailures.words(e) + ". Move its file away, or repair it.",
        why.sqlState()));
  }

  private static EngineException busy(DatabaseDesign design, String why) {
    return blocked(new Failure.Transient(Reasons.DELETION_BLOCKED, stays(design) + why + TRY_AGAIN, Optional.empty()));
  }

  private static String stays(DatabaseDesign design) {
    return "Database " + design.name() + " isn't dropped because ";
  }

  private static EngineException blocked(Failure failure) {
    return new EngineException(failure);
  }
}
