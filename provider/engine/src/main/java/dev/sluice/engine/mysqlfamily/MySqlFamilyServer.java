package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.ConnectionDetails;
import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.LoginTests;
import dev.sluice.engine.Server;
import dev.sluice.engine.Session;
import dev.sluice.engine.SessionConnector.Outcome;
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

/** One MySQL or MariaDB server as one user. */
public final class MySqlFamilyServer implements DatabaseServer {
  private static final String ACCESS_DENIED = "28000";

  private final Server server;
  private final Product product;
  private final Clock clock;
  private final MySqlFamilyFailures failures;
  private final BoundedSessions sessions;
  private final MySqlFamilyRunSessions runs;
  private final LoginTests logins;

  public MySqlFamilyServer(Server server, Product product, Clock clock) {
    this.server = server;
    this.product = product;
    this.clock = clock;
    this.failures = new MySqlFamilyFailures(server, product);
    this.sessions = BoundedSessions.of(server, new MySqlFamilyConnector(server, product, failures));
    this.runs = new MySqlFamilyRunSessions(sessions, new Runners(server, product, work(), clock));
    this.logins = new LoginTests(server, clock, ACCESS_DENIED, sessions, this::login);
  }

  private Outcome login(Server as) {
    return new MySqlFamilyConnector(as, product, new MySqlFamilyFailures(as, product)).connect(defaultDatabase());
  }

  @Override
  public ServerFacts facts() {
    try (Session session = sessions.lease(defaultDatabase(), Sessions.Purpose.LOOKING)) {
      String version = session.connection().getMetaData().getDatabaseProductVersion();
      return new ServerFacts(version.split("[- ]", 2)[0]);
    } catch (SQLException e) {
      throw new EngineException(failures.of(e, defaultDatabase()));
    }
  }

  @Override
  public Databases databases() {
    return new MySqlFamilyDatabases(work(), server.timeouts().lock(), product);
  }

  @Override
  public Roles roles() {
    return new MySqlFamilyRoles(server, work(), logins, product);
  }

  @Override
  public Grants grants() {
    return new MySqlFamilyGrants(work(), product);
  }

  private SessionWork work() {
    return new SessionWork(sessions, failures, defaultDatabase());
  }

  @Override
  public Migrations migrations() {
    return new FlywayMigrations(runs, new MySqlFamilyMigrationDialect(failures, product.migrations()), clock);
  }

  @Override
  public Map<String, String> connectionDetails(String database) {
    return ConnectionDetails.of(server.requiredLogin(), product.section(), database);
  }

  /** These servers let in without one: names of others are then written in full. */
  private String defaultDatabase() {
    return server.defaultDatabase().orElse("");
  }

  @Override
  public void close() {
    sessions.close();
  }
}
