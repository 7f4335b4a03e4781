package dev.sluice.engine.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What a product's statements do to transactions, and how to tell afterwards whether one took effect. */
public interface StatementRules {

  Kind kind(String sql);

  /** Corrects Flyway's opinion on whether a statement may run inside a transaction. */
  boolean mayRunInTransaction(String sql, boolean flywaySays);

  /**
   * Whether a statement that can't be part of a transaction ends one by committing it, instead of being refused: such
   * products run files statement by statement that hold one, and files may mix.
   */
  default boolean commitsImplicitly() {
    return false;
  }

  /** Why such a statement is never run, with the remedy; empty where it may be. */
  default Optional<String> objection(String sql) {
    return Optional.empty();
  }

  /** Told of each statement of a file right before it is sent, should the session need a setting for it alone. */
  default void sending(Connection connection, String sql) throws SQLException {}

  /** The statement from where it begins for the server: without the comments before it. */
  default String proper(String sql) {
    return SqlText.withoutLeadingComments(sql);
  }

  /** What to send for a statement, so that the record of it can be written while its effect lasts. */
  default String sent(String sql, HistoryPlace place) {
    return sql;
  }

  /**
   * Whether a rollback would undo all that the statements change; asks the catalog where tables may be of a kind that keeps
   * what was written.
   */
  default boolean canBeRolledBack(Connection connection, List<String> statements) throws SQLException {
    return true;
  }

  /** Whether the session is inside a transaction, as the server said last. No round trip. */
  boolean inTransaction(Connection connection) throws SQLException;

  /** Whether the server refused a statement only because it stood inside a transaction. */
  boolean refusedInTransaction(SQLException e);

  /**
   * What the catalog says of a statement's objects before it is sent: what is true already proves nothing afterwards. Kept
   * with the record that it was sent; empty where {@link #prove} needs none.
   */
  default Optional<String> evidence(Connection connection, String sql) throws SQLException {
    return Optional.empty();
  }

  /** Asks the catalog whether a statement that was sent took effect. Changes nothing. */
  Proof prove(Connection connection, String sql) throws SQLException;

  /** The same, with what {@link #evidence} found before. */
  default Proof prove(Connection connection, String sql, Optional<String> evidence) throws SQLException {
    return prove(connection, sql);
  }

  /** Removes what an unfinished run of the statement left, where {@link #prove} found {@link Proof#REMAINS}. */
  void clear(Connection connection, String sql) throws SQLException;

  /** Whether a refused statement can't have left anything: it found its own name taken. */
  boolean leftNothing(SQLException e);

  /**
   * Whether a statement that the server has just refused, or given up when it was asked to, can't have had any effect. Where
   * that isn't certain the catalog has to tell, and else a person.
   */
  default boolean allOrNothing(Connection connection, String sql, SQLException refusal) throws SQLException {
    return false;
  }

  /**
   * What ended with the session of the statements that took effect, and isn't had again by repeating those of kind
   * {@link Kind#SESSION}, so that the rest of the file might do something else in another session; empty where nothing is
   * missed. Asks no server.
   *
   * @param done by their numbers in the file, as is
   * @param rest which isn't empty
   */
  default Optional<Lost> lost(SortedMap<Integer, String> done, SortedMap<Integer, String> rest) {
    return Optional.empty();
  }

  /**
   * @param what which statement, and what it made or needs
   * @param remedy what to write instead
   */
  record Lost(String what, String remedy) {}

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
