package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.postgresql.schema.inspect.Fingerprint;
import dev.sluice.engine.schema.Plan;
import dev.sluice.engine.schema.PlannedStatement;
import dev.sluice.engine.schema.SchemaDesign;
import dev.sluice.engine.schema.SchemaException;
import dev.sluice.engine.schema.SchemaException.FailedStatement;
import dev.sluice.engine.schema.SchemaRun;
import dev.sluice.engine.schema.Schemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.PGConnection;

/** Does what a plan says, in one session, which holds the database's lock. */
final class SchemaApplication {
  private static final Set<String> AGAIN = Set.of("55P03", "40P01");
  private static final String CANCELLED = "57014";
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Connection connection;
  private final SchemaDesign design;
  private final Plan plan;
  private final SchemaRun run;
  private final PostgreSqlFailures failures;
  private final PostgreSqlMigrationStatements statements = new PostgreSqlMigrationStatements();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final long deadline;

  SchemaApplication(Connection connection, SchemaDesign design, Plan plan, SchemaRun run, PostgreSqlFailures failures) {
    this.connection = connection;
    this.design = design;
    this.plan = plan;
    this.run = run;
    this.failures = failures;
    this.deadline = System.nanoTime() + design.deadline().toNanos();
  }

  void run() throws SQLException {
    run.cancellable(this::cancel);
    SessionWork.execute(connection, "SELECT pg_catalog.set_config('search_path', 'pg_catalog', false), pg_catalog.set_config('check_function_bodies', 'off', false),"
        + " pg_catalog.set_config('application_name', 'sluice schema', false), pg_catalog.set_config('lock_timeout', '" + design.lockTimeout().toMillis() + "', false)");
    lock();
    if (!Fingerprint.of(connection).equals(plan.fingerprint())) {
      throw new EngineException(
          new Failure.Transient(
              Schemas.CHANGED, "Database " + design.database() + " has changed since the plan " + plan.hash() + " was made; it will be made again.", Optional.empty()));
    }
    for (var from = 0; from < plan.statements().size() && !run.stopRequested(); ) {
      var to = endOfGroup(from);
      group(from, to);
      from = to;
    }
    PostgreSqlMigrationLock.releaseDatabase(connection);
  }

  private int endOfGroup(int from) {
    var to = from;
    while (to < plan.statements().size() && plan.statements().get(to).group() == plan.statements().get(from).group()) {
      to++;
    }
    return to;
  }

  private void cancel() {
    cancelled.set(true);
    try {
      connection.unwrap(PGConnection.class).cancelQuery();
    } catch (SQLException e) {
      // Then it ends by itself.
    }
  }

  /** Asks again and again: a session that waits inside the server would hold up CREATE INDEX CONCURRENTLY. */
  private void lock() throws SQLException {
    Optional<String> told = Optional.empty();
    for (var attempt = 1; !PostgreSqlMigrationLock.tryTakeDatabase(connection); attempt++) {
      var holder = PostgreSqlMigrationLock.databaseHolder(connection);
      if (holder.isPresent() && !holder.equals(told)) {
        run.waiting(holder.get());
        told = holder;
      }
      var who = told.orElse("another session");
      if (cancelled.get() || run.stopRequested()) {
        throw new EngineException(
            new Failure.Transient("Cancelled", "The run was cancelled while " + who + " held the lock of database " + design.database() + ".", Optional.empty()));
      }
      if (System.nanoTime() > deadline) {
        throw new EngineException(
            new Failure.Permanent(
                "DeadlineExceeded", "The deadline passed while " + who + " held the lock of database " + design.database() + ": end that session, or allow more time.",
                Optional.empty()));
      }
      pause(attempt);
    }
  }

  private void group(int from, int to) throws SQLException {
    for (var attempt = 1; ; attempt++) {
      var failed = once(from, to);
      if (failed.isEmpty()) {
        return;
      }
      var error = failed.get().error();
      if (cancelled.get() || attempt > design.lockRetries() || !AGAIN.contains(String.valueOf(error.getSQLState())) || System.nanoTime() > deadline) {
        throw failure(failed.get());
      }
      run.retrying(failed.get().at() + 1, attempt, PostgreSqlFailures.words(error));
      for (var statement : plan.statements().subList(from, to)) {
        statements.clear(connection, statement.sql());
      }
      pause(attempt);
    }
  }

  private record Failed(int at, SQLException error) {}

  private Optional<Failed> once(int from, int to) throws SQLException {
    var together = plan.statements().get(from).transactional() && to - from > 1;
    if (together) {
      SessionWork.execute(connection, "BEGIN");
    }
    var at = from;
    try {
      for (; at < to; at++) {
        if (cancelled.get()) {
          throw new SQLException("canceling statement due to user request", CANCELLED);
        }
        run.progress(at + 1, plan.statements().size(), plan.statements().get(at));
        execute(plan.statements().get(at));
      }
      at = to - 1;
      if (together) {
        SessionWork.execute(connection, "COMMIT");
      }
      return Optional.empty();
    } catch (SQLException e) {
      if (together && !connection.isClosed()) {
        SessionWork.execute(connection, "ROLLBACK");
      }
      return Optional.of(new Failed(at, e));
    }
  }

  private void execute(PlannedStatement planned) throws SQLException {
    var left = Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis());
    var limit = design.statementTimeout().isZero() ? left : Math.min(left, design.statementTimeout().toMillis());
    SessionWork.execute(connection, "SET statement_timeout = " + Math.min(limit, Integer.MAX_VALUE));
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(planned.sql());
    }
  }

  private SchemaException failure(Failed failed) {
    var planned = plan.statements().get(failed.at());
    var error = failed.error();
    var passed = CANCELLED.equals(error.getSQLState()) && !cancelled.get() && System.nanoTime() > deadline;
    var shown = design.source().confidential() ? Optional.<String>empty() : Optional.of(PlanText.shortened(planned.sql()));
    var state = Optional.ofNullable(error.getSQLState());
    var words = passed ? "the deadline passed" : PostgreSqlFailures.words(error);
    var message = "Statement " + (failed.at() + 1) + " of " + plan.statements().size() + " failed, about " + planned.object() + ": " + words
        + state.map(code -> " (SQLSTATE " + code + ")").orElse("") + ". " + stays(failed.at());
    return new SchemaException(reworded(failures.of(error, design.database()), passed, message), new FailedStatement(Optional.empty(), failed.at() + 1, shown, state, words));
  }

  private String stays(int at) {
    var done = new ArrayList<>(plan.statements().subList(0, at));
    done.removeIf(statement -> statement.group() == plan.statements().get(at).group());
    return done.isEmpty() ? "Nothing was changed." : "The " + done.size() + " before its transaction are applied; the next plan goes on from there.";
  }

  private static Failure reworded(Failure failure, boolean passed, String message) {
    if (passed) {
      return new Failure.Permanent("DeadlineExceeded", message, failure.sqlState());
    }
    return switch (failure) {
      case Failure.Transient it -> new Failure.Transient(it.reason(), message, it.sqlState());
      case Failure.Permanent it -> new Failure.Permanent(it.reason(), message, it.sqlState());
      case Failure.MissingRight it -> new Failure.MissingRight(it.reason(), message, it.sqlState());
    };
  }

  private void pause(int attempt) {
    var longest = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(attempt, 10));
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(
          new Failure.Transient(Reasons.INTERRUPTED, "The work on database " + design.database() + " was interrupted; it will be tried again.", Optional.empty()));
    }
  }
}
