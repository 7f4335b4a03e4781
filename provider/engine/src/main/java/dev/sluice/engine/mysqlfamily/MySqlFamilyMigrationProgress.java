package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationSql.table;
import static dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationSql.text;

import dev.sluice.engine.migration.HistoryPlace;
import dev.sluice.engine.migration.ProgressTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How far half-done files got. Names are compared as they are written, whatever the database's collation. */
final class MySqlFamilyMigrationProgress implements ProgressTable {

  static String name(HistoryPlace place) {
    return table(place, NAME);
  }

  @Override
  public void create(Connection connection, HistoryPlace place) throws SQLException {
    execute(
        connection,
        """
        CREATE TABLE IF NOT EXISTS %s (`history` VARCHAR(64) NOT NULL, `file` VARCHAR(600) NOT NULL, `statement` INT NOT NULL,
          `digest` CHAR(64) NOT NULL, `status` VARCHAR(10) NOT NULL, `evidence` TEXT,
          `at` TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (`history`, `file`, `statement`))
        ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"""
            .formatted(name(place)));
  }

  @Override
  public List<Step> read(Connection connection, HistoryPlace place) throws SQLException {
    var sql = "SELECT file, statement, digest, status, evidence FROM " + name(place) + " WHERE history = " + text(place.table())
        + " ORDER BY file, statement";
    try (var ask = connection.createStatement();
        var found = ask.executeQuery(sql)) {
      var steps = new ArrayList<Step>();
      while (found.next()) {
        var status = Status.valueOf(found.getString(4).toUpperCase(Locale.ROOT));
        steps.add(new Step(found.getString(1), found.getInt(2), found.getString(3), status, Optional.ofNullable(found.getString(5))));
      }
      return steps;
    }
  }

  @Override
  public void write(Connection connection, HistoryPlace place, String user, List<Step> steps) throws SQLException {
    var rows = steps.stream().map(step -> row(place, step)).collect(Collectors.joining(", "));
    execute(
        connection,
        "REPLACE INTO " + name(place) + " (history, file, statement, digest, status, evidence) VALUES " + rows);
  }

  private static String row(HistoryPlace place, Step step) {
    return "(" + text(place.table()) + ", " + text(step.file()) + ", " + step.statement() + ", " + text(step.digest()) + ", "
        + text(step.status().name().toLowerCase(Locale.ROOT)) + ", " + step.evidence().map(MySqlFamilyMigrationSql::text).orElse("NULL") + ")";
  }

  @Override
  public void remove(Connection connection, HistoryPlace place, Step step) throws SQLException {
    execute(connection, "DELETE" + of(place, step.file()) + " AND statement = " + step.statement());
  }

  @Override
  public void removeAll(Connection connection, HistoryPlace place, String user, String file) throws SQLException {
    execute(connection, "DELETE" + of(place, file));
  }

  private static String of(HistoryPlace place, String file) {
    return " FROM " + name(place) + " WHERE history = " + text(place.table()) + " AND file = " + text(file);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
