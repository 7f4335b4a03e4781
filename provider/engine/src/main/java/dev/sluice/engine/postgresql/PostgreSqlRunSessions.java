package dev.sluice.engine.postgresql;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.RunnerSessions;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.Sessions.Purpose;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationRun;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.migration.RunSessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Migrations run as runners, in databases where all that migrations have made is the owner's. */
final class PostgreSqlRunSessions implements RunSessions {
  private static final int MOST = 10_000;

  private final Server server;
  private final BoundedSessions own;
  private final SessionWork work;
  private final Runners runners;
  /** Databases in which the provider's login has nothing any more. */
  private final Set<String> handedOver = ConcurrentHashMap.newKeySet();

  PostgreSqlRunSessions(Server server, BoundedSessions own, SessionWork work, Runners runners) {
    this.server = server;
    this.own = own;
    this.work = work;
    this.runners = runners;
  }

  @Override
  public Sessions looking(MigrationDesign design) {
    if (design.runAs() instanceof RunAs.ProviderConfig) {
      return own;
    }
    var runner = sessions(design.database(), design.runAs());
    // What the provider's login made itself, before there were runners, is its own to read and not yet theirs.
    return due(runner, design.database()) ? own : runner;
  }

  @Override
  public Sessions running(MigrationDesign design, MigrationRun run) {
    return running(design.database(), design.runAs(), design.lockTimeout(), run::handedOver);
  }

  /**
   * To change a database's structure with, whether by migrations or not.
   *
   * @param told what of earlier runs' goes to the database's owner first
   */
  Sessions running(String database, RunAs runAs, Duration lock, Consumer<String> told) {
    if (runAs instanceof RunAs.ProviderConfig) {
      handedOver.remove(database);
      return own;
    }
    var runner = sessions(database, runAs);
    if (due(runner, database)) {
      work.inside(database, session -> HandOver.make(session.connection(), "= session_user", lock)).forEach(told);
      done(database);
    }
    return runner;
  }

  @Override
  public List<String> settle(Connection connection, MigrationDesign design) throws SQLException {
    var others = design.runAs() instanceof RunAs.Role(String name) ? "IN (session_user, " + Quoting.literal(name) + ")" : "= session_user";
    SessionWork.execute(connection, "RESET SESSION AUTHORIZATION; RESET ROLE; SET search_path = pg_catalog");
    if (!HandOver.due(connection, others)) {
      return List.of();
    }
    // As the login itself, which has what it made, and is a member of whom it acts as.
    SessionWork.execute(connection, "SET ROLE NONE");
    var told = HandOver.make(connection, others, design.lockTimeout());
    SessionWork.execute(connection, "RESET ROLE");
    return told;
  }

  /** Those of whom SQL for a database runs as; in a scratch database of the same owner too. */
  Sessions sessions(String database, RunAs runAs) {
    return runAs instanceof RunAs.ProviderConfig ? own : new RunnerSessions(own, runners.at(new Runners.Place(database, runAs)));
  }

  private boolean due(Sessions runner, String database) {
    if (handedOver.contains(database)) {
      return false;
    }
    var provider = "= " + Quoting.literal(server.requiredLogin().username());
    try (var session = runner.lease(database, Purpose.LOOKING)) {
      var due = HandOver.due(session.connection(), provider);
      if (!due) {
        done(database);
      }
      return due;
    } catch (SQLException e) {
      throw new EngineException(work.failures().of(e, database));
    }
  }

  private void done(String database) {
    if (handedOver.size() >= MOST) {
      handedOver.clear();
    }
    handedOver.add(database);
  }
}
