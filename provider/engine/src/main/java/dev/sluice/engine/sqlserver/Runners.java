package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.RunnerSessions;
import dev.sluice.engine.RunnerSessions.Ready;
import dev.sluice.engine.Server;
import dev.sluice.engine.Session;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.migration.RunAs;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The runners of a server. Their passwords are random and known to this process alone; another process that needs the same runner
 * sets another one. The server knows no day on which a login's password ends, so each is replaced when it is used after a while.
 */
final class Runners {
  private static final Duration RENEWED_AFTER = Duration.ofHours(2);
  private static final int MOST = 10_000;
  private static final String REMEDY =
      " Or set spec.forProvider.runAs to ProviderConfig, where allow.runAs of the ProviderConfig lists it, to run with the provider's own rights.";
  /** In the policy's eyes it is of all kinds. */
  private static final String OF_EACH_KIND = "-aA1";

  private final Server server;
  private final SessionWork work;
  private final Editions editions;
  private final Clock clock;
  private final Map<Place, Known> known = new ConcurrentHashMap<>();

  private record Known(Runner runner, Ready ready) {}

  /** @param as Owner or Role */
  record Place(String database, RunAs as) {
    Place {
      if (Admission.system(database)) {
        throw Admission.permanent(Reasons.INVALID_SPEC, "Database " + database + " is SQL Server's own, and no migration runs there; name another one.");
      }
    }

    String login() {
      return Runner.loginFor(database, as);
    }
  }

  Runners(Server server, SessionWork work, Editions editions, Clock clock) {
    this.server = server;
    this.work = work;
    this.editions = editions;
    this.clock = clock;
  }

  RunnerSessions.Runner at(Place place) {
    return new RunnerSessions.Runner() {
      /** @throws EngineException where there can't be one: Conflict, MissingRight, OwnerNotAllowed */
      @Override
      public Ready ready() {
        return Runners.this.ready(place);
      }

      @Override
      public void forget(Ready ready) {
        known.computeIfPresent(place, (same, there) -> there.ready().equals(ready) ? null : there);
      }

      /** Also where it may not enter the database, which may have been made anew. */
      @Override
      public boolean isStale(Failure failure) {
        return List.of(Reasons.AUTHENTICATION, Reasons.MISSING_RIGHT, Reasons.DATABASE_MISSING).contains(failure.reason());
      }
    };
  }

  private Ready ready(Place place) {
    var before = Optional.ofNullable(known.get(place)).filter(there -> there.runner().renew().isAfter(clock.instant()));
    return before.orElseGet(() -> {
      var runner = work.beside(place.database(), session ->
          NameLock.holding(session, "runner", place.login(), server.timeouts().lock(), locked -> made(locked, place)));
      var made = new Known(runner, new Ready(runner.login(), new RunnerConnector(server, runner)));
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(place, made);
      return made;
    }).ready();
  }

  private Runner made(Session session, Place place) throws SQLException {
    var reach = new Reach(work, editions.of(session));
    RunnerPlace.check(session, place.database(), reach.edition());
    var password = new Password(Password.random().reveal() + OF_EACH_KIND);
    try {
      var contained = reach.edition() == Edition.AZURE_DATABASE;
      if (!contained) {
        login(session, reach, place, password);
      }
      var sid = Runner.sid(place.database(), place.login());
      var scene = reach.query(session, place.database(), RoleScene.query(names(place), List.of(sid)), rows -> RoleScene.read(place.database(), rows));
      for (var step : new RunnerDifferences(place, scene, contained ? Optional.of(password) : Optional.empty()).steps()) {
        reach.make(session, step);
      }
      return new Runner(place.login(), place.database(), password, clock.instant().plus(RENEWED_AFTER));
    } catch (EngineException e) {
      if (e.failure().reason().equals(Reasons.MISSING_RIGHT) && e.failure() instanceof Failure.MissingRight) {
        throw missing(e.failure().message());
      }
      throw e;
    }
  }

  private static List<String> names(Place place) {
    return place.as() instanceof RunAs.Role(String role) ? List.of(place.login(), role) : List.of(place.login());
  }

  private void login(Session session, Reach reach, Place place, Password password) throws SQLException {
    var name = Quoting.identifier(place.login());
    var sid = Runner.sid(place.database(), place.login());
    var found = Optional.ofNullable(LoginRow.read(session.connection(), List.of(place.login())).get(place.login()));
    if (found.filter(row -> !row.sid().equals(sid)).isPresent()) {
      throw Admission.permanent(
          Reasons.CONFLICT,
          "Login " + place.login() + ", which would be made to run the migrations of database " + place.database() + ", is there already and isn't"
              + " the provider's; rename it.");
    }
    if (found.filter(LoginRow::mighty).isPresent()) {
      // Whatever it was given on the server goes with it; its user stays, by its identity.
      reach.make(session, Step.server("login " + place.login() + " made anew", "DROP LOGIN " + name));
      found = Optional.empty();
    }
    var hash = LoginDifferences.kept(password, false);
    var database = ", DEFAULT_DATABASE = " + Quoting.identifier(place.database());
    reach.make(
        session,
        found.isEmpty()
            ? Step.server(
                "login " + place.login() + " made",
                "CREATE LOGIN " + name + " WITH PASSWORD = " + hash + ", SID = 0x" + sid + database + ", CHECK_POLICY = OFF, CHECK_EXPIRATION = OFF").withSecret()
            : Step.server(
                "password of login " + place.login() + " changed", "ALTER LOGIN " + name + " WITH CHECK_POLICY = OFF",
                "ALTER LOGIN " + name + " WITH PASSWORD = " + hash + database, "ALTER LOGIN " + name + " ENABLE").withSecret());
  }

  static EngineException missing(String message) {
    return new EngineException(new Failure.MissingRight(Reasons.MISSING_RIGHT, message + REMEDY, Optional.empty()));
  }
}
