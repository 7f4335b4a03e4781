package dev.sluice.engine.postgresql;

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
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Migrations on PostgreSQL. */
final class PostgreSqlMigrationDialect implements MigrationDialect {
  private static final String PREPARE =
      """
      RESET SESSION AUTHORIZATION;
      RESET search_path;
      SELECT pg_catalog.set_config('role', CASE WHEN session_user = ? THEN 'none' ELSE ? END, false),
        pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', pg_catalog.quote_ident(?),
          NULLIF(pg_catalog.current_setting('search_path'), '')), false),
        pg_catalog.set_config('application_name', ?, false),
        pg_catalog.set_config('lock_timeout', ?, false),
        pg_catalog.set_config('statement_timeout', ?, false)""";

  private static final String DATA = "22";

  private final PostgreSqlFailures failures;
  private final HistoryTable history = new PostgreSqlMigrationHistory();
  private final ProgressTable progress = new PostgreSqlMigrationProgress();
  private final StatementRules statements = new PostgreSqlMigrationStatements();

  PostgreSqlMigrationDialect(PostgreSqlFailures failures) {
    this.failures = Objects.requireNonNull(failures, "failures");
  }

  @Override
  public String flywayName() {
    return "PostgreSQL";
  }

  @Override
  public String defaultSchema(String database) {
    return "public";
  }

  @Override
  public Optional<String> objection(MigrationDesign design) {
    return design.names()
        .filter(name -> Quoting.bytes(name.text()) > Quoting.LONGEST_NAME)
        .findFirst()
        .map(name -> name.tooLong("PostgreSQL", Quoting.bytes(name.text()) + " bytes", Quoting.LONGEST_NAME));
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
    return failures.of(server(e), database);
  }

  @Override
  public ServerWords words(SQLException e) {
    var position =
        PostgreSqlFailures.serverMessage(server(e)).map(ServerErrorMessage::getPosition).filter(at -> at > 0);
    return new ServerWords(primary(server(e)), position.map(OptionalInt::of).orElse(OptionalInt.empty()));
  }

  // Errors about data quote them even in the main message, and they may come from rows.
  private static String primary(SQLException e) {
    var words = PostgreSqlFailures.words(e);
    return String.valueOf(e.getSQLState()).startsWith(DATA) ? words.replaceAll("\"[^\"]*\"", "\"...\"") : words;
  }

  // COPY reports the server's answer as a cause of a cause.
  private static SQLException server(SQLException e) {
    return Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
        .limit(10)
        .filter(PSQLException.class::isInstance)
        .map(SQLException.class::cast)
        .findFirst()
        .orElse(e);
  }

  @Override
  public void prepare(Connection connection, RunSettings settings) throws SQLException {
    try (var prepare = connection.prepareStatement(PREPARE)) {
      prepare.setString(1, settings.user());
      prepare.setString(2, settings.user());
      prepare.setString(3, settings.schema());
      prepare.setString(4, settings.application());
      prepare.setString(5, Long.toString(settings.lock().toMillis()));
      prepare.setString(6, Long.toString(settings.statement().toMillis()));
      prepare.execute();
    }
  }

  @Override
  public boolean tryLock(Connection connection, HistoryPlace place) throws SQLException {
    return PostgreSqlMigrationLock.of(place).tryTake(connection);
  }

  @Override
  public void unlock(Connection connection, HistoryPlace place) throws SQLException {
    PostgreSqlMigrationLock.of(place).release(connection);
  }

  @Override
  public Optional<String> lockHolder(Connection connection, HistoryPlace place) throws SQLException {
    return PostgreSqlMigrationLock.of(place).holder(connection);
  }

  @Override
  public long sessionId(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  @Override
  public void cancel(Connection connection, Another another) throws SQLException {
    connection.unwrap(PGConnection.class).cancelQuery();
  }

  @Override
  public void terminate(Connection connection, long sessionId) throws SQLException {
    try (var terminate = connection.prepareStatement("SELECT pg_catalog.pg_terminate_backend(?)")) {
      terminate.setInt(1, Math.toIntExact(sessionId));
      terminate.execute();
    }
  }
}
