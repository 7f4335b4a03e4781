package dev.sluice.engine.sqlserver;

import dev.sluice.engine.migration.StatementRules.Proof;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a batch that was sent, and of which nobody knows the end, took effect. Told for those alone that are one statement
 * about one thing with a name, by the catalog before it was sent against the catalog now.
 *
 * @param query one text parameter, one row with the words to compare; empty where the catalog can't tell
 * @param creates whether the thing's being there means that the batch took effect
 * @param tolerant whether the batch ends well, too, where there is nothing to do
 */
record CatalogProof(Optional<String> query, String name, boolean creates, boolean tolerant, boolean repeatable) {
  private static final String THERE = "there";
  /** DATABASE SCOPED CREDENTIAL and the like are something else. */
  private static final Set<String> OTHER = Set.of("SCOPED", "AUDIT", "ENCRYPTION");
  /** Settings that do something each time. */
  private static final Set<String> DEEDS = Set.of("PARTNER", "WITNESS", "HADR", "NEW_BROKER", "CLEAR");
  private static final CatalogProof NONE = new CatalogProof(Optional.empty(), "", false, false, false);
  private static final CatalogProof AGAIN = new CatalogProof(Optional.empty(), "", false, false, true);
  private static final String DATABASE = "SELECT CASE WHEN DB_ID(?) IS NULL THEN N'absent' ELSE N'there' END";
  /** Each database has its own: the file may have gone to another one since, or not yet. */
  private static final String FULLTEXT_CATALOG =
      "SELECT CASE WHEN EXISTS (SELECT 1 FROM sys.fulltext_catalogs WHERE name = ?) THEN N'there' ELSE N'absent' END + N' in ' + DB_NAME()";

  static CatalogProof of(BatchText batch) {
    if (!batch.isOneStatement()) {
      return NONE;
    }
    if (batch.at(0).is("RECONFIGURE")) {
      return AGAIN;
    }
    if (batch.follow(0, "ALTER", "DATABASE") && batch.at(3).is("SET")) {
      return batch.has(DEEDS) ? NONE : AGAIN;
    }
    boolean creates = batch.at(0).is("CREATE");
    if (!creates && !batch.at(0).is("DROP")) {
      return NONE;
    }
    boolean database = batch.at(1).is("DATABASE");
    boolean catalog = batch.at(1).is("FULLTEXT") && batch.at(2).is("CATALOG");
    int words = database ? 2 : 3;
    boolean tolerant = batch.follow(words, "IF", "EXISTS");
    int name = words + (tolerant ? 2 : 0);
    if (!database && !catalog || batch.at(name).in(OTHER) || batch.at(name).kind() == BatchText.Kind.SIGN || batch.at(name + 1).sign(",")) {
      return NONE;
    }
    return new CatalogProof(Optional.of(database ? DATABASE : FULLTEXT_CATALOG), batch.at(name).text(), creates, tolerant, false);
  }

  /** What the catalog says, to be compared with what it says another time. */
  Optional<String> look(Connection connection) throws SQLException {
    if (query.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Batch.query(connection, query.get(), rows -> {
      rows.next();
      return rows.getString(1);
    }, name));
  }

  Proof judge(Optional<String> before, Optional<String> now) {
    if (repeatable) {
      return Proof.REPEATABLE;
    }
    if (query.isEmpty() || before.isEmpty() || now.isEmpty() || !place(before.get()).equals(place(now.get()))) {
      return Proof.UNKNOWN;
    }
    if (wanted(before.get())) {
      // The server refused it, or would do so again.
      return tolerant ? Proof.REPEATABLE : Proof.NOT_APPLIED;
    }
    return wanted(now.get()) ? Proof.APPLIED : Proof.NOT_APPLIED;
  }

  private boolean wanted(String state) {
    return state.startsWith(THERE) == creates;
  }

  private static String place(String state) {
    int blank = state.indexOf(' ');
    return blank < 0 ? "" : state.substring(blank);
  }
}
