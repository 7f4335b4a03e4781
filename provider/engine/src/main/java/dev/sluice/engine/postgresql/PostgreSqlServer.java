package dev.sluice.engine.postgresql;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.ConnectionDetails;
import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.LoginTests;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.Session;
import dev.sluice.engine.SessionConnector.Outcome;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.database.Databases;
import dev.sluice.engine.grant.Grants;
import dev.sluice.engine.migration.FlywayMigrations;
import dev.sluice.engine.migration.Migrations;
import dev.sluice.engine.postgresql.schema.lint.StatementLint;
import dev.sluice.engine.role.Roles;
import dev.sluice.engine.schema.Schemas;
import dev.sluice.engine.schema.ScratchServer;
import dev.sluice.engine.schema.lint.FileLint;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** One PostgreSQL server as one user. */
final class PostgreSqlServer implements DatabaseServer {
  private static final String WRONG_PASSWORD = "28P01";

  private final Server.Login login;
  private final String defaultDatabase;
  private final Clock clock;
  private final PostgreSqlFailures failures;
  private final BoundedSessions sessions;
  private final SessionWork work;
  private final PostgreSqlRunSessions runs;
  private final LoginTests logins;
  private final ScratchDatabases scratches;
  private final DesiredStructures desired = new DesiredStructures();
  private final PlanRoom room;

  PostgreSqlServer(Server server, Clock clock, PlanRoom room) {
    this.room = room;
    this.login = server.requiredLogin();
    this.defaultDatabase = server.defaultDatabase().orElse(PostgreSqlEngine.USUAL_DATABASE);
    this.clock = clock;
    this.failures = new PostgreSqlFailures(server);
    this.sessions = BoundedSessions.of(server, new PostgreSqlConnector(server, failures));
    this.work = new SessionWork(sessions, failures, defaultDatabase);
    this.runs = new PostgreSqlRunSessions(server, sessions, work, new Runners(server, work, clock));
    this.scratches = new ScratchDatabases(work, clock);
    this.logins = new LoginTests(server, clock, WRONG_PASSWORD, sessions, PostgreSqlServer::login);
  }

  private static Outcome login(Server as) {
    return new PostgreSqlConnector(as, new PostgreSqlFailures(as)).connect(as.defaultDatabase().orElse(PostgreSqlEngine.USUAL_DATABASE));
  }

  @Override
  public ServerFacts facts() {
    try (Session session = sessions.lease(defaultDatabase, Sessions.Purpose.LOOKING)) {
      String version = session.connection().getMetaData().getDatabaseProductVersion();
      return new ServerFacts(version.split(" ", 2)[0]);
    } catch (SQLException e) {
      throw new EngineException(failures.of(e, defaultDatabase));
    }
  }

  @Override
  public Databases databases() {
    return new PostgreSqlDatabases(work);
  }

  @Override
  public Roles roles() {
    return new PostgreSqlRoles(login, work, logins);
  }

  @Override
  public Grants grants() {
    return new PostgreSqlGrants(work);
  }

  @Override
  public Migrations migrations() {
    return new FlywayMigrations(runs, new PostgreSqlMigrationDialect(failures), clock);
  }

  @Override
  public FileLint lint() {
    return new StatementLint();
  }

  @Override
  public Schemas schemas() {
    return new PostgreSqlSchemas(work, runs, failures, new ScratchPlace(scratches, runs, work, failures, Optional.empty()), desired, room, SchemaFacts.Limits.USUAL);
  }

  @Override
  public Schemas schemas(ScratchServer elsewhere) {
    if (!(elsewhere.server() instanceof PostgreSqlServer other)) {
      throw new EngineException(
          new Failure.Permanent(Reasons.INVALID_SERVER, elsewhere + ", isn't PostgreSQL; name a server of the same product, or none.", Optional.empty()));
    }
    var place = new ScratchPlace(other.scratches, other.runs, other.work, other.failures, Optional.of(elsewhere));
    return new PostgreSqlSchemas(work, runs, failures, place, desired, room, SchemaFacts.Limits.USUAL);
  }

  @Override
  public Map<String, String> connectionDetails(String database) {
    return ConnectionDetails.of(login, "postgresql", database);
  }

  @Override
  public void close() {
    scratches.close();
    sessions.close();
  }
}
