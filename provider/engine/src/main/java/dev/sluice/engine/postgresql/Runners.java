package dev.sluice.engine.postgresql;

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
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The runners of a server. Their passwords are random, known to this process alone and good for a few hours; another process
 * that needs the same runner sets another one.
 */
final class Runners {
  private static final Duration RENEWED_AFTER = Duration.ofHours(2);
  private static final int MOST = 10_000;
  private static final String NO_RIGHT = "42501";
  private static final String REMEDY =
      " Or set spec.forProvider.runAs to ProviderConfig, where allow.runAs of the ProviderConfig lists it, to run with the provider's own rights.";

  private final Server server;
  private final SessionWork work;
  private final Clock clock;
  private final Map<Place, Known> known = new ConcurrentHashMap<>();

  /** By login: databases of one owner have one runner, and none may shut out another's sessions by a password of its own. */
  private final Map<String, Runner> issued = new ConcurrentHashMap<>();

  private record Known(Runner runner, Ready ready) {}

  /** @param as Owner or Role */
  record Place(String database, RunAs as) {}

  Runners(Server server, SessionWork work, Clock clock) {
    this.server = server;
    this.work = work;
    this.clock = clock;
  }

  /** @throws EngineException where there can't be one: {@link Reasons#OWNER_NOT_ALLOWED}, {@link Reasons#MISSING_RIGHT} */
  private Ready ready(Place place) {
    var before = Optional.ofNullable(known.get(place)).filter(there -> there.runner().renew().isAfter(clock.instant()));
    return before.orElseGet(() -> {
      var runner = work.beside(place.database(), session -> made(session, place));
      var made = new Known(runner, new Ready(runner.login(), new RunnerConnector(server, runner)));
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(place, made);
      return made;
    }).ready();
  }

  RunnerSessions.Runner at(Place place) {
    return new RunnerSessions.Runner() {
      @Override
      public Ready ready() {
        return Runners.this.ready(place);
      }

      @Override
      public void forget(Ready ready) {
        known.computeIfPresent(place, (same, there) -> there.ready().equals(ready) ? null : there);
      }

      /** Also where it may not enter the database: that may have got another owner. */
      @Override
      public boolean isStale(Failure failure) {
        return failure.reason().equals(RunnerConnector.OWNER_CHANGED)
            || failure.sqlState().filter(state -> RunnerConnector.NOT_ADMITTED.contains(state) || state.equals(NO_RIGHT)).isPresent();
      }
    };
  }

  private Runner made(Session session, Place place) throws SQLException {
    var connection = session.connection();
    var role = role(connection, place);
    var login = Runner.loginFor(role);
    return NameLock.holding(session, "runner " + login, locked -> {
      var row = RunnerRow.read(connection, login, role);
      if (row.exists() && !row.comment().equals(Optional.of(Runner.mark(role)))) {
        throw Admission.permanent(
            Reasons.CONFLICT, "Role " + login + ", which would be made to run migrations as " + role + ", is there already and isn't the provider's; rename it.");
      }
      var before = Optional.ofNullable(issued.get(login)).filter(there -> there.renew().isAfter(clock.instant()));
      var password = before.map(Runner::password).orElseGet(Password::random);
      try {
        SessionWork.execute(connection, String.join(";\n", statements(row, login, role, password)));
      } catch (SQLException e) {
        if (NO_RIGHT.equals(e.getSQLState())) {
          throw missing(
              "The provider's login may not make a runner for role " + role + " (" + PostgreSqlFailures.words(e) + "): as a superuser run ALTER ROLE "
                  + row.provider() + " CREATEROLE, and GRANT " + role + " TO " + row.provider() + " WITH ADMIN OPTION.");
        }
        throw e;
      }
      var runner = new Runner(login, role, password, before.map(Runner::renew).orElseGet(() -> clock.instant().plus(RENEWED_AFTER)));
      if (issued.size() >= MOST) {
        issued.clear();
      }
      issued.put(login, runner);
      return runner;
    });
  }

  private static List<String> statements(RunnerRow row, String login, String role, Password password) {
    var name = Quoting.identifier(login);
    var sql = new ArrayList<String>();
    sql.add(
        (row.exists() ? "ALTER ROLE " : "CREATE ROLE ") + name + " LOGIN INHERIT PASSWORD " + Quoting.literal(ScramVerifier.of(password))
            + " VALID UNTIL " + Quoting.literal(row.until()));
    if (!row.exists()) {
      sql.add("COMMENT ON ROLE " + name + " IS " + Quoting.literal(Runner.mark(role)));
    }
    if (!row.member()) {
      sql.add("GRANT " + Quoting.identifier(role) + " TO " + name);
    }
    row.others().forEach(other -> sql.add("REVOKE " + Quoting.identifier(other) + " FROM " + name));
    if (!row.acts()) {
      sql.add("ALTER ROLE " + name + " SET role = " + Quoting.literal(role));
    }
    return sql;
  }

  /** As which to run: the owner, or one that may do what the owner may. */
  private static String role(Connection connection, Place place) throws SQLException {
    var named = place.as() instanceof RunAs.Role(String name) ? Optional.of(name) : Optional.<String>empty();
    named.ifPresent(Quoting::identifier);
    var query =
        """
        SELECT r.rolname, %s AS mighty, pg_catalog.pg_has_role(r.oid, o.oid, 'USAGE'), o.rolname
        FROM pg_catalog.pg_database d JOIN pg_catalog.pg_roles o ON o.oid = d.datdba
        LEFT JOIN pg_catalog.pg_roles r ON r.rolname = coalesce(?, o.rolname::pg_catalog.text) WHERE d.datname = ?"""
            .formatted(RoleRow.MIGHTY.formatted("r"));
    try (var ask = connection.prepareStatement(query)) {
      ask.setString(1, named.orElse(null));
      ask.setString(2, place.database());
      try (var row = ask.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("database \"" + place.database() + "\" does not exist", "3D000");
        }
        var owner = row.getString(4);
        var role = Optional.ofNullable(row.getString(1)).orElseThrow(() ->
            missing("Role " + named.orElse(owner) + ", which spec.forProvider.runAs names, doesn't exist; create it, or name another one."));
        if (row.getBoolean(2)) {
          throw notAllowed(place, role, named.isPresent());
        }
        if (!row.getBoolean(3)) {
          throw missing(
              "Role " + role + ", which spec.forProvider.runAs names, isn't a member of " + owner + ", the owner of database " + place.database()
                  + ": GRANT " + owner + " TO " + role + ", or name another one.");
        }
        return role;
      }
    }
  }

  private static EngineException notAllowed(Place place, String role, boolean named) {
    var why = " is the provider's own login, a superuser, or as good as one, and SQL from Git never runs as that. ";
    return new EngineException(
        new Failure.MissingRight(
            Reasons.OWNER_NOT_ALLOWED,
            named
                ? "Role " + role + ", which spec.forProvider.runAs names," + why + "Name another one."
                : "Role " + role + ", the owner of database " + place.database() + "," + why
                    + "Give the database another owner: a Database resource does, made by a login that may create roles." + REMEDY,
            Optional.empty()));
  }

  private static EngineException missing(String message) {
    return new EngineException(new Failure.MissingRight(Reasons.MISSING_RIGHT, message + REMEDY, Optional.empty()));
  }
}
