package dev.sluice.engine.sqlserver;

import dev.sluice.engine.migration.StatementRules.Proof;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a batch that was sent, and of which nobody knows the end, took effect. Told for those alone that are one statement
 * about one thing with a name.
 *
 * @param query one text parameter, one row with 1 where the thing is there; empty where the catalog can't tell
 * @param creates whether the thing's being there means that the batch took effect
 */
record CatalogProof(Optional<String> query, String name, boolean creates, boolean repeatable) {
  private static final Set<String> FURTHER = Set.of("CREATE", "ALTER", "DROP", "EXEC", "EXECUTE", "SELECT", "INSERT", "UPDATE", "DELETE", "BEGIN");
  /** DATABASE SCOPED CREDENTIAL and the like are something else. */
  private static final Set<String> OTHER = Set.of("SCOPED", "AUDIT", "ENCRYPTION");
  private static final CatalogProof NONE = new CatalogProof(Optional.empty(), "", false, false);
  private static final String DATABASE = "SELECT CASE WHEN DB_ID(?) IS NULL THEN 0 ELSE 1 END";
  private static final String FULLTEXT_CATALOG = "SELECT COUNT(*) FROM sys.fulltext_catalogs WHERE name = ?";

  static CatalogProof of(BatchText batch) {
    boolean one = batch.tokens().stream().skip(1).noneMatch(token -> token.in(FURTHER));
    boolean creates = batch.at(0).is("CREATE");
    if (!one) {
      return NONE;
    }
    if (batch.at(0).is("RECONFIGURE") || batch.follow(0, "ALTER", "DATABASE") && batch.at(3).is("SET")) {
      return new CatalogProof(Optional.empty(), "", false, true);
    }
    if (!creates && !batch.at(0).is("DROP")) {
      return NONE;
    }
    boolean database = batch.at(1).is("DATABASE");
    boolean catalog = batch.at(1).is("FULLTEXT") && batch.at(2).is("CATALOG");
    int name = (database ? 2 : 3) + (batch.follow(database ? 2 : 3, "IF", "EXISTS") ? 2 : 0);
    if (!database && !catalog || batch.at(name).in(OTHER) || batch.at(name + 1).sign(",")) {
      return NONE;
    }
    return new CatalogProof(Optional.of(database ? DATABASE : FULLTEXT_CATALOG), batch.at(name).text(), creates, false);
  }

  Proof ask(Connection connection) throws SQLException {
    if (repeatable) {
      return Proof.REPEATABLE;
    }
    if (query.isEmpty()) {
      return Proof.UNKNOWN;
    }
    boolean there = Batch.query(connection, query.get(), rows -> rows.next() && rows.getInt(1) > 0, name);
    return there == creates ? Proof.APPLIED : Proof.NOT_APPLIED;
  }
}
