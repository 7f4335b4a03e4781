package dev.sluice.engine.migration;

import dev.sluice.engine.migration.ProgressTable.Status;
import dev.sluice.engine.migration.ProgressTable.Step;
import dev.sluice.engine.migration.StatementRules.Kind;
import dev.sluice.engine.migration.StatementRules.Proof;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs a file that can't be one transaction, statement by statement, so that a crash at any moment leaves behind what is
 * needed to go on from there. What may stand in a transaction is committed with the record of it. What must stand alone is
 * recorded as sent before and as done after; in between the catalog has to tell. A transaction of the file's own takes its
 * records along when it commits.
 */
final class StepByStep {
  private final Execution execution;
  private final MigrationFile file;
  private final StatementRules rules;
  private final Map<Integer, Step> earlier;
  private final List<Step> open = new ArrayList<>();
  private Optional<FileStatement> current = Optional.empty();

  StepByStep(Execution execution, MigrationFile file, List<Step> steps) {
    this.execution = execution;
    this.file = file;
    this.rules = execution.dialect().statements();
    this.earlier =
        steps.stream()
            .filter(step -> step.file().equals(file.name()))
            .collect(Collectors.toUnmodifiableMap(Step::statement, Function.identity()));
  }

  void run(int rank) throws SQLException {
    var start = System.nanoTime();
    try {
      execution.prepare(file);
      for (var statement : file.statements()) {
        current = Optional.of(statement);
        step(statement);
      }
      current = Optional.empty();
      end(execution.row(file, rank, start));
    } catch (SQLException e) {
      throw execution.failure(e, file, current);
    }
  }

  private void step(FileStatement statement) throws SQLException {
    var known = Optional.ofNullable(earlier.get(statement.number()));
    var done = known.filter(step -> step.status() == Status.DONE).isPresent();
    var kind = rules.kind(statement.sql());
    if (done && kind != Kind.SESSION) {
      return;
    }
    execution.announce(file, statement);
    if (rules.inTransaction(execution.connection())) {
      inside(statement, kind);
      return;
    }
    switch (kind) {
      case PLAIN -> wrapped(statement, known);
      case ALONE -> alone(statement, known);
      case SESSION -> {
        execution.execute(statement);
        record(statement, Status.DONE);
      }
      case OPENS, COMMITS, ROLLS_BACK -> {
        execution.execute(statement);
        open.clear();
        open.add(done(statement));
      }
    }
  }

  private void inside(FileStatement statement, Kind kind) throws SQLException {
    open.add(done(statement));
    if (kind == Kind.COMMITS) {
      execution.dialect().progress().write(execution.connection(), execution.place(), execution.user(), open);
    }
    execution.execute(statement);
    if (kind == Kind.COMMITS || kind == Kind.ROLLS_BACK) {
      open.clear();
    }
  }

  private void wrapped(FileStatement statement, Optional<Step> known) throws SQLException {
    var connection = execution.connection();
    connection.setAutoCommit(false);
    try {
      execution.execute(statement);
      execution.dialect().progress().write(connection, execution.place(), execution.user(), List.of(done(statement)));
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      connection.setAutoCommit(true);
      if (!rules.refusedInTransaction(e)) {
        throw e;
      }
      alone(statement, known);
      return;
    }
    connection.setAutoCommit(true);
  }

  private void alone(FileStatement statement, Optional<Step> known) throws SQLException {
    if (known.isPresent()) {
      var proof = rules.prove(execution.connection(), statement.sql());
      if (proof == Proof.APPLIED && known.get().status() == Status.SENT) {
        record(statement, Status.DONE);
        return;
      }
      if (proof == Proof.REMAINS) {
        execution.interruptibly(
            () -> {
              rules.clear(execution.connection(), statement.sql());
              return true;
            });
      }
    }
    record(statement, Status.SENT);
    try {
      execution.execute(statement);
    } catch (SQLException e) {
      refused(statement, e);
      throw e;
    }
    record(statement, Status.DONE);
  }

  // The server answered, so the outcome is known. Where the connection is gone instead, it stays "sent".
  private void refused(FileStatement statement, SQLException e) {
    try {
      if (rules.leftNothing(e)) {
        execution.dialect().progress().remove(execution.connection(), execution.place(), step(statement, Status.SENT));
      } else if (execution.connection().isValid(2)) {
        record(statement, Status.FAILED);
      }
    } catch (SQLException lost) {
      // As above.
    }
  }

  private void end(HistoryRow row) throws SQLException {
    var connection = execution.connection();
    if (rules.inTransaction(connection)) {
      try (var rollback = connection.createStatement()) {
        rollback.execute("ROLLBACK");
      }
      throw execution.failures().leftOpen(file);
    }
    connection.setAutoCommit(false);
    execution.dialect().history().insert(connection, execution.place(), row);
    execution.dialect().progress().removeAll(connection, execution.place(), execution.user(), file.name());
    connection.commit();
    connection.setAutoCommit(true);
  }

  private void record(FileStatement statement, Status status) throws SQLException {
    var connection = execution.connection();
    connection.setAutoCommit(false);
    execution.dialect().progress().write(connection, execution.place(), execution.user(), List.of(step(statement, status)));
    connection.commit();
    connection.setAutoCommit(true);
  }

  private Step done(FileStatement statement) {
    return step(statement, Status.DONE);
  }

  private Step step(FileStatement statement, Status status) {
    return new Step(file.name(), statement.number(), statement.digest(), status);
  }
}
