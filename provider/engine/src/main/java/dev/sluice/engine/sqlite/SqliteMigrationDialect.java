package dev.sluice.engine.sqlite;

import dev.sluice.engine.Failure;
import dev.sluice.engine.migration.HistoryPlace;
import dev.sluice.engine.migration.HistoryTable;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationDialect;
import dev.sluice.engine.migration.ProgressTable;
import dev.sluice.engine.migration.StatementRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Migrations on SQLite. */
final class SqliteMigrationDialect implements MigrationDialect {
  static final String SCHEMA = "main";
  private static final long MOST_PAGES = 4294967294L;

  private final SqliteFailures failures;
  private final OpenConnections open;
  private final HistoryTable history = new SqliteMigrationHistory();
  private final ProgressTable progress = new SqliteMigrationProgress();
  private final StatementRules statements = new SqliteMigrationStatements();

  SqliteMigrationDialect(SqliteFailures failures, OpenConnections open) {
    this.failures = Objects.requireNonNull(failures, "failures");
    this.open = Objects.requireNonNull(open, "open");
  }

  @Override
  public String flywayName() {
    return "SQLite";
  }

  @Override
  public String defaultSchema(String database) {
    return SCHEMA;
  }

  @Override
  public Optional<String> objection(MigrationDesign design) {
    return Stream.concat(design.defaultSchema().stream(), design.schemas().stream())
        .filter(schema -> !schema.equals(SCHEMA))
        .findFirst()
        .map(schema ->
            "spec.forProvider names the schema " + schema + ", and a database of SQLite has none but " + SCHEMA
                + ": leave out defaultSchema and schemas.");
  }

  /** Nobody else is there to look at the clock. */
  @Override
  public boolean limitsStatements() {
    return false;
  }

  @Override
  public HistoryTable history() {
    return history;
  }

  @Override
  public ProgressTable progress() {
    return progress;
  }

  @Override
  public StatementRules statements() {
    return statements;
  }

  @Override
  public Failure classify(SQLException e, String database) {
    return failures.of(e, database);
  }

  @Override
  public ServerWords words(SQLException e) {
    return new ServerWords(SqliteFailures.words(e), OptionalInt.empty());
  }

  @Override
  public void prepare(Connection connection, RunSettings settings) throws SQLException {
    SqliteConnection own = own(connection);
    own.setUp();
    own.run("PRAGMA main.max_page_count = " + MOST_PAGES);
    own.waitForLocks(settings.lock());
  }

  @Override
  public void begin(Connection connection, Duration lock) throws SQLException {
    own(connection).waitForLocks(lock);
    connection.setAutoCommit(false);
  }

  @Override
  public boolean tryLock(Connection connection, HistoryPlace place) throws SQLException {
    SqliteConnection own = own(connection);
    own.hold(SqliteMigrationLock.tryTake(own.file()));
    if (own.migrationLock().isPresent() && !own.isValid(0)) {
      throw new SQLException("the file was moved or removed while the run waited for its turn");
    }
    return own.migrationLock().isPresent();
  }

  @Override
  public void unlock(Connection connection, HistoryPlace place) throws SQLException {
    SqliteConnection own = own(connection);
    if (own.migrationLock().isPresent()) {
      SqliteMigrationLock held = own.migrationLock().get();
      own.hold(Optional.empty());
      held.release();
    }
  }

  @Override
  public Optional<String> lockHolder(Connection connection, HistoryPlace place) throws SQLException {
    SqliteConnection own = own(connection);
    return own.migrationLock().isPresent() ? Optional.empty() : SqliteMigrationLock.holder(own.file());
  }

  @Override
  public long sessionId(Connection connection) throws SQLException {
    return open.numberOf(own(connection));
  }

  @Override
  public void cancel(Connection connection, Another another) throws SQLException {
    own(connection).interrupt();
  }

  /** There is no more to a session than the statement that it is in. */
  @Override
  public void terminate(Connection connection, long sessionId) throws SQLException {
    open.interrupt(sessionId);
  }

  private static SqliteConnection own(Connection connection) throws SQLException {
    return connection.unwrap(SqliteConnection.class);
  }
}
