package dev.sluice.engine.migration;

import dev.sluice.engine.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** What migrations need to know of one product. Stateless; used by many threads. */
public interface MigrationDialect {

  /** Flyway's name of the product, by which its parser is found. A URL wouldn't do: several products share one. */
  String flywayName();

  /** Where history goes if a design says nothing. */
  String defaultSchema(String database);

  /** Why this product can't have such a design, with the remedy; empty where it can. Asks no server. */
  default Optional<String> objection(MigrationDesign design) {
    return Optional.empty();
  }

  /** Whether the server itself ends statements that take longer than {@link RunSettings#statement}. */
  default boolean limitsStatements() {
    return true;
  }

  HistoryTable history();

  ProgressTable progress();

  StatementRules statements();

  Failure classify(SQLException e, String database);

  ServerWords words(SQLException e);

  /** Settings of the session for one file, over whatever the file before has set. Few round trips. */
  void prepare(Connection connection, RunSettings settings) throws SQLException;

  /**
   * Begins a transaction.
   *
   * @param lock how long to wait where that alone takes a lock; zero: no limit
   */
  default void begin(Connection connection, Duration lock) throws SQLException {
    connection.setAutoCommit(false);
  }

  /**
   * Takes the locks of this database's migrations, Flyway's own included, for as long as the session lives. Doesn't wait.
   *
   * @return false where another session has one of them
   */
  boolean tryLock(Connection connection, HistoryPlace place) throws SQLException;

  void unlock(Connection connection, HistoryPlace place) throws SQLException;

  /** Another session that holds the lock, in words; empty where none does. */
  Optional<String> lockHolder(Connection connection, HistoryPlace place) throws SQLException;

  /** The server's number of the session. */
  long sessionId(Connection connection) throws SQLException;

  /**
   * Asks the server to give up the statement that the session is in, if any. From any thread.
   *
   * @param another where the product needs another session for that
   */
  void cancel(Connection connection, Another another) throws SQLException;

  /** Ends another session. */
  void terminate(Connection connection, long sessionId) throws SQLException;

  /** Lends a session in which to say something about another one. */
  interface Another {
    void session(Work work) throws SQLException;

    /** What is to be said. */
    interface Work {
      void on(Connection connection) throws SQLException;
    }
  }

  /**
   * @param primary the server's main message, without what quotes rows or the statement
   * @param position of the error in the statement, in characters from 1
   * @param line of the error in the statement, from 1, where the server gives no position
   * @param near the statement's text at the error, where the server quotes it
   */
  record ServerWords(String primary, OptionalInt position, OptionalInt line, Optional<String> near) {
    public ServerWords {
      Objects.requireNonNull(primary, "primary");
      Objects.requireNonNull(position, "position");
      Objects.requireNonNull(line, "line");
      Objects.requireNonNull(near, "near");
    }

    public ServerWords(String primary, OptionalInt position) {
      this(primary, position, OptionalInt.empty());
    }

    public ServerWords(String primary, OptionalInt position, OptionalInt line) {
      this(primary, position, line, Optional.empty());
    }
  }

  /**
   * @param user whom to act as
   * @param schema first in the search path
   * @param application how the session shows itself on the server
   * @param lock zero: no limit
   * @param statement zero: no limit
   */
  record RunSettings(String user, String schema, String application, Duration lock, Duration statement) {
    public RunSettings {
      Objects.requireNonNull(user, "user");
      Objects.requireNonNull(schema, "schema");
      Objects.requireNonNull(application, "application");
      Objects.requireNonNull(lock, "lock");
      Objects.requireNonNull(statement, "statement");
    }
  }
}
