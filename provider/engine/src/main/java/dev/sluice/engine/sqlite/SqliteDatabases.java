package dev.sluice.engine.sqlite;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.database.DatabaseDesign;
import dev.sluice.engine.database.DatabaseState;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.database.DropPolicy;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The databases of one folder. Each is opened for the moment: there is no server to be spared, and what is to be looked at need
 * not be found by its name yet.
 */
final class SqliteDatabases implements Databases {
  private final DatabaseFiles files;
  private final Timeouts timeouts;
  private final SqliteFailures failures;
  private final Sessions sessions;
  private final Removal removal;
  private final Placement placement;

  SqliteDatabases(DatabaseFiles files, Timeouts timeouts, SqliteFailures failures, Sessions sessions) {
    this.files = files;
    this.timeouts = timeouts;
    this.failures = failures;
    this.sessions = sessions;
    this.placement = new Placement(files, timeouts);
    this.removal = new Removal(files, placement, timeouts, failures, sessions);
  }

  @Override
  public void checkOwner(String field) {
    SqliteOptions.refuseOwner(field);
  }

  @Override
  public Optional<DatabaseState> observe(DatabaseDesign design) {
    SqliteOptions options = SqliteOptions.of(design);
    Optional<String> place = placement.of(design, options);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        opened(design, place.get(), connection -> {
          FileState state = FileState.read(connection, place.get(), noted(design, place.get()));
          checkClaim(design, state);
          return state.beside(design, options);
        }));
  }

  @Override
  public void create(DatabaseDesign design) {
    SqliteOptions options = SqliteOptions.of(design);
    String place = placement.of(design, options).orElseGet(() -> {
      String relative = Placement.wanted(design, options);
      try {
        new Creation(files, timeouts).make(relative, new ClaimRecord(design.claim(), design.name(), options.journalMode()));
      } catch (SQLException e) {
        throw new EngineException(failures.of(e, design.name()));
      }
      return relative;
    });
    settle(design, options, place);
  }

  @Override
  public void update(DatabaseDesign design, DatabaseState state) {
    SqliteOptions options = SqliteOptions.of(design);
    settle(design, options, placement.of(design, options).orElseThrow(() -> new EngineException(new Failure.Transient(
        Reasons.DATABASE_MISSING, "SQLite database " + design.name() + " is gone since it was looked at; it will be looked at again.", Optional.empty()))));
  }

  @Override
  public Optional<String> drop(DatabaseDesign design, DropPolicy policy) {
    return removal.drop(design, policy);
  }

  /** Looked at again, with the file's write lock: of two claimants the second finds the first's claim. */
  private void settle(DatabaseDesign design, SqliteOptions options, String place) {
    String before = opened(design, place, connection -> {
      connection.setAutoCommit(false);
      FileState state = FileState.read(connection, place, true);
      checkClaim(design, state);
      ClaimRecord wanted = state.wanted(design, options);
      if (!state.record().equals(Optional.of(wanted))) {
        wanted.write(connection);
      }
      connection.commit();
      connection.setAutoCommit(true);
      setMode(design, connection, options, state);
      return state.record().map(ClaimRecord::name).orElse(design.name());
    });
    if (!before.equals(design.name()) && files.recorded(before).equals(Optional.of(place))) {
      files.forget(before);
    }
    files.record(design.name(), place);
  }

  private void setMode(DatabaseDesign design, SqliteConnection connection, SqliteOptions options, FileState state) throws SQLException {
    Optional<JournalMode> mode = options.journalMode();
    // Among the others the record is all there is.
    if (mode.isEmpty() || (mode.get() == JournalMode.WAL) == state.wal()) {
      return;
    }
    // Whoever has it open, at work or not, is in the way; we ourselves needn't be.
    sessions.endIdle(design.name());
    if (!mode.get().set(connection)) {
      throw new EngineException(
          new Failure.Permanent(
              Reasons.NOT_SUPPORTED,
              "SQLite database " + design.name() + " can't have journalMode " + mode.get().word()
                  + ": its file system lacks shared memory. Leave journalMode out, or use another volume.",
              Optional.empty()));
    }
  }

  private boolean noted(DatabaseDesign design, String place) {
    return files.relative(design.name()).equals(place);
  }

  private static void checkClaim(DatabaseDesign design, FileState state) {
    state.record().flatMap(record -> record.conflict(design.claim(), design.name())).ifPresent(sentence -> {
      throw new EngineException(new Failure.Permanent(Reasons.CONFLICT, sentence, Optional.empty()));
    });
  }

  private <T> T opened(DatabaseDesign design, String place, Work<T> work) {
    try (SqliteConnection connection = SqliteConnection.open(files.file(place), timeouts.lock())) {
      return work.in(connection);
    } catch (SQLException e) {
      throw new EngineException(failures.of(e, design.name()));
    }
  }

  private interface Work<T> {
    T in(SqliteConnection connection) throws SQLException;
  }
}
