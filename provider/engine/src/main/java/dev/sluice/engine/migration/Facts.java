package dev.sluice.engine.migration;

import dev.sluice.engine.migration.HistoryTable.Surroundings;
import dev.sluice.engine.migration.ProgressTable.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What the database says.
 *
 * @param history all of its rows
 * @param steps of files that were begun
 * @param holding schemas with objects in them, where it matters: there are no rows
 */
record Facts(HistoryPlace place, Surroundings around, List<HistoryRow> history, List<Step> steps, List<String> holding) {
  private static final int READS = 5;

  static Facts read(Connection connection, HistoryPlace place, MigrationDialect dialect) throws SQLException {
    var facts = readOnce(connection, place, dialect);
    // History and steps are read one after the other: a run that goes on meanwhile may have ended a file in between.
    for (var again = 1; again < READS && facts.failed(); again++) {
      var next = readOnce(connection, place, dialect);
      if (next.equals(facts)) {
        return facts;
      }
      facts = next;
    }
    return facts;
  }

  private static Facts readOnce(Connection connection, HistoryPlace place, MigrationDialect dialect) throws SQLException {
    var around = dialect.history().look(connection, place);
    var rows = around.exists() ? dialect.history().rows(connection, place) : List.<HistoryRow>of();
    var holding = rows.isEmpty() ? dialect.history().holding(connection, place) : List.<String>of();
    return new Facts(place, around, rows, steps(connection, place, dialect, around), holding);
  }

  /** What a run that went through left: only rows can have come, but where files had been begun. */
  Facts after(Connection connection, MigrationDialect dialect) throws SQLException {
    if (!steps.isEmpty()) {
      return read(connection, place, dialect);
    }
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

  /** The history without the rows of half-done files: what is known of these, the steps say. */
  List<HistoryRow> rows() {
    return history.stream().filter(row -> row.success() || !begun(row.script())).toList();
  }

  /** Whether the history has the row of a file that is half done. */
  boolean marked(String file) {
    return history.stream().anyMatch(row -> !row.success() && row.script().equals(file));
  }

  private boolean failed() {
    return rows().stream().anyMatch(row -> !row.success());
  }

  int nextRank() {
    return history.isEmpty() ? 1 : history.getLast().rank() + 1;
  }
}
