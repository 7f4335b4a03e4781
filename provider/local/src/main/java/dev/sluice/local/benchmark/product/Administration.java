package dev.sluice.local.benchmark.product;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sessions for one piece of work each, by JDBC. */
record Administration(Login login) {

  /** As the administrator. */
  @FunctionalInterface
  interface Login {
    Connection connect(String database) throws SQLException;
  }

  Administration {
    requireNonNull(login, "login is null");
  }

  /** From the opening of a session for them until it is closed. */
  Duration execute(String database, List<String> statements) {
    long start = System.nanoTime();
    try (Connection connection = login.connect(database); Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw failed(statements.getFirst() + (statements.size() == 1 ? "" : " (or one of its like)"), e);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** The only row's only column. */
  String text(String database, String query) {
    try (Connection connection = login.connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw failed(query, e);
    }
  }

  /** Rows of a name and a number. */
  Map<String, Long> numbers(String database, String query) {
    try (Connection connection = login.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      Map<String, Long> numbers = new HashMap<>();
      while (rows.next()) {
        numbers.put(rows.getString(1), rows.getLong(2));
      }
      return numbers;
    } catch (SQLException e) {
      throw failed(query, e);
    }
  }

  /** The product's, as its driver tells it. */
  String version(String database) {
    try (Connection connection = login.connect(database)) {
      return connection.getMetaData().getDatabaseProductVersion();
    } catch (SQLException e) {
      throw failed("reading the version", e);
    }
  }

  /** The caller closes it. */
  Connection open(String database) {
    try {
      return login.connect(database);
    } catch (SQLException e) {
      throw failed("opening a session", e);
    }
  }

  private static IllegalStateException failed(String what, SQLException e) {
    return new IllegalStateException(what + " failed", e);
  }
}
