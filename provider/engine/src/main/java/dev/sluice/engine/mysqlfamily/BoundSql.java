package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Password;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A statement whose values, passwords among them, aren't part of its text.
 *
 * @param values each a text, a truth, a password, or an optional text
 */
record BoundSql(String text, List<Object> values) {
  private static final int SYNTAX = 1064;

  BoundSql {
    values = List.copyOf(values);
  }

  static BoundSql of(String text, Object... values) {
    return new BoundSql(text, List.of(values));
  }

  void execute(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement(text)) {
      for (var at = 0; at < values.size(); at++) {
        statement.setObject(at + 1, plain(values.get(at)));
      }
      statement.execute();
    } catch (SQLException e) {
      throw withoutPasswords(e);
    }
  }

  private static Object plain(Object value) {
    return switch (value) {
      case Password password -> password.reveal();
      case Optional<?> optional -> optional.orElse(null);
      default -> value;
    };
  }

  /** The drivers put values into the text before they send it, and of a text that it doesn't understand the server quotes a part. */
  private SQLException withoutPasswords(SQLException e) {
    var secret = values.stream().anyMatch(Password.class::isInstance);
    return secret && e.getErrorCode() == SYNTAX
        ? new SQLException("the server doesn't understand the statement that sets the password", e.getSQLState(), e.getErrorCode())
        : e;
  }
}
