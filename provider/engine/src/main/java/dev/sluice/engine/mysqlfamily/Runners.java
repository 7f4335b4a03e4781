package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.RunnerSessions;
import dev.sluice.engine.RunnerSessions.Ready;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionWork;
import dev.sluice.engine.Tls;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The runners of a server. Their passwords are random, known to this process alone and good for a day, the least that these
 * servers know; another process that needs the same runner sets another one.
 */
final class Runners {
  private static final Duration RENEWED_AFTER = Duration.ofHours(2);
  private static final int MOST = 10_000;
  /** No right in a database, for a statement, on a table. */
  private static final Set<Integer> NO_RIGHT = Set.of(1044, 1142, 1227, 1370, 1410);
  private static final String REMEDY =
      " Or set spec.forProvider.runAs to ProviderConfig, where allow.runAs of the ProviderConfig lists it, to run with the provider's own rights.";

  private final Server server;
  private final Product product;
  private final SessionWork work;
  private final NameLock lock;
  private final Clock clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(Runner runner, Ready ready) {}

  Runners(Server server, Product product, SessionWork work, Clock clock) {
    this.server = server;
    this.product = product;
    this.work = work;
    this.lock = new NameLock("runner", server.timeouts().lock());
    this.clock = clock;
  }

  RunnerSessions.Runner of(String database) {
    return new RunnerSessions.Runner() {
      /** @throws EngineException where there can't be one: Conflict, MissingRight */
      @Override
      public Ready ready() {
        return Runners.this.ready(database);
      }

      @Override
      public void forget(Ready ready) {
        known.computeIfPresent(database, (same, there) -> there.ready().equals(ready) ? null : there);
      }

      @Override
      public boolean isStale(Failure failure) {
        return failure.reason().equals(Reasons.AUTHENTICATION) || failure.reason().equals(Reasons.MISSING_RIGHT);
      }
    };
  }

  private Ready ready(String database) {
    if (Admission.isSystems(database)) {
      throw Admission.permanent(Reasons.INVALID_SPEC, Admission.reserved(database, "nobody gets all rights there"));
    }
    var before = Optional.ofNullable(known.get(database)).filter(there -> there.runner().renew().isAfter(clock.instant()));
    return before.orElseGet(() -> {
      var runner = made(database);
      var made = new Known(runner, new Ready(runner.account().user(), new RunnerConnector(server, product, runner)));
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(database, made);
      return made;
    }).ready();
  }

  private Runner made(String database) {
    var account = Runner.accountFor(database);
    return work.beside(database, session -> lock.holding(session, account.user(), locked -> {
      try {
        return made(locked.connection(), database, account);
      } catch (SQLException e) {
        if (NO_RIGHT.contains(e.getErrorCode())) {
          throw new EngineException(
              new Failure.MissingRight(
                  Reasons.MISSING_RIGHT,
                  "The provider's login may not make a runner for database " + database + " (" + MySqlFamilyFailures.words(e)
                      + "): grant it CREATE USER, SELECT on mysql.*, all rights on sluice.*, and all rights on the database WITH GRANT OPTION." + REMEDY,
                  Optional.ofNullable(e.getSQLState())));
        }
        throw e;
      }
    }));
  }

  private Runner made(Connection connection, String database, Account account) throws SQLException {
    var register = Register.read(connection, product.accounts(), List.of(account), List.of(database));
    var names = register.names().having(List.of(database));
    var row = register.row(account);
    var claim = Runner.claim(database);
    if (row.found().isPresent() && !row.claim().equals(Optional.of(claim))) {
      throw Admission.permanent(
          Reasons.CONFLICT, "User " + account + ", which would be made to run the migrations of database " + database + ", is there already and isn't the provider's; rename it.");
    }
    if (row.claim().isEmpty()) {
      RoleClaim.prepare(connection);
      claim.writing(account).execute(connection);
    }
    var password = Password.random();
    BoundSql.of(
            (row.found().isEmpty() ? "CREATE USER " : "ALTER USER ") + account.sql() + product.accounts().identified(Optional.empty())
                + (server.tls().mode() == Tls.Mode.DISABLE ? " REQUIRE NONE" : " REQUIRE SSL") + " PASSWORD EXPIRE INTERVAL 1 DAY ACCOUNT UNLOCK",
            product.accounts().parameter(password))
        .execute(connection);
    if (row.found().filter(there -> !there.grants().areWithin(names.of(database))).isPresent()) {
      SessionWork.execute(connection, "REVOKE ALL PRIVILEGES, GRANT OPTION FROM " + account.sql());
    }
    SessionWork.execute(connection, "GRANT ALL PRIVILEGES ON " + names.quoted(database) + ".* TO " + account.sql());
    return new Runner(account, database, password, clock.instant().plus(RENEWED_AFTER));
  }
}
