package dev.sluice.engine.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A product's SQL around the history table. Nothing here begins or ends a transaction. */
public interface HistoryTable {

  Surroundings look(Connection connection, HistoryPlace place) throws SQLException;

  /** Which of the schemas hold objects, our own and Flyway's bookkeeping and what extensions own left out. */
  List<String> holding(Connection connection, HistoryPlace place) throws SQLException;

  /** All rows by rank. */
  List<HistoryRow> rows(Connection connection, HistoryPlace place) throws SQLException;

  void createSchema(Connection connection, String schema) throws SQLException;

  /** The table as Flyway makes it, empty. */
  void create(Connection connection, HistoryPlace place) throws SQLException;

  /** Writes a row as the given user, whoever a file made the session be; that lasts as long as the transaction. */
  void insert(Connection connection, HistoryPlace place, HistoryRow row) throws SQLException;

  /** Removes the rows with success = false of a file; as the given user, as in {@link #insert}. */
  void removeFailed(Connection connection, HistoryPlace place, String user, String script) throws SQLException;

  /** Writes description, type and checksum of the row with this rank. */
  void update(Connection connection, HistoryPlace place, HistoryRow row) throws SQLException;

  /** How the script of a row names created schemas: quoted, apart by commas. */
  String schemaList(List<String> schemas);

  /**
   * What is around the history table.
   *
   * @param user whom the session acts as
   * @param exists whether there is a history table
   * @param progressExists whether there is a {@link ProgressTable}
   * @param missingSchemas of the place's
   */
  record Surroundings(String user, boolean exists, boolean progressExists, List<String> missingSchemas) {
    public Surroundings {
      missingSchemas = List.copyOf(missingSchemas);
    }
  }
}
