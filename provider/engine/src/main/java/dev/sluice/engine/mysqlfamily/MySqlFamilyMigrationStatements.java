package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.migration.HistoryPlace;
import dev.sluice.engine.migration.StatementRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * Statements and transactions of MySQL and MariaDB. What isn't known to leave a transaction alone is taken to commit it, as
 * nearly all does that is neither a query nor a change of rows.
 */
final class MySqlFamilyMigrationStatements implements StatementRules {
  private static final int IN_TRANSACTION = 1;
  private static final int AUTOCOMMIT = 2;
  /** GTIDs don't allow it inside; not inside a stored function; the same, of MariaDB. */
  private static final Set<Integer> NOT_INSIDE = Set.of(1787, 1568);

  private static final Pattern OPENS = pattern("(START TRANSACTION|BEGIN(?! NOT ATOMIC\\b))\\b.*");
  private static final Pattern COMMITS = pattern("COMMIT\\b.*|SET\\b.*\\bautocommit ?:?= ?(1|ON|TRUE|DEFAULT)\\b.*");
  private static final Pattern ROLLS_BACK = pattern("ROLLBACK\\b(?!( WORK)? TO\\b).*");
  private static final Pattern LOCKS = pattern("(LOCK TABLES?|UNLOCK TABLES?)\\b.*");
  private static final Pattern SESSION =
      pattern(
          "SET\\b(?! (PASSWORD|DEFAULT ROLE|STATEMENT|RESOURCE GROUP|(@@)?(GLOBAL|PERSIST|PERSIST_ONLY)\\b)).*"
              + "|(USE|PREPARE|DEALLOCATE PREPARE|DROP PREPARE)\\b.*|SELECT\\b.*\\bINTO @.*");
  private static final Pattern TEMPORARY = pattern("(CREATE( OR REPLACE)?|DROP) TEMPORARY (TABLE|SEQUENCE)\\b.*");
  private static final Pattern PLAIN =
      pattern(
          "(INSERT|UPDATE|DELETE|REPLACE|SELECT|WITH|VALUES|TABLE|DO|SHOW|DESCRIBE|DESC|EXPLAIN|HELP|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK"
              + "|LOAD (DATA|XML)|HANDLER|SIGNAL|ANALYZE( FORMAT ?= ?\\w+)? (INSERT|UPDATE|DELETE|REPLACE|SELECT|WITH))\\b.*|\\(.*|");
  /** MariaDB's settings for one statement, which stands behind them. */
  private static final Pattern WITH_SETTINGS = pattern("SET STATEMENT\\b(?:'[^']*'|\"[^\"]*\"|[^'\"])*?\\bFOR\\b ?(?<statement>.*)");
  private static final Pattern LOCK_TABLES = Pattern.compile("\\bLOCK\\s+TABLES?\\s+", Pattern.CASE_INSENSITIVE);

  private final MySqlFamilyMigrationDriver driver;

  MySqlFamilyMigrationStatements(MySqlFamilyMigrationDriver driver) {
    this.driver = Objects.requireNonNull(driver, "driver");
  }

  @Override
  public Kind kind(String sql) {
    var plain = MySqlFamilyMigrationText.plain(sql);
    var settings = WITH_SETTINGS.matcher(plain);
    if (settings.matches()) {
      return kind(settings.group("statement")) == Kind.PLAIN ? Kind.PLAIN : Kind.ALONE;
    }
    if (OPENS.matcher(plain).matches()) {
      return Kind.OPENS;
    }
    if (COMMITS.matcher(plain).matches()) {
      return Kind.COMMITS;
    }
    if (ROLLS_BACK.matcher(plain).matches()) {
      return Kind.ROLLS_BACK;
    }
    if (SESSION.matcher(plain).matches() || LOCKS.matcher(plain).matches()) {
      return Kind.SESSION;
    }
    return PLAIN.matcher(plain).matches() || TEMPORARY.matcher(plain).matches() ? Kind.PLAIN : Kind.ALONE;
  }

  @Override
  public boolean mayRunInTransaction(String sql, boolean flywaySays) {
    return kind(sql) != Kind.ALONE && !LOCKS.matcher(MySqlFamilyMigrationText.plain(sql)).matches();
  }

  @Override
  public boolean commitsImplicitly() {
    return true;
  }

  @Override
  public String proper(String sql) {
    return MySqlFamilyMigrationText.proper(sql);
  }

  // With some tables locked no other can be written to, so that the record's has to be among them.
  @Override
  public String sent(String sql, HistoryPlace place) {
    var proper = proper(sql);
    if (!LOCKS.matcher(MySqlFamilyMigrationText.plain(sql)).matches()) {
      return sql;
    }
    var found = LOCK_TABLES.matcher(proper);
    return found.find()
        ? proper.substring(0, found.end()) + bookkeeping(place) + proper.substring(found.end())
        : sql;
  }

  private static String bookkeeping(HistoryPlace place) {
    return MySqlFamilyMigrationProgress.name(place) + " WRITE, " + MySqlFamilyMigrationSql.table(place, place.table()) + " WRITE, ";
  }

  @Override
  public boolean canBeRolledBack(Connection connection, List<String> statements) throws SQLException {
    return MySqlFamilyMigrationEngines.allTransactional(connection, statements);
  }

  /** With autocommit turned off by a file the next statement is inside one, even if none has begun. */
  @Override
  public boolean inTransaction(Connection connection) throws SQLException {
    var status = driver.serverStatus(connection);
    return (status & IN_TRANSACTION) != 0 || (status & AUTOCOMMIT) == 0;
  }

  @Override
  public boolean refusedInTransaction(SQLException e) {
    return NOT_INSIDE.contains(e.getErrorCode());
  }

  @Override
  public Optional<String> evidence(Connection connection, String sql) throws SQLException {
    return MySqlFamilyMigrationEvidence.before(connection, sql);
  }

  @Override
  public Proof prove(Connection connection, String sql) throws SQLException {
    return prove(connection, sql, Optional.empty());
  }

  @Override
  public Proof prove(Connection connection, String sql, Optional<String> evidence) throws SQLException {
    return MySqlFamilyMigrationEvidence.after(connection, sql, evidence);
  }

  @Override
  public void clear(Connection connection, String sql) {
    // A statement that changes the catalog does so as a whole or not at all.
  }

  @Override
  public boolean leftNothing(SQLException e) {
    return false;
  }

  @Override
  public boolean allOrNothing(Connection connection, String sql, SQLException refusal) throws SQLException {
    return MySqlFamilyMigrationAtomicity.neverBegan(sql, refusal)
        || (kind(sql) == Kind.PLAIN ? canBeRolledBack(connection, List.of(sql)) : MySqlFamilyMigrationAtomicity.ofDefinition(sql));
  }

  @Override
  public Optional<Lost> lost(SortedMap<Integer, String> done, SortedMap<Integer, String> rest) {
    return MySqlFamilyMigrationMemory.lost(this::kind, done, rest);
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }
}
