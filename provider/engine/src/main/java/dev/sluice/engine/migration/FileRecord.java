package dev.sluice.engine.migration;

import dev.sluice.engine.migration.ProgressTable.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What is kept of files that run step by step. As long as there are steps of one, the history has Flyway's own row of a
 * failed file, so that Flyway's command line refuses to begin it anew. Nothing here begins or ends a transaction.
 */
record FileRecord(Connection connection, MigrationDialect dialect, HistoryPlace place, String user) {

  /** Before the first step. */
  void mark(HistoryRow row) throws SQLException {
    dialect.history().insert(connection, place, row.failed());
  }

  void write(List<Step> steps) throws SQLException {
    dialect.progress().write(connection, place, user, steps);
  }

  /** Whether that was the last step of its file, and the row of the failed file is gone too. */
  boolean forget(Step step) throws SQLException {
    dialect.progress().remove(connection, place, step);
    var last = dialect.progress().read(connection, place).stream().noneMatch(other -> other.file().equals(step.file()));
    if (last) {
      dialect.history().removeFailed(connection, place, user, step.file());
    }
    return last;
  }

  void finish(HistoryRow row) throws SQLException {
    dialect.history().removeFailed(connection, place, user, row.script());
    dialect.history().insert(connection, place, row);
    dialect.progress().removeAll(connection, place, user, row.script());
  }
}
