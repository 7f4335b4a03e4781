package dev.sluice.engine.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a run does once it has the lock and leave to change things. */
final class Run {
  private static final String SCHEMA_CREATION = "<< Flyway Schema Creation >>";

  private final Connection connection;
  private final MigrationDialect dialect;
  private final Facts facts;
  private final Execution execution;

  Run(Connection connection, MigrationDialect dialect, Facts facts, Execution execution) {
    this.connection = connection;
    this.dialect = dialect;
    this.facts = facts;
    this.execution = execution;
  }

  void apply(Standing standing, MigrationRun run) throws SQLException {
    var rank = begin(standing.baseline());
    var progressThere = facts.around().progressExists();
    for (var file : standing.pending()) {
      if (run.stopRequested()) {
        return;
      }
      if (file.wholeInOne() && !facts.begun(file.name())) {
        new OneTransaction(execution).run(file, rank++);
      } else {
        if (!progressThere) {
          dialect.progress().create(connection, facts.place());
          progressThere = true;
        }
        new StepByStep(execution, file, facts.steps()).run(rank++);
      }
    }
  }

  /** Schemas, history table and baseline, as Flyway does them, but at once: a crash leaves all or nothing. */
  private int begin(Optional<HistoryRow> baseline) throws SQLException {
    var missing = facts.around().missingSchemas();
    var rank = facts.nextRank();
    if (facts.around().exists() && missing.isEmpty() && baseline.isEmpty()) {
      return rank;
    }
    connection.setAutoCommit(false);
    for (var schema : missing) {
      dialect.history().createSchema(connection, schema);
    }
    if (!facts.around().exists()) {
      dialect.history().create(connection, facts.place());
    }
    if (!missing.isEmpty()) {
      // Flyway gives this row the rank 0 where it is the first.
      dialect.history().insert(connection, facts.place(), schemaMarker(facts.rows().isEmpty() ? 0 : rank++, missing));
    }
    if (baseline.isPresent()) {
      dialect.history().insert(connection, facts.place(), baseline.get());
      rank++;
    }
    connection.commit();
    connection.setAutoCommit(true);
    return rank;
  }

  private HistoryRow schemaMarker(int rank, List<String> schemas) {
    return new HistoryRow(
        rank, Optional.empty(), SCHEMA_CREATION, "SCHEMA", dialect.history().schemaList(schemas), Optional.empty(),
        facts.around().user(), Instant.EPOCH, 0, true);
  }
}
