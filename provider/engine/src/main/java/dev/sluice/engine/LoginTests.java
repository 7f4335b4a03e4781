package dev.sluice.engine;

import dev.sluice.engine.SessionConnector.Outcome;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Whether passwords log in. Not everybody can read what the server keeps of them, and make sense of it, so they are tried; one
 * that did is believed for a while.
 */
public final class LoginTests {
  private static final Duration BELIEVED = Duration.ofMinutes(10);
  private static final int MOST = 10_000;

  private final Server server;
  private final Clock clock;
  private final String wrongPassword;
  private final Function<Server, Outcome> connect;
  private final Map<String, Tried> tried = new ConcurrentHashMap<>();

  private record Tried(Password password, Instant at) {}

  /**
   * @param wrongPassword the SQLSTATE by which the server says so, and nothing else
   * @param connect logs in as whom the server is described with
   */
  public LoginTests(Server server, Clock clock, String wrongPassword, Function<Server, Outcome> connect) {
    this.server = server;
    this.clock = clock;
    this.wrongPassword = wrongPassword;
    this.connect = connect;
  }

  /**
   * Whatever the server says behind the check of the password, such as that the role may not enter, means that it was right.
   *
   * @throws EngineException where the server isn't reached
   */
  public boolean works(String role, Password password) {
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

  public void forget(String role) {
    tried.remove(role);
  }

  /** The password was set a moment ago, which is as good as a test. */
  public void believe(String role, Password password) {
    if (tried.size() < MOST || tried.containsKey(role)) {
      tried.put(role, new Tried(password, clock.instant()));
    }
  }

  private boolean attempt(String role, Password password) {
    return switch (connect.apply(server.as(role, password))) {
      case Outcome.Connected connected -> closed(connected);
      case Outcome.ServerRefused refused -> judged(refused.failure());
      case Outcome.DatabaseRefused refused -> judged(refused.failure());
    };
  }

  private boolean judged(Failure failure) {
    if (failure.sqlState().isEmpty() || failure.sqlState().get().startsWith("08")) {
      throw new EngineException(failure);
    }
    return !failure.sqlState().get().equals(wrongPassword);
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
