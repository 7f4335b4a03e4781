package dev.sluice.engine.sqlite;

import dev.sluice.engine.migration.StatementRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** SQLite's statements and transactions. */
final class SqliteMigrationStatements implements StatementRules {
  /** Settings that end with the session. */
  private static final Set<String> SESSION_PRAGMAS =
      Set.of(
          "FOREIGN_KEYS", "RECURSIVE_TRIGGERS", "LEGACY_ALTER_TABLE", "IGNORE_CHECK_CONSTRAINTS", "CASE_SENSITIVE_LIKE", "AUTOMATIC_INDEX",
          "CACHE_SIZE", "CACHE_SPILL", "ANALYSIS_LIMIT", "MAX_PAGE_COUNT", "SECURE_DELETE", "CELL_SIZE_CHECK", "REVERSE_UNORDERED_SELECTS");
  /** What looks at this database or changes it, as any statement does. */
  private static final Set<String> PLAIN_PRAGMAS =
      Set.of(
          "USER_VERSION", "APPLICATION_ID", "DEFER_FOREIGN_KEYS", "FOREIGN_KEY_CHECK", "FOREIGN_KEY_LIST", "INTEGRITY_CHECK", "QUICK_CHECK",
          "OPTIMIZE", "AUTO_VACUUM", "INCREMENTAL_VACUUM", "PAGE_SIZE", "PAGE_COUNT", "FREELIST_COUNT", "ENCODING", "TABLE_INFO", "TABLE_XINFO",
          "TABLE_LIST", "INDEX_INFO", "INDEX_XINFO", "INDEX_LIST", "COLLATION_LIST", "COMPILE_OPTIONS", "DATABASE_LIST", "FUNCTION_LIST");
  private static final String CHECKPOINT = "WAL_CHECKPOINT";

  /** What leads out of the database, and what Flyway cuts wrongly: BEGIN opens the body of a trigger to it. */
  @Override
  public Optional<String> objection(String sql) {
    List<String> words = SqliteWords.of(sql);
    return switch (words.isEmpty() ? "" : words.getFirst()) {
      case "ATTACH", "DETACH" -> Optional.of(words.getFirst() + " isn't run: a migration is for its own database alone. Remove it");
      case "VACUUM" ->
          isVacuum(words) ? Optional.empty() : Optional.of("VACUUM INTO isn't run: a migration is for its own database alone. Write VACUUM without INTO");
      // The driver's own commands.
      case "BACKUP", "RESTORE" -> Optional.of(words.getFirst() + " isn't run: a migration is for its own database alone. Remove it");
      case "CREATE" -> words.contains("TRIGGER") ? Optional.empty() : tail(sql);
      case "BEGIN" -> Optional.of("BEGIN isn't run: Flyway takes it for the beginning of a trigger's body. Remove it, and its COMMIT or END: a file is one"
          + " transaction, unless it is told not to by executeInTransaction=false");
      case "PRAGMA" -> pragma(words)
          .filter(name -> !SESSION_PRAGMAS.contains(name) && !PLAIN_PRAGMAS.contains(name) && !name.equals(CHECKPOINT))
          .map(name ->
              name.equals("JOURNAL_MODE")
                  ? "PRAGMA journal_mode isn't run: set spec.forProvider.sqlite.journalMode of the Database instead"
                  : "PRAGMA " + name.toLowerCase(Locale.ROOT) + " isn't run: what it sets reaches beyond this database, or could spoil it. Remove it");
      default -> tail(sql);
    };
  }

  /** Flyway counts BEGIN, CASE and END, names or not, and the driver runs what comes first and drops the rest in silence. */
  private static Optional<String> tail(String sql) {
    return SqliteWords.goesOn(sql)
        ? Optional.of("Flyway takes this and what follows it for one statement, of which only the first part would be run."
            + " Put names such as begin, case and end into double quotes")
        : Optional.empty();
  }

  @Override
  public Kind kind(String sql) {
    List<String> words = SqliteWords.of(sql);
    return switch (words.isEmpty() ? "" : words.getFirst()) {
      case "BEGIN" -> Kind.OPENS;
      case "COMMIT", "END" -> Kind.COMMITS;
      case "ROLLBACK" -> words.contains("TO") ? Kind.PLAIN : Kind.ROLLS_BACK;
      case "VACUUM" -> Kind.ALONE;
      case "PRAGMA" -> pragmaKind(pragma(words).orElse(""));
      default -> Kind.PLAIN;
    };
  }

  private static Kind pragmaKind(String name) {
    if (SESSION_PRAGMAS.contains(name)) {
      return Kind.SESSION;
    }
    return name.equals(CHECKPOINT) ? Kind.ALONE : Kind.PLAIN;
  }

  @Override
  public boolean mayRunInTransaction(String sql, boolean flywaySays) {
    // Inside a transaction foreign_keys is passed over without a word.
    return kind(sql) != Kind.ALONE && !pragma(SqliteWords.of(sql)).equals(Optional.of("FOREIGN_KEYS"));
  }

  /** VACUUM makes its copy as an attached database; nothing else may attach one. */
  @Override
  public void sending(Connection connection, String sql) throws SQLException {
    connection.unwrap(SqliteConnection.class).allowAttached(isVacuum(SqliteWords.of(sql)) ? 1 : 0);
  }

  @Override
  public boolean inTransaction(Connection connection) throws SQLException {
    return connection.unwrap(SqliteConnection.class).inTransaction();
  }

  @Override
  public boolean refusedInTransaction(SQLException e) {
    String words = SqliteFailures.words(e);
    return words.contains("within a transaction") || words.contains("inside a transaction");
  }

  @Override
  public boolean leftNothing(SQLException e) {
    return false;
  }

  /** All that stands alone here tidies up, and can do so again. */
  @Override
  public Proof prove(Connection connection, String sql) {
    return kind(sql) == Kind.ALONE ? Proof.REPEATABLE : Proof.UNKNOWN;
  }

  @Override
  public void clear(Connection connection, String sql) {
    // Nothing remains of what SQLite gave up.
  }

  private static boolean isVacuum(List<String> words) {
    return words.equals(List.of("VACUUM")) || words.equals(List.of("VACUUM", "MAIN"))
        || words.equals(List.of("VACUUM", ";")) || words.equals(List.of("VACUUM", "MAIN", ";"));
  }

  /** The name without its schema, in capitals; anything but a plain word in its place is a name that we don't know. */
  private static Optional<String> pragma(List<String> words) {
    if (words.isEmpty() || !words.getFirst().equals("PRAGMA")) {
      return Optional.empty();
    }
    int at = words.size() > 2 && words.get(2).equals(".") ? 3 : 1;
    return Optional.of(words.size() > at ? words.get(at) : "");
  }
}
