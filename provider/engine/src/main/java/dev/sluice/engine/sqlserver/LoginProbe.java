package dev.sluice.engine.sqlserver;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.LoginTests;
import dev.sluice.engine.Password;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionConnector.Outcome;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Whether passwords log in: of logins to where the provider itself logs in, of users of a database to that one. */
final class LoginProbe {
  /** The driver has none of its own for it. */
  private static final String WRONG_PASSWORD = "28000";
  private static final int LOGIN_FAILED = 18456;
  /** Behind the check of the password: the database, or the state of the login, which is seen to otherwise. */
  private static final Set<Integer> KNOWN = Set.of(4060, 4064, 916, 18470, 18486, 18487, 18488);
  private static final int MOST = 1_000;

  private final Server server;
  private final Clock clock;
  private final BoundedSessions sessions;
  private final Map<String, LoginTests> byDatabase = new ConcurrentHashMap<>();

  LoginProbe(Server server, Clock clock, BoundedSessions sessions) {
    this.server = Objects.requireNonNull(server, "server");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.sessions = Objects.requireNonNull(sessions, "sessions");
  }

  /** @throws EngineException where the server isn't reached */
  boolean works(Optional<String> database, String user, Password password) {
    return in(database).works(user, password);
  }

  void forget(String user) {
    byDatabase.values().forEach(tests -> tests.forget(user));
  }

  private LoginTests in(Optional<String> database) {
    if (byDatabase.size() >= MOST) {
      byDatabase.clear();
    }
    return byDatabase.computeIfAbsent(database.orElse(""), any -> new LoginTests(server, clock, WRONG_PASSWORD, sessions, as -> attempt(as, database)));
  }

  private Outcome attempt(Server as, Optional<String> database) {
    var failures = new SqlServerFailures(as);
    var to = database.or(as::defaultDatabase).orElse(SqlServerEngine.USUAL_DATABASE);
    try {
      return new Outcome.Connected(new SqlServerConnector(as, failures).open(to));
    } catch (SQLException e) {
      return new Outcome.DatabaseRefused(judged(e, failures.of(e, to)));
    }
  }

  /** What the tests tell by the state: none where the server said nothing, that of a wrong password, or any other. */
  static Failure judged(SQLException e, Failure failure) {
    var state = ErrorWords.server(e).isEmpty() ? Optional.<String>empty() : Optional.of(isWrongPassword(e) ? WRONG_PASSWORD : "S0001");
    return switch (failure) {
      case Failure.Transient passing -> new Failure.Transient(passing.reason(), passing.message(), Optional.empty());
      case Failure other when other.reason().equals(Reasons.TLS) -> other;
      case Failure other -> new Failure.MissingRight(other.reason(), other.message(), state);
    };
  }

  private static boolean isWrongPassword(SQLException e) {
    var numbers = Stream.iterate(e, one -> one != null, SQLException::getNextException).limit(10).map(SQLException::getErrorCode).toList();
    return numbers.contains(LOGIN_FAILED) && numbers.stream().noneMatch(KNOWN::contains);
  }
}
