package dev.sluice.engine.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Runs a file as one transaction, its row of history included: it is there as a whole and recorded, or not at all. */
final class OneTransaction {
  private final Execution execution;

  OneTransaction(Execution execution) {
    this.execution = execution;
  }

  /** What is to happen in the same transaction before the file. */
  interface Before {
    void make(Connection connection) throws SQLException;
  }

  void run(MigrationFile file, int rank, Before before) throws SQLException {
    var connection = execution.connection();
    var start = System.nanoTime();
    Optional<FileStatement> current = Optional.empty();
    try {
      execution.begin();
      before.make(connection);
      execution.prepare(file);
      for (var statement : file.statements()) {
        current = Optional.of(statement);
        execution.announce(file, statement);
        execution.execute(statement);
      }
      current = Optional.empty();
      execution.stillWanted();
      execution.dialect().history().insert(connection, execution.place(), execution.row(file, rank, start));
      connection.commit();
    } catch (SQLException e) {
      rollBack();
      throw execution.failure(e, file, current, Remains.NOTHING);
    } catch (RuntimeException e) {
      rollBack();
      throw e;
    }
    connection.setAutoCommit(true);
  }

  private void rollBack() {
    try {
      execution.connection().rollback();
      execution.connection().setAutoCommit(true);
    } catch (SQLException e) {
      // The session is lost, and with it the transaction.
    }
  }
}
