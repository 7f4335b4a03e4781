package dev.sluice.engine.migration;

import java.sql.SQLException;
import java.util.Optional;

/** Runs a file as one transaction, its row of history included: it is there as a whole and recorded, or not at all. */
final class OneTransaction {
  private final Execution execution;

  OneTransaction(Execution execution) {
    this.execution = execution;
  }

  void run(MigrationFile file, int rank) throws SQLException {
    var connection = execution.connection();
    var start = System.nanoTime();
    Optional<FileStatement> current = Optional.empty();
    connection.setAutoCommit(false);
    try {
      execution.prepare(file);
      for (var statement : file.statements()) {
        current = Optional.of(statement);
        execution.announce(file, statement);
        execution.execute(statement);
      }
      current = Optional.empty();
      execution.dialect().history().insert(connection, execution.place(), execution.row(file, rank, start));
      connection.commit();
    } catch (SQLException e) {
      rollBack();
      throw execution.failure(e, file, current);
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
