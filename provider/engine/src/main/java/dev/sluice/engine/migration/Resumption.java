package dev.sluice.engine.migration;

import dev.sluice.engine.migration.Findings.Absence;
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
import java.util.TreeMap;
import org.flywaydb.core.api.MigrationVersion;

/** Whether files that were begun can be gone on with. */
final class Resumption {
  private final Connection connection;
  private final MigrationDialect dialect;
  private final Facts facts;
  private final FlywayFiles files;

  Resumption(Connection connection, MigrationDialect dialect, Facts facts, FlywayFiles files) {
    this.connection = connection;
    this.dialect = dialect;
    this.facts = facts;
    this.files = files;
  }

  /** To be asked only when no run is going on: what it has sent just now would look like a loss. */
  Standing judge(Standing standing) throws SQLException {
    var problems = new ArrayList<Problem>();
    var remains = new ArrayList<String>();
    for (var name : facts.steps().stream().map(Step::file).distinct().toList()) {
      var steps = facts.steps().stream().filter(step -> step.file().equals(name) && (step.isDone() || step.isOpen())).toList();
      var file = standing.pending().stream().filter(one -> one.name().equals(name)).findFirst();
      if (file.isPresent()) {
        problems.addAll(problems(file.get(), steps));
      } else if (!steps.isEmpty() && standing.state().problems().isEmpty() && !wasApplied(name)) {
        remains.add(Findings.leftover(name, reached(steps), absence(name), facts.place()));
      }
    }
    var others = standing.state().pending().stream().map(MigrationState.Pending::file).filter(file -> !file.isEmpty()).toList();
    if (others.isEmpty()) {
      return standing.with(problems, remains);
    }
    remains.forEach(leftover -> problems.add(Findings.halfDoneElsewhere(leftover, others)));
    return standing.with(problems, List.of());
  }

  private List<Problem> problems(MigrationFile file, List<Step> steps) throws SQLException {
    var problems = new ArrayList<Problem>();
    var edited = steps.stream().filter(step -> step.isDone() && file.same(step).isEmpty()).map(Step::statement).toList();
    if (!edited.isEmpty()) {
      problems.add(Findings.edited(file.name(), edited, reached(steps), files.design().files().digest()));
    }
    for (var step : steps) {
      if (step.status() == Status.PARTLY) {
        problems.add(Findings.partlyApplied(step.file(), step.statement(), step.digest()));
      } else if (step.status() == Status.SENT && unproved(step, file.same(step))) {
        problems.add(Findings.outcomeUnknown(step.file(), step.statement(), step.digest()));
      }
    }
    if (problems.isEmpty()) {
      lost(file, steps).ifPresent(problems::add);
    }
    return problems;
  }

  private Optional<Problem> lost(MigrationFile file, List<Step> steps) {
    var done = new TreeMap<Integer, String>();
    var rest = new TreeMap<Integer, String>();
    for (var statement : file.statements()) {
      var took = steps.stream().anyMatch(step -> step.isDone() && step.statement() == statement.number());
      (took ? done : rest).put(statement.number(), statement.sql());
    }
    return done.isEmpty() || rest.isEmpty()
        ? Optional.empty()
        : dialect.statements().lost(done, rest).map(lost -> Findings.sessionLost(file.name(), lost, reached(steps)));
  }

  private boolean unproved(Step step, Optional<FileStatement> statement) throws SQLException {
    return statement.isEmpty() || proof(step, statement.get()) == Proof.UNKNOWN;
  }

  private static int reached(List<Step> steps) {
    return steps.stream().filter(Step::isDone).mapToInt(Step::statement).max().orElse(0);
  }

  /** Somebody else went through with it, with Flyway's command line say. */
  private boolean wasApplied(String file) {
    return facts.rows().stream().anyMatch(row -> row.success() && row.version().isPresent() && row.script().equals(file));
  }

  private Absence absence(String name) {
    var target = files.design().target().map(MigrationVersion::fromVersion);
    return files.resolved().stream()
        .filter(file -> file.getScript().equals(name))
        .findFirst()
        .map(file -> {
          var above = file.getVersion() != null && target.filter(highest -> file.getVersion().compareTo(highest) > 0).isPresent();
          return above ? Absence.ABOVE_TARGET : Absence.NOT_DUE;
        })
        .orElse(Absence.MISSING);
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
