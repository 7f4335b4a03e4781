package dev.sluice.engine.sqlite;

import dev.sluice.engine.migration.HistoryPlace;
import dev.sluice.engine.migration.HistoryRow;
import dev.sluice.engine.migration.HistoryTable;
import dev.sluice.engine.migration.ProgressTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Flyway's history table, letter for letter as Flyway makes it. */
final class SqliteMigrationHistory implements HistoryTable {
  private static final String TABLE = "EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE)";
  // What Flyway takes for content: tables, but for what comes by itself.
  private static final String HOLDING =
      """
      SELECT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name <> ? COLLATE NOCASE
        AND name NOT IN ('android_metadata', 'sqlite_sequence', 'sluice_migration_progress'))""";

  static String name(HistoryPlace place) {
    return "main." + Quoting.identifier(place.table());
  }

  @Override
  public Surroundings look(Connection connection, HistoryPlace place) throws SQLException {
    try (var look = connection.prepareStatement("SELECT " + TABLE + ", " + TABLE)) {
      look.setString(1, place.table());
      look.setString(2, ProgressTable.NAME);
      try (var found = look.executeQuery()) {
        found.next();
        // SQLite has no users; Flyway, too, records an empty one.
        return new Surroundings("", found.getBoolean(1), found.getBoolean(2), List.of());
      }
    }
  }

  @Override
  public List<String> holding(Connection connection, HistoryPlace place) throws SQLException {
    try (var ask = connection.prepareStatement(HOLDING)) {
      ask.setString(1, place.table());
      try (var found = ask.executeQuery()) {
        return found.next() && found.getBoolean(1) ? List.of(SqliteMigrationDialect.SCHEMA) : List.of();
      }
    }
  }

  @Override
  public List<HistoryRow> rows(Connection connection, HistoryPlace place) throws SQLException {
    // The default writes UTC. What somebody else wrote in another way mustn't keep us from reading the rest.
    var sql =
        """
        SELECT installed_rank, version, description, type, script, checksum, installed_by,
          coalesce(strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', installed_on), '1970-01-01T00:00:00Z'), execution_time, success
        FROM %s ORDER BY installed_rank""";
    try (var ask = connection.createStatement();
        var found = ask.executeQuery(sql.formatted(name(place)))) {
      var rows = new ArrayList<HistoryRow>();
      while (found.next()) {
        rows.add(HistoryRow.of(found, Instant.parse(found.getString(8))));
      }
      return rows;
    }
  }

  @Override
  public void createSchema(Connection connection, String schema) {
    throw new IllegalStateException("SQLite has no schemas to create");
  }

  @Override
  public void create(Connection connection, HistoryPlace place) throws SQLException {
    var table =
        """
        CREATE TABLE %s (
            "installed_rank" INT NOT NULL PRIMARY KEY,
            "version" VARCHAR(50),
            "description" VARCHAR(200) NOT NULL,
            "type" VARCHAR(20) NOT NULL,
            "script" VARCHAR(1000) NOT NULL,
            "checksum" INT,
            "installed_by" VARCHAR(100) NOT NULL,
            "installed_on" TEXT NOT NULL DEFAULT (strftime('%%Y-%%m-%%d %%H:%%M:%%f','now')),
            "execution_time" INT NOT NULL,
            "success" BOOLEAN NOT NULL
        )""";
    try (var create = connection.createStatement()) {
      create.execute(table.formatted(name(place)));
      create.execute(
          "CREATE INDEX main." + Quoting.identifier(place.table() + "_s_idx") + " ON " + Quoting.identifier(place.table()) + " (\"success\")");
    }
  }

  @Override
  public void insert(Connection connection, HistoryPlace place, HistoryRow row) throws SQLException {
    var sql = "INSERT INTO " + name(place)
        + " (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)"
        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    try (var insert = connection.prepareStatement(sql)) {
      insert.setInt(1, row.rank());
      insert.setString(2, row.version().orElse(null));
      insert.setString(3, row.description());
      insert.setString(4, row.type());
      insert.setString(5, row.script());
      insert.setObject(6, row.checksum().orElse(null), Types.INTEGER);
      insert.setString(7, row.installedBy());
      insert.setInt(8, row.executionTime());
      insert.setBoolean(9, row.success());
      insert.executeUpdate();
    }
  }

  @Override
  public void removeFailed(Connection connection, HistoryPlace place, String user, String script) throws SQLException {
    try (var remove = connection.prepareStatement("DELETE FROM " + name(place) + " WHERE script = ? AND success = 0")) {
      remove.setString(1, script);
      remove.executeUpdate();
    }
  }

  @Override
  public void update(Connection connection, HistoryPlace place, HistoryRow row) throws SQLException {
    var sql = "UPDATE " + name(place) + " SET description = ?, type = ?, checksum = ? WHERE installed_rank = ?";
    try (var update = connection.prepareStatement(sql)) {
      update.setString(1, row.description());
      update.setString(2, row.type());
      update.setObject(3, row.checksum().orElse(null), Types.INTEGER);
      update.setInt(4, row.rank());
      update.executeUpdate();
    }
  }

  @Override
  public String schemaList(List<String> schemas) {
    return schemas.stream().map(Quoting::identifier).collect(Collectors.joining(","));
  }
}
