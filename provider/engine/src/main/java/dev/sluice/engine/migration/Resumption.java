package dev.sluice.engine.migration;

import dev.sluice.engine.migration.MigrationDialect.RunSettings;
import dev.sluice.engine.migration.MigrationState.Problem;
import dev.sluice.engine.migration.ProgressTable.Status;
import dev.sluice.engine.migration.ProgressTable.Step;
import dev.sluice.engine.migration.StatementRules.Proof;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether files that were begun can be gone on with. */
final class Resumption {
  private final Connection connection;
  private final MigrationDialect dialect;
  private final Facts facts;

  Resumption(Connection connection, MigrationDialect dialect, Facts facts) {
    this.connection = connection;
    this.dialect = dialect;
    this.facts = facts;
  }

  /** To be asked only when no run is going on: what it has sent just now would look like a loss. */
  List<Problem> problems(List<MigrationFile> pending) throws SQLException {
    var problems = new ArrayList<Problem>();
    if (pending.isEmpty()) {
      return problems;
    }
    for (var step : facts.steps()) {
      problem(step, pending).ifPresent(problems::add);
    }
    return problems;
  }

  private Optional<Problem> problem(Step step, List<MigrationFile> pending) throws SQLException {
    if (step.status() == Status.FAILED) {
      return Optional.empty();
    }
    var file = pending.stream().filter(one -> one.name().equals(step.file())).findFirst();
    if (file.isEmpty()) {
      return Optional.of(Findings.begunFileMissing(step.file(), facts.place().schema() + "." + ProgressTable.NAME));
    }
    var same =
        file.get().statements().stream()
            .filter(statement -> statement.number() == step.statement() && statement.digest().equals(step.digest()))
            .findFirst();
    if (step.status() == Status.DONE) {
      return same.isPresent() ? Optional.empty() : Optional.of(Findings.edited(step.file(), step.statement()));
    }
    if (same.isPresent() && proof(step, same.get()) != Proof.UNKNOWN) {
      return Optional.empty();
    }
    return Optional.of(Findings.outcomeUnknown(step.file(), step.statement(), step.digest()));
  }

  private Proof proof(Step step, FileStatement statement) throws SQLException {
    // Names are looked up as the file would. Where a rollback leaves the settings, the session is discarded later.
    connection.setAutoCommit(false);
    try {
      dialect.prepare(
          connection, new RunSettings(facts.around().user(), facts.place().schema(), "sluice", Duration.ZERO, Duration.ZERO));
      return dialect.statements().prove(connection, statement.sql(), step.evidence());
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
