package dev.sluice.engine;

import dev.sluice.engine.SessionConnector.Outcome;
import dev.sluice.engine.Sessions.Purpose;
import java.sql.Connection;
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
 * that did is believed for a while. Each test is a session, and counts with the server's others.
 */
public final class LoginTests {
  private static final Duration BELIEVED = Duration.ofMinutes(10);
  private static final int MOST = 10_000;
  /** Before the role's name: who logs in as it to work has another seat, and proves nothing. */
  private static final String SEAT = "login test of ";

  private final Server server;
  private final Clock clock;
  private final String wrongPassword;
  private final BoundedSessions sessions;
  private final Function<Server, Outcome> connect;
  private final Map<String, Tried> tried = new ConcurrentHashMap<>();

  private record Tried(Password password, Instant at) {}

  /**
   * @param wrongPassword the SQLSTATE by which the server says so, and nothing else
   * @param sessions of the server, in none of which a thread may be that asks here
   * @param connect logs in as whom the server is described with
   */
  public LoginTests(Server server, Clock clock, String wrongPassword, BoundedSessions sessions, Function<Server, Outcome> connect) {
    this.server = server;
    this.clock = clock;
    this.wrongPassword = wrongPassword;
    this.sessions = sessions;
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
    try (var session = sessions.as(SEAT + role, new Attempt(connect, server.as(role, password))).lease("", Purpose.LOOKING)) {
      session.discard();
      return true;
    } catch (EngineException e) {
      if (!isAnswer(e.failure())) {
        throw e;
      }
      return !e.failure().sqlState().equals(Optional.of(wrongPassword));
    }
  }

  /** Whether the server was reached, and said something of the login. */
  private static boolean isAnswer(Failure failure) {
    return failure.sqlState().filter(state -> !state.startsWith("08")).isPresent();
  }

  /** A login, and nothing behind it. */
  private record Attempt(Function<Server, Outcome> connect, Server as) implements SessionConnector {
    @Override
    public Outcome connect(String database) {
      return switch (connect.apply(as)) {
        // That this one isn't let in keeps nobody else from trying.
        case Outcome.ServerRefused(Failure failure) when isAnswer(failure) -> new Outcome.DatabaseRefused(failure);
        case Outcome outcome -> outcome;
      };
    }

    @Override
    public void prepare(Connection connection, Purpose purpose) {}

    @Override
    public Failure failure(SQLException e, String database) {
      throw new IllegalStateException("nothing is prepared that could fail", e);
    }
  }
}
