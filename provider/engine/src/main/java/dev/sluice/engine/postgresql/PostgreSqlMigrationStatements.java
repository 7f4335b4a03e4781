package dev.sluice.engine.postgresql;

import dev.sluice.engine.migration.SqlText;
import dev.sluice.engine.migration.StatementRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** PostgreSQL's statements and transactions. Patterns are matched against {@link SqlText#head}. */
final class PostgreSqlMigrationStatements implements StatementRules {
  private static final Pattern OPENS = pattern("(BEGIN|START TRANSACTION)\\b.*");
  private static final Pattern COMMITS = pattern("((COMMIT|END)\\b(?! PREPARED\\b)|PREPARE TRANSACTION\\b).*");
  private static final Pattern ROLLS_BACK = pattern("(ROLLBACK|ABORT)\\b(?!( WORK| TRANSACTION)? TO\\b)(?! PREPARED\\b).*");
  private static final Pattern SESSION =
      pattern("(SET|RESET|DISCARD|LOAD|LISTEN|UNLISTEN|PREPARE|DEALLOCATE)\\b.*|SELECT (pg_catalog\\.)?set_config ?\\(.*");
  private static final Pattern ALONE =
      pattern(
          "(CREATE|DROP)( UNIQUE)? INDEX CONCURRENTLY\\b.*|(CREATE|DROP) (DATABASE|TABLESPACE|SUBSCRIPTION)\\b.*"
              + "|ALTER (SYSTEM|DATABASE|SUBSCRIPTION)\\b.*|(VACUUM|REINDEX|CLUSTER|CALL)\\b.*|(COMMIT|ROLLBACK) PREPARED\\b.*"
              + "|ALTER TABLE .* DETACH PARTITION .* CONCURRENTLY\\b.*");
  private static final Pattern BLOCK = pattern("DO\\b.*");
  // A block without any of these can't end a transaction, so it can be part of one.
  private static final Pattern MAY_COMMIT = Pattern.compile("\\b(COMMIT|ROLLBACK|CALL|EXECUTE)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern MAY_STOP_HALFWAY = pattern("CALL\\b.*|ALTER TABLE .* DETACH PARTITION .* CONCURRENTLY\\b.*");
  private static final Pattern NEW_ENUM_VALUE = pattern("ALTER TYPE .* ADD VALUE\\b.*");
  private static final Pattern REPEATABLE =
      pattern("(VACUUM|ANALYZE|CLUSTER|REINDEX|REFRESH|CHECKPOINT|ALTER SYSTEM|DISCARD)\\b.*");

  private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[^\\s\"().;]+)";
  private static final String QUALIFIED = NAME + "(?: ?\\. ?" + NAME + ")*";
  private static final Pattern CREATE_INDEX =
      pattern(
          "CREATE (UNIQUE )?INDEX CONCURRENTLY (IF NOT EXISTS )?(?!ON )(?<index>" + NAME + ") ON (ONLY )?(?<table>" + QUALIFIED + ").*");
  private static final Pattern DROP_INDEX =
      pattern("DROP INDEX CONCURRENTLY (IF EXISTS )?(?<index>" + QUALIFIED + ")( CASCADE| RESTRICT)? ?;?");

  private static final String FIND_INDEX =
      """
      SELECT i.indisvalid AND i.indisready, pg_catalog.format('%I.%I', n.nspname, c.relname)
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE i.indrelid = pg_catalog.to_regclass(?) AND c.relname = (pg_catalog.parse_ident(?))[1]""";

  @Override
  public Kind kind(String sql) {
    var head = SqlText.head(sql);
    if (OPENS.matcher(head).matches()) {
      return Kind.OPENS;
    }
    if (COMMITS.matcher(head).matches()) {
      return Kind.COMMITS;
    }
    if (ROLLS_BACK.matcher(head).matches()) {
      return Kind.ROLLS_BACK;
    }
    if (SESSION.matcher(head).matches()) {
      return Kind.SESSION;
    }
    var alone = ALONE.matcher(head).matches() || BLOCK.matcher(head).matches() && MAY_COMMIT.matcher(sql).find();
    return alone ? Kind.ALONE : Kind.PLAIN;
  }

  @Override
  public boolean mayRunInTransaction(String sql, boolean flywaySays) {
    // Flyway asks its own connection for the server's version, and without one takes it for one before 12.
    return flywaySays || NEW_ENUM_VALUE.matcher(SqlText.head(sql)).matches();
  }

  @Override
  public boolean inTransaction(Connection connection) throws SQLException {
    return connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE;
  }

  @Override
  public boolean refusedInTransaction(SQLException e) {
    return "25001".equals(e.getSQLState());
  }

  /** What may commit on its way may have done so; and a partition may be left half detached. */
  @Override
  public boolean allOrNothing(Connection connection, String sql, SQLException refusal) {
    var head = SqlText.head(sql);
    return !MAY_STOP_HALFWAY.matcher(head).matches() && !BLOCK.matcher(head).matches();
  }

  @Override
  public boolean leftNothing(SQLException e) {
    return "42P07".equals(e.getSQLState());
  }

  @Override
  public Proof prove(Connection connection, String sql) throws SQLException {
    var head = SqlText.head(sql);
    var create = CREATE_INDEX.matcher(head);
    if (create.matches()) {
      return index(connection, create).map(found -> found.valid() ? Proof.APPLIED : Proof.REMAINS).orElse(Proof.NOT_APPLIED);
    }
    var drop = DROP_INDEX.matcher(head);
    if (drop.matches()) {
      return exists(connection, drop.group("index")) ? Proof.NOT_APPLIED : Proof.APPLIED;
    }
    return REPEATABLE.matcher(head).matches() ? Proof.REPEATABLE : Proof.UNKNOWN;
  }

  @Override
  public void clear(Connection connection, String sql) throws SQLException {
    var create = CREATE_INDEX.matcher(SqlText.head(sql));
    if (create.matches()) {
      var remains = index(connection, create).filter(found -> !found.valid());
      if (remains.isPresent()) {
        try (var drop = connection.createStatement()) {
          drop.execute("DROP INDEX CONCURRENTLY IF EXISTS " + remains.get().quotedName());
        }
      }
    }
  }

  private static Optional<Index> index(Connection connection, Matcher create) throws SQLException {
    try (var ask = connection.prepareStatement(FIND_INDEX)) {
      ask.setString(1, create.group("table"));
      ask.setString(2, create.group("index"));
      try (var found = ask.executeQuery()) {
        return found.next() ? Optional.of(new Index(found.getBoolean(1), found.getString(2))) : Optional.empty();
      }
    }
  }

  private static boolean exists(Connection connection, String index) throws SQLException {
    try (var ask = connection.prepareStatement("SELECT pg_catalog.to_regclass(?) IS NOT NULL")) {
      ask.setString(1, index);
      try (var found = ask.executeQuery()) {
        return found.next() && found.getBoolean(1);
      }
    }
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  private record Index(boolean valid, String quotedName) {}
}
