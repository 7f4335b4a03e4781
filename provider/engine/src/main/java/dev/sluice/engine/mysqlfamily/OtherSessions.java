package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.SessionWork;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The sessions, but ours, that have a database as their own, or are an account's; without the right PROCESS only those of our user. */
record OtherSessions(List<One> all) {
  private static final int NO_SUCH_SESSION = 1094;
  private static final int NOT_ITS_OWNER = 1095;

  record One(long id, String user) {}

  OtherSessions {
    all = List.copyOf(all);
  }

  static OtherSessions in(Connection connection, String database) throws SQLException {
    List<One> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(
            "SELECT ID, USER, DB FROM information_schema.PROCESSLIST WHERE DB IS NOT NULL AND ID <> CONNECTION_ID()")) {
      while (rows.next()) {
        // Compared here, where case and accents count.
        if (database.equals(rows.getString(3))) {
          found.add(new One(rows.getLong(1), rows.getString(2)));
        }
      }
    }
    return new OtherSessions(found);
  }

  /** The server doesn't tell whose account a session is: where a user has several, the client's host decides. */
  static OtherSessions of(Connection connection, AccountRow row) throws SQLException {
    List<One> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(
        "SELECT ID, USER, HOST FROM information_schema.PROCESSLIST WHERE USER = ? AND ID <> CONNECTION_ID()")) {
      statement.setString(1, row.account().user());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (row.account().user().equals(rows.getString(2)) && row.isWhoComesFrom(rows.getString(3).replaceFirst(":\\d+$", ""))) {
            found.add(new One(rows.getLong(1), rows.getString(2)));
          }
        }
      }
    }
    return new OtherSessions(found);
  }

  boolean none() {
    return all.isEmpty();
  }

  /** Such as {@code orders (2), report (1)}. */
  String inWords() {
    Map<String, Integer> counts = new TreeMap<>();
    all.forEach(session -> counts.merge(session.user(), 1, Integer::sum));
    return counts.entrySet().stream().map(user -> user.getKey() + " (" + user.getValue() + ")").collect(Collectors.joining(", "));
  }

  /** Ends them; those that we may not end are left. */
  OtherSessions end(Connection connection) throws SQLException {
    List<One> left = new ArrayList<>();
    for (One session : all) {
      try {
        SessionWork.execute(connection, "KILL " + session.id());
      } catch (SQLException e) {
        if (e.getErrorCode() == NOT_ITS_OWNER) {
          left.add(session);
        } else if (e.getErrorCode() != NO_SUCH_SESSION) {
          throw e;
        }
      }
    }
    return new OtherSessions(left);
  }
}
