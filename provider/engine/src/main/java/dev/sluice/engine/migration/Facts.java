package dev.sluice.engine.migration;

import dev.sluice.engine.migration.HistoryTable.Surroundings;
import dev.sluice.engine.migration.ProgressTable.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What the database says.
 *
 * @param steps of files that were begun
 * @param holding schemas with objects in them, where it matters: there are no rows
 */
record Facts(HistoryPlace place, Surroundings around, List<HistoryRow> rows, List<Step> steps, List<String> holding) {

  static Facts read(Connection connection, HistoryPlace place, MigrationDialect dialect) throws SQLException {
    var around = dialect.history().look(connection, place);
    var rows = around.exists() ? dialect.history().rows(connection, place) : List.<HistoryRow>of();
    var holding = rows.isEmpty() ? dialect.history().holding(connection, place) : List.<String>of();
    return new Facts(place, around, rows, steps(connection, place, dialect, around), holding);
  }

  /** What a run that went through left: only rows can have come. */
  Facts after(Connection connection, MigrationDialect dialect) throws SQLException {
    var now = new Surroundings(around.user(), true, false, List.of());
    return new Facts(place, now, dialect.history().rows(connection, place), List.of(), List.of());
  }

  private static List<Step> steps(Connection connection, HistoryPlace place, MigrationDialect dialect, Surroundings around)
      throws SQLException {
    return around.progressExists() ? dialect.progress().read(connection, place) : List.of();
  }

  /** Whether a file was begun and has something of it done, or maybe done. */
  boolean begun(String file) {
    return steps.stream().anyMatch(step -> step.file().equals(file));
  }

  int nextRank() {
    return rows.isEmpty() ? 1 : rows.getLast().rank() + 1;
  }
}
