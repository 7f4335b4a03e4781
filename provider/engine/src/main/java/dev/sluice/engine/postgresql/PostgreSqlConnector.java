package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionConnector;
import dev.sluice.engine.Sessions.Purpose;
import dev.sluice.engine.Tls;
import dev.sluice.engine.tls.TlsContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.postgresql.ds.PGSimpleDataSource;

/** Logs in to PostgreSQL. All the driver gets, it gets through typed setters. */
final class PostgreSqlConnector implements SessionConnector {
  private static final String CLIENT_CHECK_MILLIS = "5000";
  private static final int CLIENT_CHECK_SINCE = 14;

  private final Server server;
  private final Server.Login login;
  private final String defaultDatabase;
  private final PostgreSqlFailures failures;
  private final Optional<SSLSocketFactory> tls;
  /** Servers on some platforms know the setting and refuse it: they are asked once. */
  private volatile boolean checksClient = true;

  PostgreSqlConnector(Server server, PostgreSqlFailures failures) {
    this.server = server;
    this.login = server.requiredLogin();
    this.defaultDatabase = server.defaultDatabase().orElse(PostgreSqlEngine.USUAL_DATABASE);
    this.failures = failures;
    if (Quoting.bytes(defaultDatabase) > Quoting.LONGEST_NAME) {
      throw server.longDefaultDatabase("PostgreSQL", Quoting.LONGEST_NAME + " bytes");
    }
    this.tls =
        server.tls().mode() == Tls.Mode.DISABLE
            ? Optional.empty()
            : Optional.of(TlsContext.of(server.tls()).getSocketFactory());
  }

  @Override
  public Outcome connect(String database) {
    try {
      // Servers before 17 cut a longer name short and open what has the rest of it.
      Quoting.identifier(database);
      Connection connection = open(database);
      return new Outcome.Connected(connection);
    } catch (EngineException e) {
      return new Outcome.DatabaseRefused(e.failure());
    } catch (SQLException e) {
      return refusal(e, database);
    }
  }

  private Connection open(String database) throws SQLException {
    PGSimpleDataSource source = source(database);
    if (tls.isEmpty()) {
      return source.getConnection();
    }
    return ScopedValue.where(ScopedTlsFactory.CURRENT, tls.get()).call(source::getConnection);
  }

  private PGSimpleDataSource source(String database) {
    int seconds = seconds(server.timeouts().connect());
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {login.host()});
    source.setPortNumbers(new int[] {login.port()});
    source.setDatabaseName(database);
    source.setUser(login.username());
    source.setPassword(login.password().reveal());
    source.setApplicationName("sluice");
    source.setConnectTimeout(seconds);
    source.setSocketTimeout(seconds);
    // With a login timeout the driver would connect on a thread of its own, out of the TLS factory's scope.
    source.setLoginTimeout(0);
    source.setCancelSignalTimeout(seconds);
    source.setTcpKeepAlive(true);
    source.setSocketFactory(PatientSocketFactory.class.getName());
    source.setGssEncMode("disable");
    source.setSslMode(sslMode());
    source.setSslfactory(ScopedTlsFactory.class.getName());
    // Poolers between us and the server don't keep prepared statements; our statements differ each time anyway.
    source.setPrepareThreshold(0);
    source.setAssumeMinServerVersion("9.4");
    source.setLogServerErrorDetail(false);
    return source;
  }

  private String sslMode() {
    return switch (server.tls().mode()) {
      case DISABLE -> "disable";
      case REQUIRE -> "require";
      case VERIFY_CA -> "verify-ca";
      case VERIFY_FULL -> "verify-full";
    };
  }

  private static int seconds(Duration duration) {
    return duration.isZero() ? 0 : (int) Math.clamp(duration.plusMillis(999).toSeconds(), 1, 3600);
  }

  private Outcome refusal(SQLException e, String database) {
    Failure failure = failures.of(e, database);
    boolean common = database.equals(defaultDatabase);
    return switch (Optional.ofNullable(e.getSQLState()).orElse("")) {
      // ALTER DATABASE ... ALLOW_CONNECTIONS false: also for the moment in which we drop it.
      case "55000" -> new Outcome.DatabaseRefused(new Failure.Transient(Reasons.OBJECT_IN_USE, failure.message(), failure.sqlState()));
      // May be about the database's own limit, or its own line in pg_hba.conf.
      case "53300", "28000" -> common ? new Outcome.ServerRefused(failure) : new Outcome.DatabaseRefused(failure);
      case "3D000", "42501" -> new Outcome.DatabaseRefused(failure);
      default ->
          failure instanceof Failure.Permanent ? new Outcome.DatabaseRefused(failure) : new Outcome.ServerRefused(failure);
    };
  }

  @Override
  public void prepare(Connection connection, Purpose purpose) throws SQLException {
    boolean check = checksClient && connection.getMetaData().getDatabaseMajorVersion() >= CLIENT_CHECK_SINCE;
    try {
      execute(connection, settings(purpose, check));
    } catch (SQLException e) {
      if (!check || connection.isClosed()) {
        throw e;
      }
      execute(connection, settings(purpose, false));
      checksClient = false;
    }
    SessionConnector.limitSilence(connection, purpose, server.timeouts());
  }

  /** @param check whether the server shall end a statement whose client has died, instead of finishing it for nobody */
  private String settings(Purpose purpose, boolean check) {
    if (purpose == Purpose.RUNNING) {
      return "RESET ALL" + (check ? "; SET client_connection_check_interval = " + CLIENT_CHECK_MILLIS : "");
    }
    return "SELECT " + config("search_path", "pg_catalog")
        + ", " + config("lock_timeout", Long.toString(server.timeouts().lock().toMillis()))
        + ", " + config("statement_timeout", Long.toString(server.timeouts().statement().toMillis()))
        // The database's own settings must not decide what our statements do.
        + ", " + config("default_transaction_read_only", "off")
        + ", " + config("standard_conforming_strings", "on")
        + (check ? ", " + config("client_connection_check_interval", CLIENT_CHECK_MILLIS) : "");
  }

  private static String config(String name, String value) {
    return "pg_catalog.set_config(" + Quoting.literal(name) + ", " + Quoting.literal(value) + ", false)";
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public Failure failure(SQLException e, String database) {
    return failures.of(e, database);
  }
}
