package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Password;
import dev.sluice.engine.Server;
import dev.sluice.engine.Timeouts;
import dev.sluice.engine.Tls;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** What the tests say about a server that runs. */
final class Servers {
  static final String PASSWORD = "Zq@ss/w:o#r%d?x'\"\\";
  private static final AtomicInteger NAMES = new AtomicInteger();

  private Servers() {}

  static Server superuser(EmbeddedPostgreSql server) {
    return as(server, server.username(), server.password());
  }

  static Server as(EmbeddedPostgreSql server, String user, String password) {
    return with(server, user, password, Tls.DISABLED, 10);
  }

  static Server with(EmbeddedPostgreSql server, String user, String password, Tls tls, int maxSessions) {
    return new Server(
        new Server.Login(server.host(), server.port(), user, new Password(password)), Optional.of("postgres"), tls, Timeouts.DEFAULT, maxSessions);
  }

  static String newName(String prefix) {
    return prefix + "_" + NAMES.incrementAndGet();
  }

  static void run(EmbeddedPostgreSql server, String database, String... statements) {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static int major(EmbeddedPostgreSql server) {
    return Integer.parseInt(rows(server, "postgres", "SELECT current_setting('server_version_num')::int / 10000").getFirst());
  }

  static Failure failureOf(Runnable work) {
    try {
      work.run();
    } catch (EngineException e) {
      return e.failure();
    }
    throw new AssertionError("nothing failed");
  }

  static List<String> rows(EmbeddedPostgreSql server, String database, String query) {
    try (Connection connection = server.connect(database);
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
}
