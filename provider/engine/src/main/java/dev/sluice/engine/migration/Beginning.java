package dev.sluice.engine.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What comes before the first file: schemas, history table and baseline, as Flyway makes them. */
final class Beginning {
  private static final String SCHEMA_CREATION = "<< Flyway Schema Creation >>";

  private final MigrationDialect dialect;
  private final Facts facts;
  private final Optional<HistoryRow> baseline;

  Beginning(MigrationDialect dialect, Facts facts, Optional<HistoryRow> baseline) {
    this.dialect = dialect;
    this.facts = facts;
    this.baseline = baseline;
  }

  boolean needed() {
    return !facts.around().exists() || !facts.around().missingSchemas().isEmpty() || baseline.isPresent();
  }

  /** The rank of the first file's row. */
  int nextRank() {
    var markers = facts.around().missingSchemas().isEmpty() || facts.history().isEmpty() ? 0 : 1;
    return facts.nextRank() + markers + (baseline.isPresent() ? 1 : 0);
  }

  /** Within the caller's transaction, so that a crash leaves all of it or nothing. */
  void make(Connection connection) throws SQLException {
    var missing = facts.around().missingSchemas();
    for (var schema : missing) {
      dialect.history().createSchema(connection, schema);
    }
    if (!facts.around().exists()) {
      dialect.history().create(connection, facts.place());
    }
    if (!missing.isEmpty()) {
      // Flyway gives this row the rank 0 where it is the first.
      dialect.history().insert(connection, facts.place(), schemaMarker(facts.history().isEmpty() ? 0 : facts.nextRank(), missing));
    }
    if (baseline.isPresent()) {
      dialect.history().insert(connection, facts.place(), baseline.get().withRank(nextRank() - 1));
    }
  }

  private HistoryRow schemaMarker(int rank, List<String> schemas) {
    return new HistoryRow(
        rank, Optional.empty(), SCHEMA_CREATION, "SCHEMA", dialect.history().schemaList(schemas), Optional.empty(),
        facts.around().user(), Instant.EPOCH, 0, true);
  }
}
