package dev.sluice.engine.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** A server that migrations are tested on, and what of its SQL differs from others'. */
interface TestProduct {

  MigrationDialect dialect();

  void create(String database) throws SQLException;

  /** As a user who may do anything. */
  Connection connect(String database) throws SQLException;

  /** Points Flyway at a database. */
  FluentConfiguration flyway(FluentConfiguration configuration, String database);

  /** For {@link TestProducts#of}, in another JVM. */
  List<String> arguments();

  /** What the server tells of its sessions; empty where there is no server. */
  Optional<ServerSessions> sessions();

  /** Whether another session in the database is at a statement that holds the word. */
  default boolean isBusyWith(TestDatabase database, String word) {
    return !database.query(sessions().orElseThrow().busyWith(word)).isEmpty();
  }

  /** What the name of whoever holds a lock has in it. */
  default String holder() {
    return "session ";
  }

  String defaultSchema(String database);

  /** Whether a file with DDL is rolled back as a whole. */
  boolean rollsBackDdl();

  /** Whether a file may begin and end transactions. */
  default boolean takesTransactionsOfFiles() {
    return true;
  }

  /** Whether an error says where in the statement it is. */
  default boolean pointsAtLines() {
    return true;
  }

  /** The server's words. */
  String missingTable(String database, String table);

  String missingTableState();

  String duplicateState();

  /** Where {@code flyway_schema_history} comes from: one query each for columns, indexes and rows, to be compared as text. */
  List<String> historyShape();

  /** Names of tables, views and the like. */
  String objects();

  /** Makes the least that Flyway takes for content. */
  default String content() {
    return "CREATE VIEW old AS SELECT 1 AS a";
  }

  /** The literal of a boolean column. */
  String no();

  default String yes() {
    return "NOT " + no();
  }

  /** A file whose statements, each at the end of a line, are apart for the product too. */
  default String script(String text) {
    return text;
  }

  /** Whether what is between two GO is one statement, with all its comments. */
  default boolean takesBatches() {
    return false;
  }

  /** Whether the server goes on with a statement whose client is gone. */
  default boolean statementsOutliveClients() {
    return sessions().isPresent();
  }

  /** So many characters no name has. */
  default int tooLong() {
    return 65;
  }

  /** What makes a view, or another one of its name. */
  default String replaceView(String name, String query) {
    return "CREATE OR REPLACE VIEW " + name + " AS " + query;
  }

  /** Changes nothing, takes its time, and ends with an error where it is cancelled. Holds the word "sleep". */
  String sleep(int seconds);

  /** Inserts a 1, 2 or whatever into a table of one column, slowly. */
  String slowInsert(String table, int value, int seconds);

  /** Makes any insert into the table slow, until {@link #dropSlowTrigger}. */
  List<String> slowTrigger(String table, int seconds);

  String dropSlowTrigger(String table);

  /** What {@link #isBusyWith} finds while the trigger of a statement waits. */
  String busyInTrigger(String statement);

  /** A statement that can't be part of a transaction. */
  String index(String name, String table, String column);

  /** Another such, which changes nothing. */
  String maintain(String table);

  /** To be run in a transaction that stays open: keeps ALTER TABLE out. */
  String keepOut(String table);

  /** Sessions of a server, which other sessions may look at and end. */
  interface ServerSessions {
    /** A server of a test's own, to be stopped. */
    Outage own();

    /** A query for the numbers of other sessions in the database that are busy with a statement that holds the word. */
    String busyWith(String word);

    /** A query for the numbers of all other sessions in the database. */
    String others();

    String kill(String session);
  }
}
