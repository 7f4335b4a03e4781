package dev.sluice.engine.sqlserver;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.RunnerSessions;
import dev.sluice.engine.Session;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.migration.MigrationDesign;
import dev.sluice.engine.migration.MigrationRun;
import dev.sluice.engine.migration.RunAs;
import dev.sluice.engine.migration.RunSessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Migrations run as runners. What is made in a schema is its owner's by itself; the schemas that they make are handed over. */
final class SqlServerRunSessions implements RunSessions {
  private final BoundedSessions own;
  private final SessionWork work;
  private final Runners runners;
  private final Editions editions;

  SqlServerRunSessions(BoundedSessions own, SessionWork work, Runners runners, Editions editions) {
    this.own = Objects.requireNonNull(own, "own");
    this.work = Objects.requireNonNull(work, "work");
    this.runners = Objects.requireNonNull(runners, "runners");
    this.editions = Objects.requireNonNull(editions, "editions");
  }

  @Override
  public Sessions looking(MigrationDesign design) {
    return design.runAs() instanceof RunAs.ProviderConfig ? own : sessions(new Runners.Place(design.database(), design.runAs()));
  }

  private Sessions sessions(Runners.Place place) {
    return new EndedByUs(new RunnerSessions(own, runners.at(place)), own);
  }

  @Override
  public Sessions running(MigrationDesign design, MigrationRun run) {
    if (design.runAs() instanceof RunAs.ProviderConfig) {
      return own;
    }
    var place = new Runners.Place(design.database(), design.runAs());
    // What the provider's user has made before there were runners, where it isn't the owner; and what a run that died left.
    handOver(design, "(p.sid = SUSER_SID() OR " + whose(design) + ")").forEach(run::handedOver);
    return sessions(place);
  }

  @Override
  public List<String> settle(Connection connection, MigrationDesign design) throws SQLException {
    return design.runAs() instanceof RunAs.ProviderConfig ? List.of() : handOver(design, whose(design));
  }

  private static String whose(MigrationDesign design) {
    var login = Runner.loginFor(design.database(), design.runAs());
    return RoleScene.theirs(design.runAs() instanceof RunAs.Role(String role) ? List.of(login, role) : List.of(login), List.of());
  }

  private List<String> handOver(MigrationDesign design, String whose) {
    var database = design.database();
    return work.beside(database, session -> {
      var reach = new Reach(work, editions.of(session));
      var owned = reach.query(session, database, Ownership.query(whose), Ownership::read);
      if (owned.none()) {
        return List.of();
      }
      var sql = new ArrayList<>(owned.statements());
      if (design.runAs() instanceof RunAs.Owner) {
        // It goes on handing out rights there.
        var runner = Runner.loginFor(database, design.runAs());
        owned.schemas().forEach(schema ->
            sql.add("IF DATABASE_PRINCIPAL_ID(" + Quoting.literal(runner) + ") IS NOT NULL " + new Rights.Right("CONTROL", schema).statement(runner)));
      }
      reach.make(session, Step.inside(database, "given to the owner of database " + database + ": " + owned.inWords(), sql));
      return owned.things();
    });
  }

  /** To end another session takes a right of the server's, which no runner has. Nothing of a migration's is said in that session. */
  private record EndedByUs(Sessions runner, Sessions provider) implements Sessions {
    @Override
    public Session lease(String database, Purpose purpose) {
      return (purpose == Purpose.ENDING ? provider : runner).lease(database, purpose);
    }

    @Override
    public void endIdle(String database) {
      runner.endIdle(database);
    }

    @Override
    public void close() {
      runner.close();
    }
  }
}
