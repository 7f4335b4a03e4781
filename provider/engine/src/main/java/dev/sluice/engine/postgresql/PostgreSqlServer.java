package dev.sluice.engine.postgresql;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Server;
import dev.sluice.engine.Session;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.migration.FlywayMigrations;
import dev.sluice.engine.migration.Migrations;
import java.sql.SQLException;
import java.time.Clock;

/** One PostgreSQL server as one user. */
final class PostgreSqlServer implements DatabaseServer {
  private final Server server;
  private final Clock clock;
  private final PostgreSqlFailures failures;
  private final Sessions sessions;

  PostgreSqlServer(Server server, Clock clock) {
    this.server = server;
    this.clock = clock;
    this.failures = new PostgreSqlFailures(server);
    this.sessions = BoundedSessions.of(server, new PostgreSqlConnector(server, failures));
  }

  @Override
  public ServerFacts facts() {
    try (Session session = sessions.lease(server.defaultDatabase(), Sessions.Purpose.LOOKING)) {
      String version = session.connection().getMetaData().getDatabaseProductVersion();
      return new ServerFacts(version.split(" ", 2)[0]);
    } catch (SQLException e) {
      throw new EngineException(failures.of(e, server.defaultDatabase()));
    }
  }

  @Override
  public Databases databases() {
    return new PostgreSqlDatabases(new SessionWork(sessions, failures, server.defaultDatabase()));
  }

  @Override
  public Migrations migrations() {
    return new FlywayMigrations(sessions, new PostgreSqlMigrationDialect(failures), clock);
  }

  @Override
  public void close() {
    sessions.close();
  }
}
