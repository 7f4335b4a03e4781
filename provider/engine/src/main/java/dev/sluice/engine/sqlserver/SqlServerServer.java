package dev.sluice.engine.sqlserver;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.ConnectionDetails;
import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Server;
import dev.sluice.engine.Session;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.Tls;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.migration.FlywayMigrations;
import dev.sluice.engine.migration.Migrations;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;

/** One SQL Server, or one logical server of Azure SQL, as one login. */
final class SqlServerServer implements DatabaseServer {
  private final Server server;
  private final Server.Login login;
  private final String defaultDatabase;
  private final Clock clock;
  private final SqlServerFailures failures;
  private final Sessions sessions;

  SqlServerServer(Server server, Clock clock) {
    this.server = server;
    this.login = server.requiredLogin();
    this.defaultDatabase = server.defaultDatabase().orElse(SqlServerEngine.USUAL_DATABASE);
    this.clock = clock;
    this.failures = new SqlServerFailures(server);
    this.sessions = BoundedSessions.of(server, new SqlServerConnector(server, failures));
  }

  @Override
  public ServerFacts facts() {
    try (Session session = sessions.lease(defaultDatabase, Sessions.Purpose.LOOKING)) {
      return new ServerFacts(session.connection().getMetaData().getDatabaseProductVersion());
    } catch (SQLException e) {
      throw new EngineException(failures.of(e, defaultDatabase));
    }
  }

  @Override
  public Databases databases() {
    return new SqlServerDatabases(new SessionWork(sessions, failures, defaultDatabase), server.timeouts().lock());
  }

  @Override
  public Migrations migrations() {
    return new FlywayMigrations(sessions, new SqlServerMigrationDialect(failures), clock);
  }

  @Override
  public Map<String, String> connectionDetails(String database) {
    String protection = protection(server.tls().mode());
    return ConnectionDetails.of(
        login,
        database,
        "jdbc:sqlserver://" + login.address() + ";databaseName=" + braced(database) + ";" + protection,
        "sqlserver://" + login.address() + "?database=" + ConnectionDetails.escaped(database) + "&" + protection.replace(";", "&"));
  }

  /** Drivers check the certificate unless they are told otherwise, which is not what the mode says. */
  private static String protection(Tls.Mode mode) {
    return switch (mode) {
      case DISABLE -> "encrypt=false";
      case REQUIRE -> "encrypt=true;trustServerCertificate=true";
      case VERIFY_CA, VERIFY_FULL -> "encrypt=true";
    };
  }

  /** As a value in the driver's URL, where braces keep all but themselves as it is. */
  static String braced(String value) {
    return "{" + value.replace("}", "}}") + "}";
  }

  @Override
  public void close() {
    sessions.close();
  }
}
