package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Failure;
import dev.sluice.engine.migration.HistoryPlace;
import dev.sluice.engine.migration.HistoryTable;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationDialect;
import dev.sluice.engine.migration.ProgressTable;
import dev.sluice.engine.migration.StatementRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Migrations on SQL Server. */
final class SqlServerMigrationDialect implements MigrationDialect {
  private final SqlServerFailures failures;
  private final HistoryTable history = new SqlServerMigrationHistory();
  private final ProgressTable progress = new SqlServerMigrationProgress();
  private final StatementRules statements = new SqlServerMigrationStatements();

  SqlServerMigrationDialect(SqlServerFailures failures) {
    this.failures = Objects.requireNonNull(failures, "failures");
  }

  @Override
  public String flywayName() {
    return "SQL Server";
  }

  @Override
  public String defaultSchema(String database) {
    return "dbo";
  }

  @Override
  public Optional<String> objection(MigrationDesign design) {
    return design.names()
        .filter(name -> name.text().length() > Quoting.LONGEST_NAME)
        .findFirst()
        .map(name -> name.tooLong("SQL Server", name.text().length() + " characters", Quoting.LONGEST_NAME));
  }

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
    String where = ErrorWords.inProcedure(e).map(place -> " (" + place + ")").orElse("");
    return new ServerWords(
        ErrorWords.of(e) + where, OptionalInt.empty(), ErrorWords.line(e));
  }

  @Override
  public void prepare(Connection connection, RunSettings settings) throws SQLException {
    SqlServerMigrationSession.prepare(connection, settings);
  }

  @Override
  public boolean tryLock(Connection connection, HistoryPlace place) throws SQLException {
    return SqlServerMigrationLock.of(connection, place).tryTake(connection);
  }

  @Override
  public void unlock(Connection connection, HistoryPlace place) throws SQLException {
    SqlServerMigrationLock.of(connection, place).release(connection);
  }

  @Override
  public Optional<String> lockHolder(Connection connection, HistoryPlace place) throws SQLException {
    return SqlServerMigrationLock.of(connection, place).holder(connection);
  }

  /** Told when the session was prepared: asked now, it would have to answer while it is busy. */
  @Override
  public long sessionId(Connection connection) throws SQLException {
    return TrackedConnection.of(connection).sessionId();
  }

  @Override
  public void cancel(Connection connection, Another another) throws SQLException {
    TrackedConnection.of(connection).cancel();
  }

  @Override
  public void terminate(Connection connection, long sessionId) throws SQLException {
    Batch.execute(connection, "KILL " + sessionId);
  }
}
