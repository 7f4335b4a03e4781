package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.BoundedSessions;
import dev.sluice.engine.DatabaseServer;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Engines;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.SessionConnector;
import dev.sluice.engine.Sessions;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.local.mysqlfamily.EmbeddedServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A product, and its server that all tests share.
 *
 * @param builder for a server that one test has to itself
 */
record Target(Product product, Supplier<EmbeddedServer.Builder> builder, EmbeddedServer server) {
  static final String PASSWORD = "Zq@ss/w:o#r%d?x'\"\\";
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Timeouts TIMEOUTS = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ZERO);

  Target with(EmbeddedServer other) {
    return new Target(product, builder, other);
  }

  boolean isMariaDb() {
    return product.id().equals("MariaDB");
  }

  Server root() {
    return as(server.username(), server.password());
  }

  Server as(String user, String password) {
    return described(user, password, Tls.DISABLED, 10);
  }

  Server described(String user, String password, Tls tls, int maxSessions) {
    return new Server(new Server.Login(server.host(), server.port(), user, new Password(password)), Optional.empty(), tls, TIMEOUTS, maxSessions);
  }

  DatabaseServer open(Server description) {
    return Engines.load().named(product.id()).orElseThrow().open(description);
  }

  Sessions sessions(Server description) {
    return BoundedSessions.of(description, new MySqlFamilyConnector(description, product, failures(description)));
  }

  MySqlFamilyFailures failures(Server description) {
    return new MySqlFamilyFailures(description, product);
  }

  static String newName(String prefix) {
    return prefix + "_" + NAMES.incrementAndGet();
  }

  void run(String... statements) {
    try (Connection connection = server.connect("");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A user with a password of all the characters that are hard on somebody. */
  void createUser(String user, String... grants) {
    run("CREATE USER " + user + " IDENTIFIED BY '" + PASSWORD.replace("\\", "\\\\").replace("'", "''") + "'");
    for (String grant : grants) {
      run("GRANT " + grant + " TO " + user);
    }
  }

  List<String> rows(String query) {
    try (Connection connection = server.connect("");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a user's statement fails with. */
  Failure failure(String user, String sql) {
    try (Connection connection = server.connect("", user, PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      return failures(root()).of(e, "");
    }
    throw new AssertionError("went through: " + sql);
  }

  /** What a user's login fails with. */
  Failure connect(String user) {
    try (Sessions sessions = sessions(as(user, PASSWORD))) {
      return failureOf(() -> sessions.lease("", Sessions.Purpose.LOOKING));
    }
  }

  /** A session as a user. */
  Connection session(String user) {
    Server description = as(user, PASSWORD);
    return switch (new MySqlFamilyConnector(description, product, failures(description)).connect("")) {
      case SessionConnector.Outcome.Connected(Connection connection) -> connection;
      case SessionConnector.Outcome.ServerRefused(Failure failure) -> throw new EngineException(failure);
      case SessionConnector.Outcome.DatabaseRefused(Failure failure) -> throw new EngineException(failure);
    };
  }

  static Failure failureOf(Runnable work) {
    try {
      work.run();
    } catch (EngineException e) {
      return e.failure();
    }
    throw new AssertionError("nothing failed");
  }
}
