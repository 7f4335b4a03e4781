package dev.sluice.engine.sqlserver;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Server;
import dev.sluice.engine.Session;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.grant.Grants;
import dev.sluice.engine.migration.FlywayMigrations;
import dev.sluice.engine.migration.Migrations;
import dev.sluice.engine.role.Roles;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;

/** One SQL Server, or one logical server of Azure SQL, as one login. */
final class SqlServerServer implements DatabaseServer {
  private final Server server;
  private final String defaultDatabase;
  private final Clock clock;
  private final SqlServerFailures failures;
  private final BoundedSessions sessions;
  private final SessionWork work;
  private final Editions editions = new Editions();
  private final SqlServerRunSessions runs;
  private final LoginProbe probe;

  SqlServerServer(Server server, Clock clock) {
    this.server = server;
    this.defaultDatabase = server.defaultDatabase().orElse(SqlServerEngine.USUAL_DATABASE);
    this.clock = clock;
    this.failures = new SqlServerFailures(server);
    this.sessions = BoundedSessions.of(server, new SqlServerConnector(server, failures));
    this.work = new SessionWork(sessions, failures, defaultDatabase);
    this.runs = new SqlServerRunSessions(sessions, work, new Runners(server, work, editions, clock), editions);
    this.probe = new LoginProbe(server, clock, sessions);
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
    return new SqlServerDatabases(work, server.timeouts().lock());
  }

  @Override
  public Roles roles() {
    return new SqlServerRoles(server, work, editions, probe);
  }

  @Override
  public Grants grants() {
    return new SqlServerGrants(work, editions);
  }

  @Override
  public Migrations migrations() {
    return new FlywayMigrations(runs, new SqlServerMigrationDialect(failures), clock);
  }

  @Override
  public Map<String, String> connectionDetails(String database) {
    return SqlServerUrls.of(server, database);
  }

  @Override
  public void close() {
    sessions.close();
  }
}
