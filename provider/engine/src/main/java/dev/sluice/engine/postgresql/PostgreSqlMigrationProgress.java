package dev.sluice.engine.postgresql;

import dev.sluice.engine.migration.HistoryPlace;
import dev.sluice.engine.migration.ProgressTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** How far half-done files got. One table per schema, whatever history tables are in it. */
final class PostgreSqlMigrationProgress implements ProgressTable {
  /** Two parameters, both the user; undone at the end of the transaction. */
  static final String AS_USER =
      "SELECT pg_catalog.set_config('role', CASE WHEN session_user = ? THEN 'none' ELSE ? END, true);\n";

  static String name(HistoryPlace place) {
    return Quoting.identifier(place.schema()) + "." + NAME;
  }

  @Override
  public void create(Connection connection, HistoryPlace place) throws SQLException {
    var sql =
        """
        CREATE TABLE %s (history text NOT NULL, file text NOT NULL, statement integer NOT NULL, digest text NOT NULL,
          status text NOT NULL, at timestamptz NOT NULL DEFAULT pg_catalog.now(), PRIMARY KEY (history, file, statement))""";
    try (var create = connection.createStatement()) {
      create.execute(sql.formatted(name(place)) + ";\n" + Bookkeeping.closed(name(place)));
    }
  }

  @Override
  public List<Step> read(Connection connection, HistoryPlace place) throws SQLException {
    var sql = "SELECT file, statement, digest, status FROM " + name(place) + " WHERE history = ? ORDER BY file, statement";
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
    var row = "(?, ?, ?, ?, ?)";
    var sql = AS_USER + "INSERT INTO " + name(place) + " (history, file, statement, digest, status) VALUES "
        + String.join(", ", Collections.nCopies(steps.size(), row))
        + " ON CONFLICT (history, file, statement) DO UPDATE SET digest = EXCLUDED.digest, status = EXCLUDED.status, at = pg_catalog.now()";
    try (var write = connection.prepareStatement(sql)) {
      write.setString(1, user);
      write.setString(2, user);
      var at = 3;
      for (var step : steps) {
        write.setString(at++, place.table());
        write.setString(at++, step.file());
        write.setInt(at++, step.statement());
        write.setString(at++, step.digest());
        write.setString(at++, step.status().name().toLowerCase(Locale.ROOT));
      }
      write.execute();
    }
  }

  @Override
  public void remove(Connection connection, HistoryPlace place, Step step) throws SQLException {
    try (var remove = connection.prepareStatement("DELETE FROM " + name(place) + " WHERE history = ? AND file = ? AND statement = ?")) {
      remove.setString(1, place.table());
      remove.setString(2, step.file());
      remove.setInt(3, step.statement());
      remove.executeUpdate();
    }
  }

  @Override
  public void removeAll(Connection connection, HistoryPlace place, String user, String file) throws SQLException {
    try (var remove = connection.prepareStatement(AS_USER + "DELETE FROM " + name(place) + " WHERE history = ? AND file = ?")) {
      remove.setString(1, user);
      remove.setString(2, user);
      remove.setString(3, place.table());
      remove.setString(4, file);
      remove.execute();
    }
  }
}
