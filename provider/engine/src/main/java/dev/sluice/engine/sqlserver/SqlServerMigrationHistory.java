package dev.sluice.engine.sqlserver;

import dev.sluice.engine.migration.HistoryPlace;
import dev.sluice.engine.migration.HistoryRow;
import dev.sluice.engine.migration.HistoryTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Flyway's history table, column for column as Flyway makes it. */
final class SqlServerMigrationHistory implements HistoryTable {
  private static final Set<String> MARKERS = Set.of("SCHEMA", "BASELINE");

  private static final String INDEX = "_s_idx";

  private static final String LOOK =
      """
      SELECT ISNULL(SUSER_SNAME(), USER_NAME()), CASE WHEN OBJECT_ID(%s, N'U') IS NULL THEN 0 ELSE 1 END,
        CASE WHEN OBJECT_ID(%s, N'U') IS NULL THEN 0 ELSE 1 END, missing.name
      FROM (SELECT 1 AS one) always
      LEFT JOIN (SELECT wanted.name FROM (VALUES %s) wanted (name) WHERE SCHEMA_ID(wanted.name) IS NULL) missing ON 1 = 1""";
  // What Flyway counts, inline functions besides; assemblies belong to no schema, so that it finds one in each.
  private static final String HOLDING =
      """
      SELECT wanted.name FROM (VALUES %s) wanted (name) WHERE
        EXISTS (SELECT 1 FROM sys.objects o WHERE o.schema_id = SCHEMA_ID(wanted.name) AND o.is_ms_shipped = 0
          AND o.type IN ('FN', 'IF', 'AF', 'FS', 'FT', 'TF', 'P', 'PC', 'U', 'SN', 'SO', 'F', 'V')
          AND o.name NOT IN (%s, N'sluice_migration_progress')
          AND NOT EXISTS (SELECT 1 FROM sys.extended_properties e WHERE e.class = 1 AND e.major_id = o.object_id AND e.minor_id = 0
            AND e.name = N'microsoft_database_tools_support'))
        OR EXISTS (SELECT 1 FROM sys.types t WHERE t.schema_id = SCHEMA_ID(wanted.name) AND t.is_user_defined = 1)
        OR EXISTS (SELECT 1 FROM sys.assemblies a WHERE a.is_user_defined = 1)""";
  // The column has no time zone: it is the server's, of which we know today's offset.
  private static final String ROWS =
      """
      SELECT installed_rank, version, description, type, script, checksum, installed_by,
        TODATETIMEOFFSET(installed_on, DATEPART(TZOFFSET, SYSDATETIMEOFFSET())), execution_time, success
      FROM %s ORDER BY installed_rank""";
  private static final String CREATE =
      """
      CREATE TABLE %1$s (
          [installed_rank] INT NOT NULL,
          [version] NVARCHAR(50),
          [description] NVARCHAR(200),
          [type] NVARCHAR(20) NOT NULL,
          [script] NVARCHAR(1000) NOT NULL,
          [checksum] INT,
          [installed_by] NVARCHAR(100) NOT NULL,
          [installed_on] DATETIME NOT NULL DEFAULT GETDATE(),
          [execution_time] INT NOT NULL,
          [success] BIT NOT NULL
      );
      ALTER TABLE %1$s ADD %2$sPRIMARY KEY ([installed_rank]);
      CREATE INDEX %3$s ON %1$s ([success]);""";

  /** As Flyway writes it too, which matters for the name of its lock; right wherever a file went by USE. */
  static String name(Connection connection, HistoryPlace place) throws SQLException {
    return Quoting.identifier(TrackedConnection.of(connection).database()) + "." + Quoting.identifier(place.schema()) + "."
        + Quoting.identifier(place.table());
  }

  @Override
  public Surroundings look(Connection connection, HistoryPlace place) throws SQLException {
    String sql =
        LOOK.formatted(
            Quoting.literal(name(connection, place)), Quoting.literal(SqlServerMigrationProgress.name(connection, place)), values(place.schemas()));
    return Batch.query(connection, sql, rows -> {
      List<String> missing = new ArrayList<>();
      rows.next();
      Surroundings first = new Surroundings(rows.getString(1), rows.getBoolean(2), rows.getBoolean(3), List.of());
      do {
        Optional.ofNullable(rows.getString(4)).ifPresent(missing::add);
      } while (rows.next());
      return new Surroundings(first.user(), first.exists(), first.progressExists(), missing);
    });
  }

  @Override
  public List<String> holding(Connection connection, HistoryPlace place) throws SQLException {
    return Batch.query(connection, HOLDING.formatted(values(place.schemas()), Quoting.literal(place.table())), rows -> {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    });
  }

  @Override
  public List<HistoryRow> rows(Connection connection, HistoryPlace place) throws SQLException {
    return Batch.query(connection, ROWS.formatted(name(connection, place)), rows -> {
      List<HistoryRow> found = new ArrayList<>();
      while (rows.next()) {
        found.add(HistoryRow.of(rows, rows.getObject(8, OffsetDateTime.class).toInstant()));
      }
      return found;
    });
  }

  @Override
  public void createSchema(Connection connection, String schema) throws SQLException {
    Batch.execute(connection, "CREATE SCHEMA " + Quoting.identifier(schema));
  }

  @Override
  public void create(Connection connection, HistoryPlace place) throws SQLException {
    Batch.execute(
        connection, creation(name(connection, place), place.table()) + "\n" + Bookkeeping.closed(TrackedConnection.of(connection).database(), place.schema(), place.table()));
  }

  static String creation(String name, String table) {
    String key = table + "_pk";
    // The server finds a name for a key; that of an index must only differ from others of the table.
    String constraint = key.length() <= Quoting.LONGEST_NAME ? "CONSTRAINT " + Quoting.identifier(key) + " " : "";
    String index = table.substring(0, Math.min(table.length(), Quoting.LONGEST_NAME - INDEX.length())) + INDEX;
    return CREATE.formatted(name, constraint, Quoting.identifier(index));
  }

  @Override
  public void insert(Connection connection, HistoryPlace place, HistoryRow row) throws SQLException {
    // Markers come before the first file, and before its transaction is known.
    String checks = MARKERS.contains(row.type()) ? "" : SqlServerMigrationSession.OURSELVES + SqlServerMigrationSession.SAME_TRANSACTION;
    Batch.execute(connection, checks + insertion(name(connection, place), row));
  }

  static String insertion(String name, HistoryRow row) {
    return "INSERT INTO " + name
        + " (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success) VALUES ("
        + row.rank() + ", " + row.version().map(Quoting::literal).orElse("NULL") + ", " + Quoting.literal(row.description()) + ", "
        + Quoting.literal(row.type()) + ", "
        + Quoting.literal(row.script()) + ", "
        + row.checksum().map(String::valueOf).orElse("NULL") + ", " + Quoting.literal(row.installedBy()) + ", " + row.executionTime() + ", "
        + (row.success() ? 1 : 0) + ");";
  }

  @Override
  public void removeFailed(Connection connection, HistoryPlace place, String user, String script) throws SQLException {
    Batch.execute(
        connection,
        SqlServerMigrationSession.OURSELVES + "DELETE FROM " + name(connection, place) + " WHERE script = " + Quoting.literal(script)
            + " AND success = 0");
  }

  @Override
  public void update(Connection connection, HistoryPlace place, HistoryRow row) throws SQLException {
    Batch.execute(
        connection,
        "UPDATE " + name(connection, place) + " SET description = " + Quoting.literal(row.description()) + ", type = "
            + Quoting.literal(row.type()) + ", checksum = " + row.checksum().map(String::valueOf).orElse("NULL")
            + " WHERE installed_rank = " + row.rank());
  }

  @Override
  public String schemaList(List<String> schemas) {
    return schemas.stream().map(Quoting::identifier).collect(Collectors.joining(","));
  }

  private static String values(List<String> names) {
    return names.stream().map(name -> "(" + Quoting.literal(name) + ")").collect(Collectors.joining(", "));
  }
}
