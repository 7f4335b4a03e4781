package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Failure;
import dev.sluice.engine.Failures;
import dev.sluice.engine.SessionWork;
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
import java.util.stream.Stream;

/** Migrations on MySQL and MariaDB. */
public final class MySqlFamilyMigrationDialect implements MigrationDialect {
  private final Failures failures;
  private final MySqlFamilyMigrationDriver driver;
  private final MySqlFamilyMigrationSession session;
  private final HistoryTable history = new MySqlFamilyMigrationHistory();
  private final ProgressTable progress = new MySqlFamilyMigrationProgress();
  private final StatementRules statements;

  public MySqlFamilyMigrationDialect(Failures failures, MySqlFamilyMigrationDriver driver) {
    this.failures = Objects.requireNonNull(failures, "failures");
    this.driver = Objects.requireNonNull(driver, "driver");
    this.session = new MySqlFamilyMigrationSession(driver);
    this.statements = new MySqlFamilyMigrationStatements(driver);
  }

  @Override
  public String flywayName() {
    return driver.flywayName();
  }

  @Override
  public String defaultSchema(String database) {
    return database;
  }

  @Override
  public Optional<String> objection(MigrationDesign design) {
    if (Admission.isSystems(design.database())) {
      return Optional.of(Admission.reserved(design.database(), "no migration runs there"));
    }
    return Stream.concat(design.defaultSchema().stream(), design.schemas().stream())
        .filter(schema -> !schema.equals(design.database()))
        .findFirst()
        .map(other ->
            "The migration of database " + design.database() + " names the schema " + other + ", but on " + driver.flywayName()
                + " a database is its only schema: remove spec.forProvider.schemas and defaultSchema, and give " + other + " a Migration of its own.")
        .or(() -> tooLong(design));
  }

  private Optional<String> tooLong(MigrationDesign design) {
    return design.names()
        .filter(name -> name.text().length() > Quoting.LONGEST_NAME)
        .findFirst()
        .map(name -> name.tooLong(driver.flywayName(), name.text().length() + " characters", Quoting.LONGEST_NAME));
  }

  @Override
  public boolean limitsStatements() {
    return driver.statementLimit().isPresent();
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
    return MySqlFamilyMigrationWords.of(e);
  }

  @Override
  public void prepare(Connection connection, RunSettings settings) throws SQLException {
    session.prepare(connection, settings);
  }

  @Override
  public boolean tryLock(Connection connection, HistoryPlace place) throws SQLException {
    return MySqlFamilyMigrationLock.of(place).tryTake(connection);
  }

  @Override
  public void unlock(Connection connection, HistoryPlace place) throws SQLException {
    MySqlFamilyMigrationLock.of(place).release(connection);
  }

  @Override
  public Optional<String> lockHolder(Connection connection, HistoryPlace place) throws SQLException {
    return MySqlFamilyMigrationLock.of(place).holder(connection);
  }

  @Override
  public long sessionId(Connection connection) throws SQLException {
    return driver.sessionId(connection);
  }

  @Override
  public void cancel(Connection connection, Another another) throws SQLException {
    var id = driver.sessionId(connection);
    another.session(ending -> SessionWork.execute(ending, "KILL QUERY " + id));
  }

  @Override
  public void terminate(Connection connection, long sessionId) throws SQLException {
    SessionWork.execute(connection, "KILL " + sessionId);
  }
}
