package dev.sluice.engine.migration;

import java.sql.Connection;
import java.sql.SQLException;

/** What a product's statements do to transactions, and how to tell afterwards whether one took effect. */
public interface StatementRules {

  Kind kind(String sql);

  /** Corrects Flyway's opinion on whether a statement may run inside a transaction. */
  boolean mayRunInTransaction(String sql, boolean flywaySays);

  /** Whether the session is inside a transaction, as the server said last. No round trip. */
  boolean inTransaction(Connection connection) throws SQLException;

  /** Whether the server refused a statement only because it stood inside a transaction. */
  boolean refusedInTransaction(SQLException e);

  /** Asks the catalog whether a statement that was sent took effect. Changes nothing. */
  Proof prove(Connection connection, String sql) throws SQLException;

  /** Removes what an unfinished run of the statement left, where {@link #prove} found {@link Proof#REMAINS}. */
  void clear(Connection connection, String sql) throws SQLException;

  /** Whether a refused statement can't have left anything: it found its own name taken. */
  boolean leftNothing(SQLException e);

  enum Kind {
    /** May be wrapped into a transaction. */
    PLAIN,
    /** Must stand alone. */
    ALONE,
    /** Changes the session only; a new session needs it again. */
    SESSION,
    OPENS,
    COMMITS,
    ROLLS_BACK
  }

  enum Proof {
    APPLIED,
    NOT_APPLIED,
    /** Not applied, and something of it lies about. */
    REMAINS,
    /** Does the same each time. */
    REPEATABLE,
    UNKNOWN
  }
}
