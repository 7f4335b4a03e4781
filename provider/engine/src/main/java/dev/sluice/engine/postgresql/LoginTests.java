package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionConnector.Outcome;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether passwords log in. Who isn't a superuser can't read what the server keeps of them, so they are tried; one that did
 * is believed for a while.
 */
final class LoginTests {
  private static final Duration BELIEVED = Duration.ofMinutes(10);
  private static final int MOST = 10_000;
  private static final String WRONG_PASSWORD = "28P01";

  private final Server server;
  private final Clock clock;
  private final Map<String, Tried> tried = new ConcurrentHashMap<>();

  private record Tried(Password password, Instant at) {}

  LoginTests(Server server, Clock clock) {
    this.server = server;
    this.clock = clock;
  }

  /**
   * Whatever the server says behind the check of the password, such as that the role may not enter, means that it was right.
   *
   * @throws EngineException where the server isn't reached
   */
  boolean works(String role, Password password) {
    var before = Optional.ofNullable(tried.get(role));
    if (before.filter(one -> one.password().equals(password) && one.at().plus(BELIEVED).isAfter(clock.instant())).isPresent()) {
      return true;
    }
    var works = attempt(role, password);
    if (!works) {
      tried.remove(role);
    } else if (tried.size() < MOST || before.isPresent()) {
      tried.put(role, new Tried(password, clock.instant()));
    }
    return works;
  }

  void forget(String role) {
    tried.remove(role);
  }

  /** The password was set a moment ago, which is as good as a test. */
  void believe(String role, Password password) {
    if (tried.size() < MOST || tried.containsKey(role)) {
      tried.put(role, new Tried(password, clock.instant()));
    }
  }

  private boolean attempt(String role, Password password) {
    var as = server.as(role, password);
    return switch (new PostgreSqlConnector(as, new PostgreSqlFailures(as)).connect(as.defaultDatabase().orElse(PostgreSqlEngine.USUAL_DATABASE))) {
      case Outcome.Connected connected -> closed(connected);
      case Outcome.ServerRefused refused -> judged(refused.failure());
      case Outcome.DatabaseRefused refused -> judged(refused.failure());
    };
  }

  private static boolean judged(Failure failure) {
    if (failure.sqlState().isEmpty() || failure.sqlState().get().startsWith("08")) {
      throw new EngineException(failure);
    }
    return !failure.sqlState().get().equals(WRONG_PASSWORD);
  }

  private static boolean closed(Outcome.Connected connected) {
    try {
      connected.connection().close();
    } catch (SQLException e) {
      // It was open, which is all that was asked.
    }
    return true;
  }
}
