package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The PostgreSQL server as an administrator sees it who prepares, counts and tidies up, outside of what is measured.
 */
final class Databases {
  /** Away from those that are counted: its sessions are the benchmark's own. */
  static final String OWN = "benchmark";
  private static final String SESSIONS =
      "SELECT coalesce(sum(sessions), 0) FROM pg_stat_database WHERE datname <> '" + OWN + "'";

  private final EmbeddedPostgreSql server;

  Databases(EmbeddedPostgreSql server) {
    this.server = requireNonNull(server, "server is null");
  }

  void prepare() {
    execute("postgres", List.of("CREATE DATABASE " + OWN));
  }

  /** Names are the benchmark's own: lower case letters, digits, underscores. */
  void create(List<String> names) {
    execute(OWN, names.stream().map(name -> "CREATE DATABASE " + name).toList());
  }

  void drop(List<String> names) {
    execute(OWN, names.stream().map(name -> "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)").toList());
  }

  /** What was written before is on the disk, so that the next one doesn't pay for it. */
  void checkpoint() {
    execute(OWN, List.of("CHECKPOINT"));
  }

  /** Sessions that were ever opened in databases that are still there. Those that are open now may be missing. */
  long sessionsOpened() {
    try (Connection connection = server.connect(OWN);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SESSIONS)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw failed(SESSIONS, e);
    }
  }

  /** As {@link #sessionsOpened}, for each database. */
  Map<String, Long> sessionsByDatabase() {
    try (Connection connection = server.connect(OWN);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT datname, sessions FROM pg_stat_database WHERE datname IS NOT NULL")) {
      Map<String, Long> sessions = new HashMap<>();
      while (rows.next()) {
        sessions.put(rows.getString(1), rows.getLong(2));
      }
      return sessions;
    } catch (SQLException e) {
      throw failed("counting sessions", e);
    }
  }

  /** A session for looking on; the caller closes it. */
  Connection observer() {
    try {
      return server.connect(OWN);
    } catch (SQLException e) {
      throw failed("the session that looks on", e);
    }
  }

  String version() {
    try (Connection connection = server.connect(OWN)) {
      return connection.getMetaData().getDatabaseProductVersion();
    } catch (SQLException e) {
      throw failed("reading the version", e);
    }
  }

  private void execute(String database, List<String> statements) {
    try (Connection connection = server.connect(database); Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw failed(statements.getFirst() + (statements.size() == 1 ? "" : " (or one of its like)"), e);
    }
  }

  private static IllegalStateException failed(String what, SQLException e) {
    return new IllegalStateException(what + " failed", e);
  }
}
