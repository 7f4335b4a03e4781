package dev.sluice.engine.mysqlfamily;

import static dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationSql.identifier;
import static dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationSql.table;
import static dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationSql.text;

import dev.sluice.engine.migration.HistoryPlace;
import dev.sluice.engine.migration.HistoryRow;
import dev.sluice.engine.migration.HistoryTable;
import dev.sluice.engine.migration.ProgressTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Flyway's history table, column for column as Flyway makes it. A database is its own only schema. */
final class MySqlFamilyMigrationHistory implements HistoryTable {
  private static final String INDEX = "_s_idx";
  private static final int EVENTS_UNREADABLE = 1577;

  private static final String LOOK =
      """
      SELECT SUBSTRING_INDEX(USER(), '@', 1), COALESCE(SUM(table_name = %2$s), 0), COALESCE(SUM(table_name = %3$s), 0)
      FROM information_schema.tables WHERE table_schema = %1$s AND table_name IN (%2$s, %3$s)""";
  private static final String HOLDING =
      """
      SELECT EXISTS (SELECT 1 FROM information_schema.tables
          WHERE table_schema = %1$s AND table_name NOT IN (%2$s, %3$s, %4$s))
        OR EXISTS (SELECT 1 FROM information_schema.routines WHERE routine_schema = %1$s)""";
  private static final String EVENTS = "SELECT EXISTS (SELECT 1 FROM information_schema.events WHERE event_schema = %s)";

  @Override
  public Surroundings look(Connection connection, HistoryPlace place) throws SQLException {
    try (var look = connection.createStatement();
        var found = look.executeQuery(LOOK.formatted(text(place.schema()), text(place.table()), text(ProgressTable.NAME)))) {
      found.next();
      return new Surroundings(found.getString(1), found.getInt(2) > 0, found.getInt(3) > 0, List.of());
    }
  }

  @Override
  public List<String> holding(Connection connection, HistoryPlace place) throws SQLException {
    var any = yes(connection, holding(place)) || events(connection, place);
    return any ? List.of(place.schema()) : List.of();
  }

  private static String holding(HistoryPlace place) {
    return HOLDING.formatted(text(place.schema()), text(place.table()), text(ProgressTable.NAME), text(ClaimTable.NAME));
  }

  private static boolean events(Connection connection, HistoryPlace place) throws SQLException {
    try {
      return yes(connection, EVENTS.formatted(text(place.schema())));
    } catch (SQLException e) {
      // MariaDB can't list events where their scheduler is turned off for good.
      if (e.getErrorCode() == EVENTS_UNREADABLE) {
        return false;
      }
      throw e;
    }
  }

  private static boolean yes(Connection connection, String sql) throws SQLException {
    try (var ask = connection.createStatement();
        var found = ask.executeQuery(sql)) {
      return found.next() && found.getBoolean(1);
    }
  }

  @Override
  public List<HistoryRow> rows(Connection connection, HistoryPlace place) throws SQLException {
    // The column is kept in UTC and shown in the session's time zone; this is neither.
    var sql =
        "SELECT installed_rank, version, description, type, script, checksum, installed_by, UNIX_TIMESTAMP(installed_on),"
            + " execution_time, success FROM " + table(place, place.table()) + " ORDER BY installed_rank";
    try (var ask = connection.createStatement();
        var found = ask.executeQuery(sql)) {
      var rows = new ArrayList<HistoryRow>();
      while (found.next()) {
        rows.add(HistoryRow.of(found, Instant.ofEpochSecond(found.getLong(8))));
      }
      return rows;
    }
  }

  @Override
  public void createSchema(Connection connection, String schema) {
    throw new IllegalStateException("a session is in a database, so it exists: " + schema);
  }

  @Override
  public void create(Connection connection, HistoryPlace place) throws SQLException {
    // In one statement with its index, or a crash could come between; InnoDB is what Flyway gets unless the server says otherwise.
    var sql =
        """
        CREATE TABLE %1$s (`installed_rank` INT NOT NULL, `version` VARCHAR(50), `description` VARCHAR(200) NOT NULL,
          `type` VARCHAR(20) NOT NULL, `script` VARCHAR(1000) NOT NULL, `checksum` INT, `installed_by` VARCHAR(100) NOT NULL,
          `installed_on` TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, `execution_time` INT NOT NULL, `success` BOOL NOT NULL,
          PRIMARY KEY (`installed_rank`), INDEX %2$s (`success`)) ENGINE = InnoDB""";
    try (var create = connection.createStatement()) {
      create.execute(sql.formatted(table(place, place.table()), identifier(index(place.table()))));
    }
  }

  /** As Flyway names it, as far as it fits: only within the table must it differ from others. */
  private static String index(String table) {
    return table.substring(0, Math.min(table.length(), Quoting.LONGEST_NAME - INDEX.length())) + INDEX;
  }

  @Override
  public void insert(Connection connection, HistoryPlace place, HistoryRow row) throws SQLException {
    var values =
        List.of(
            Integer.toString(row.rank()), row.version().map(MySqlFamilyMigrationSql::text).orElse("NULL"), text(row.description()),
            text(row.type()), text(row.script()), checksum(row),
            text(row.installedBy()), Integer.toString(row.executionTime()), row.success() ? "1" : "0");
    try (var insert = connection.createStatement()) {
      insert.execute(
          "INSERT INTO " + table(place, place.table())
              + " (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success) VALUES ("
              + String.join(", ", values) + ")");
    }
  }

  @Override
  public void removeFailed(Connection connection, HistoryPlace place, String user, String script) throws SQLException {
    try (var remove = connection.createStatement()) {
      remove.execute("DELETE FROM " + table(place, place.table()) + " WHERE script = " + text(script) + " AND success = 0");
    }
  }

  @Override
  public void update(Connection connection, HistoryPlace place, HistoryRow row) throws SQLException {
    try (var update = connection.createStatement()) {
      // Set to itself, lest an old server takes the first timestamp for one of the last change.
      update.execute(
          "UPDATE " + table(place, place.table()) + " SET description = " + text(row.description()) + ", type = " + text(row.type())
              + ", checksum = " + checksum(row) + ", installed_on = installed_on WHERE installed_rank = " + row.rank());
    }
  }

  @Override
  public String schemaList(List<String> schemas) {
    return schemas.stream().map(MySqlFamilyMigrationSql::identifier).collect(Collectors.joining(","));
  }

  private static String checksum(HistoryRow row) {
    return row.checksum().map(Object::toString).orElse("NULL");
  }
}
