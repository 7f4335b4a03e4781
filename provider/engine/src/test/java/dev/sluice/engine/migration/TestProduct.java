package dev.sluice.engine.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
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

  /** A server of a test's own, to be stopped. */
  Outage own();

  String defaultSchema(String database);

  /** Whether a file with DDL is rolled back as a whole. */
  boolean rollsBackDdl();

  /** The server's words. */
  String missingTable(String database, String table);

  String missingTableState();

  String duplicateState();

  /** Where {@code flyway_schema_history} comes from: one query each for columns, indexes and rows, to be compared as text. */
  List<String> historyShape();

  /** Names of tables, views and the like. */
  String objects();

  /** The literal of a boolean column. */
  String no();

  /** Changes nothing, takes its time, and ends with an error where it is cancelled. Holds the word "sleep". */
  String sleep(int seconds);

  /** Inserts a 1, 2 or whatever into a table of one column, slowly. */
  String slowInsert(String table, int value, int seconds);

  /** Makes any insert into the table slow, until {@link #dropSlowTrigger}. */
  List<String> slowTrigger(String table, int seconds);

  String dropSlowTrigger(String table);

  /** What {@link #busyWith} finds while the trigger of a statement waits. */
  String busyInTrigger(String statement);

  /** A statement that can't be part of a transaction. */
  String index(String name, String table, String column);

  /** Another such, which changes nothing. */
  String maintain(String table);

  /** To be run in a transaction that stays open: keeps ALTER TABLE out. */
  String keepOut(String table);

  /** A query for the numbers of other sessions in the database that are busy with a statement that holds the word. */
  String busyWith(String word);

  /** A query for the numbers of all other sessions in the database. */
  String others();

  String kill(String session);

  /** A server that may go away. */
  interface Outage extends AutoCloseable {
    TestProduct product();

    void stop();

    void crash();

    void startAgain();

    /** Of the server's first process. */
    long pid();

    @Override
    void close();
  }
}
