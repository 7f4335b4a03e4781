package dev.sluice.controller.migration;

import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A database with an owner of its own, as its administrator sees it. */
public record TestDatabase(EmbeddedPostgreSql server, String name) {
  private static final String HISTORY = "SELECT coalesce(version, script) FROM flyway_schema_history ORDER BY installed_rank";

  /** Something that needs a connection. */
  public interface Work {
    void run(Connection connection) throws SQLException;
  }

  public static TestDatabase create(EmbeddedPostgreSql server, String name) {
    var admin = new TestDatabase(server, "postgres");
    admin.run("CREATE ROLE \"" + name + "_owner\"");
    admin.run("CREATE DATABASE \"" + name + "\" OWNER \"" + name + "_owner\"");
    return new TestDatabase(server, name);
  }

  /** Makes what the migrations may alter. */
  public void runAsOwner(String sql) {
    run("SET ROLE \"" + name + "_owner\"; " + sql);
  }

  public void run(String sql) {
    with(
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute(sql);
          }
        });
  }

  public long number(String sql) {
    return Long.parseLong(text(sql));
  }

  public String text(String sql) {
    return column(sql).getFirst();
  }

  public List<String> column(String sql) {
    var values = new ArrayList<String>();
    with(
        connection -> {
          try (var statement = connection.createStatement();
              var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
              values.add(rows.getString(1));
            }
          }
        });
    return values;
  }

  public List<String> history() {
    return column(HISTORY);
  }

  public boolean has(String table) {
    return text("SELECT to_regclass('" + table + "') IS NOT NULL").equals("t");
  }

  /** Sessions of the provider here, by what they run. */
  public long running(String part) {
    return number(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = '%s' AND pid <> pg_backend_pid() AND state = 'active' AND query LIKE '%%%s%%'"
            .formatted(name, part));
  }

  public long advisoryLocks() {
    return number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = '%s')".formatted(name));
  }

  /** In a transaction that stays open until the connection is closed. */
  public Connection holding(String sql) {
    try {
      var connection = server.connect(name);
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
      }
      return connection;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private void with(Work work) {
    try (var connection = server.connect(name)) {
      work.run(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(name + ": " + e.getMessage(), e);
    }
  }
}
