package dev.sluice.engine.sqlite;

import dev.sluice.engine.migration.HistoryPlace;
import dev.sluice.engine.migration.ProgressTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far half-done files got. */
final class SqliteMigrationProgress implements ProgressTable {
  private static final String TABLE = "main." + NAME;

  @Override
  public void create(Connection connection, HistoryPlace place) throws SQLException {
    try (var create = connection.createStatement()) {
      create.execute(
          "CREATE TABLE " + TABLE + " (history TEXT NOT NULL, file TEXT NOT NULL, statement INTEGER NOT NULL, digest TEXT NOT NULL,"
              + " status TEXT NOT NULL, at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')), PRIMARY KEY (history, file, statement))");
    }
  }

  @Override
  public List<Step> read(Connection connection, HistoryPlace place) throws SQLException {
    var sql = "SELECT file, statement, digest, status FROM " + TABLE + " WHERE history = ? ORDER BY file, statement";
    try (var ask = connection.prepareStatement(sql)) {
      ask.setString(1, place.table());
      try (var found = ask.executeQuery()) {
        var steps = new ArrayList<Step>();
        while (found.next()) {
          var status = Status.valueOf(found.getString(4).toUpperCase(Locale.ROOT));
          steps.add(new Step(found.getString(1), found.getInt(2), found.getString(3), status));
        }
        return steps;
      }
    }
  }

  @Override
  public void write(Connection connection, HistoryPlace place, String user, List<Step> steps) throws SQLException {
    var sql = "INSERT INTO " + TABLE + " (history, file, statement, digest, status) VALUES (?, ?, ?, ?, ?)"
        + " ON CONFLICT (history, file, statement) DO UPDATE SET digest = excluded.digest, status = excluded.status, at = excluded.at";
    try (var write = connection.prepareStatement(sql)) {
      for (var step : steps) {
        write.setString(1, place.table());
        write.setString(2, step.file());
        write.setInt(3, step.statement());
        write.setString(4, step.digest());
        write.setString(5, step.status().name().toLowerCase(Locale.ROOT));
        write.executeUpdate();
      }
    }
  }

  @Override
  public void remove(Connection connection, HistoryPlace place, Step step) throws SQLException {
    try (var remove = connection.prepareStatement("DELETE FROM " + TABLE + " WHERE history = ? AND file = ? AND statement = ?")) {
      remove.setString(1, place.table());
      remove.setString(2, step.file());
      remove.setInt(3, step.statement());
      remove.executeUpdate();
    }
  }

  @Override
  public void removeAll(Connection connection, HistoryPlace place, String user, String file) throws SQLException {
    try (var remove = connection.prepareStatement("DELETE FROM " + TABLE + " WHERE history = ? AND file = ?")) {
      remove.setString(1, place.table());
      remove.setString(2, file);
      remove.executeUpdate();
    }
  }
}
