package dev.sluice.engine.sqlserver;

import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionConnector;
import dev.sluice.engine.Sessions.Purpose;
import dev.sluice.engine.Tls;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Logs in to SQL Server. All the driver gets, it gets through typed setters. */
final class SqlServerConnector implements SessionConnector {
  private static final int LONGEST_LOGIN = 3600;

  private final Server server;
  private final Server.Login login;
  private final String defaultDatabase;
  private final SqlServerFailures failures;
  private final Optional<ServerTrust> trust;

  SqlServerConnector(Server server, SqlServerFailures failures) {
    this.server = server;
    this.login = server.requiredLogin();
    this.defaultDatabase = server.defaultDatabase().orElse(SqlServerEngine.USUAL_DATABASE);
    this.failures = failures;
    if (server.tls().client().isPresent()) {
      throw new EngineException(
          new Failure.Permanent(
              Reasons.INVALID_SERVER,
              "SQL Server knows logins by password alone, none by client certificate; remove spec.tls.clientCertSecretRef from the ProviderConfig.",
              Optional.empty()));
    }
    this.trust = checks(server.tls()) ? Optional.of(ServerTrust.of(server.tls())) : Optional.empty();
  }

  private static boolean checks(Tls tls) {
    return tls.mode() == Tls.Mode.VERIFY_CA || tls.mode() == Tls.Mode.VERIFY_FULL;
  }

  @Override
  public Outcome connect(String database) {
    try {
      Connection connection = open(database);
      return new Outcome.Connected(TrackedConnection.around(connection));
    } catch (SQLException e) {
      return refusal(e, database);
    }
  }

  Connection open(String database) throws SQLException {
    SQLServerDataSource source = source(database);
    if (trust.isEmpty()) {
      return source.getConnection();
    }
    return ScopedValue.where(ScopedTrustManager.CURRENT, trust.get()).call(source::getConnection);
  }

  SQLServerDataSource source(String database) {
    Duration connect = server.timeouts().connect();
    SQLServerDataSource source = new SQLServerDataSource();
    source.setServerName(login.host());
    source.setPortNumber(login.port());
    source.setDatabaseName(database);
    source.setUser(login.username());
    source.setPassword(login.password().reveal());
    source.setApplicationName("sluice");
    source.setLoginTimeout(connect.isZero() ? LONGEST_LOGIN : (int) Math.clamp(connect.plusMillis(999).toSeconds(), 1, LONGEST_LOGIN));
    source.setSocketTimeout((int) Math.clamp(connect.toMillis(), 0, Integer.MAX_VALUE));
    source.setSendStringParametersAsUnicode(true);
    // It would log in anew behind our back, without the locks and settings of the session that broke, and on another thread.
    source.setConnectRetryCount(0);
    // A listener of an availability group has an address in each subnet, of which one answers: only then all are tried at
    // once, since that also tries a server that refuses for as long as the timeout lasts.
    source.setMultiSubnetFailover(severalAddresses());
    source.setTransparentNetworkIPResolution(false);
    secure(source);
    return source;
  }

  private void secure(SQLServerDataSource source) {
    source.setEncrypt(server.tls().mode() == Tls.Mode.DISABLE ? "false" : "true");
    source.setTrustServerCertificate(server.tls().mode() == Tls.Mode.REQUIRE);
    if (trust.isPresent()) {
      source.setTrustManagerClass(ScopedTrustManager.class.getName());
    }
  }

  private boolean severalAddresses() {
    try {
      return InetAddress.getAllByName(login.host()).length > 1;
    } catch (UnknownHostException e) {
      // The driver finds out as well, and says so.
      return false;
    }
  }

  private Outcome refusal(SQLException e, String database) {
    Failure failure = failures.of(e, database);
    boolean common = database.equals(defaultDatabase);
    return switch (ErrorRule.of(e).scope()) {
      case DATABASE -> new Outcome.DatabaseRefused(failure);
      case UNCLEAR -> common ? new Outcome.ServerRefused(failure) : new Outcome.DatabaseRefused(failure);
      case SERVER ->
          failure instanceof Failure.Permanent ? new Outcome.DatabaseRefused(failure) : new Outcome.ServerRefused(failure);
    };
  }

  @Override
  public void prepare(Connection connection, Purpose purpose) throws SQLException {
    long id = Batch.query(connection, settings(purpose), rows -> {
      rows.next();
      return rows.getLong(1);
    });
    SessionConnector.limitSilence(connection, purpose, server.timeouts());
    TrackedConnection.of(connection).prepared(id, purpose == Purpose.RUNNING ? Duration.ZERO : server.timeouts().statement());
  }

  /** Sets and asks in one batch; the number is what somebody else needs to end this session. */
  String settings(Purpose purpose) {
    boolean running = purpose == Purpose.RUNNING;
    return SessionSettings.ANSI
        + " SET XACT_ABORT " + (running ? "OFF" : "ON") + ";"
        + " SET LOCK_TIMEOUT " + (running ? SessionSettings.NO_LIMIT : SessionSettings.lockMillis(server.timeouts().lock())) + ";"
        + " SELECT @@SPID;";
  }

  @Override
  public Failure failure(SQLException e, String database) {
    return failures.of(e, database);
  }
}
