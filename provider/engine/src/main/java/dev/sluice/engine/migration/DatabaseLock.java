package dev.sluice.engine.migration;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One run at a time per database. The lock lives on the session that executes, so that a dead provider's session, which may
 * go on with its statement for a while, still holds it.
 */
final class DatabaseLock {
  private static final Duration FIRST = Duration.ofMillis(20);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final MigrationDialect dialect;
  private final HistoryPlace place;
  private final String database;

  DatabaseLock(MigrationDialect dialect, HistoryPlace place, String database) {
    this.dialect = dialect;
    this.place = place;
    this.database = database;
  }

  /** Asks again and again: a session that waits inside the server would hold up CREATE INDEX CONCURRENTLY. */
  void take(Connection connection, Interruption interruption, MigrationRun run) throws SQLException {
    var pause = FIRST;
    Optional<String> told = Optional.empty();
    while (!dialect.tryLock(connection, place)) {
      var holder = dialect.lockHolder(connection, place);
      if (holder.isPresent() && !holder.equals(told)) {
        run.waiting(holder.get());
      }
      told = holder;
      interruption.pause(Duration.ofMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 2, pause.toMillis())));
      var held = told;
      interruption.cause().ifPresent(cause -> {
        throw new EngineException(failure(cause, held));
      });
      pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
    }
  }

  /** Does something short that cancel and deadline shall end too. */
  <T> T whileHeld(Interruption interruption, Connection connection, Interruption.Work<T> work) throws SQLException {
    try {
      var done = interruption.during(connection, work);
      if (done.isPresent()) {
        return done.get();
      }
    } catch (SQLException e) {
      if (interruption.cause().isEmpty()) {
        throw e;
      }
    }
    throw new EngineException(failure(interruption.cause().orElseThrow(), Optional.of("this run")));
  }

  private Failure failure(Interruption.Cause cause, Optional<String> holder) {
    var who = holder.orElse("another session");
    return switch (cause) {
      case CANCELLED, STATEMENT -> new Failure.Transient(
          "Cancelled", "The run was cancelled while " + who + " held the migration lock of database " + database + ".", Optional.empty());
      case DEADLINE -> new Failure.Permanent(
          "DeadlineExceeded",
          "The deadline passed while " + who + " held the migration lock of database " + database
              + ": end that session, or raise spec.forProvider.timeouts.deadline.",
          Optional.empty());
    };
  }
}
