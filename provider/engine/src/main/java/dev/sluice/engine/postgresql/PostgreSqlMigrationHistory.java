package dev.sluice.engine.postgresql;

import dev.sluice.engine.migration.HistoryPlace;
import dev.sluice.engine.migration.HistoryRow;
import dev.sluice.engine.migration.HistoryTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Flyway's history table, column for column as Flyway makes it. */
final class PostgreSqlMigrationHistory implements HistoryTable {

  // Functions that look names up cost a tenth of what a query of the catalog's tables costs in a new session.
  private static final String LOOK =
      """
      SELECT current_user, pg_catalog.to_regclass(?) IS NOT NULL, pg_catalog.to_regclass(?) IS NOT NULL,
        ARRAY(SELECT s FROM pg_catalog.unnest(?::text[]) s
          WHERE pg_catalog.to_regnamespace(pg_catalog.quote_ident(s)) IS NULL)""";
  // The first question is cheap, and its answer in a fresh database is no: what initdb made has lower numbers.
  private static final String ANYTHING =
      """
      SELECT EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid >= 16384 AND relkind <> 't')
        OR EXISTS (SELECT FROM pg_catalog.pg_type WHERE oid >= 16384)
        OR EXISTS (SELECT FROM pg_catalog.pg_proc WHERE oid >= 16384)""";
  private static final String HOLDING =
      """
      SELECT n.nspname FROM pg_catalog.pg_namespace n
      WHERE n.nspname = ANY (p.schemas) AND (
        EXISTS (SELECT FROM pg_catalog.pg_class c
          WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'v', 'S', 'm', 'f', 'p')
            AND c.relname NOT IN (p.bookkeeping, 'sluice_migration_progress')
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e'))
        OR EXISTS (SELECT FROM pg_catalog.pg_type t
          WHERE t.typnamespace = n.oid AND t.typcategory NOT IN ('A', 'C')
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e'))
        OR EXISTS (SELECT FROM pg_catalog.pg_proc f
          WHERE f.pronamespace = n.oid
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = f.oid AND d.deptype = 'e')))""";
  private static final String FROM = " FROM (SELECT ?::text[] AS schemas, ?::text AS bookkeeping) p";

  /** As Flyway writes it too, which matters for the key of its lock. */
  static String name(HistoryPlace place) {
    return Quoting.identifier(place.schema()) + "." + Quoting.identifier(place.table());
  }

  @Override
  public Surroundings look(Connection connection, HistoryPlace place) throws SQLException {
    try (var look = connection.prepareStatement(LOOK)) {
      look.setString(1, name(place));
      look.setString(2, PostgreSqlMigrationProgress.name(place));
      look.setArray(3, connection.createArrayOf("text", place.schemas().toArray()));
      try (var found = look.executeQuery()) {
        found.next();
        return new Surroundings(found.getString(1), found.getBoolean(2), found.getBoolean(3), texts(found, 4));
      }
    }
  }

  @Override
  public List<String> holding(Connection connection, HistoryPlace place) throws SQLException {
    try (var ask = connection.prepareStatement(ANYTHING);
        var found = ask.executeQuery()) {
      found.next();
      if (!found.getBoolean(1)) {
        return List.of();
      }
    }
    try (var ask = connection.prepareStatement("SELECT ARRAY(" + HOLDING + ")" + FROM)) {
      ask.setArray(1, connection.createArrayOf("text", place.schemas().toArray()));
      ask.setString(2, place.table());
      try (var found = ask.executeQuery()) {
        found.next();
        return texts(found, 1);
      }
    }
  }

  @Override
  public List<HistoryRow> rows(Connection connection, HistoryPlace place) throws SQLException {
    // The column has no time zone: it is the writer's, which we take to be the reader's.
    var sql =
        """
        SELECT installed_rank, version, description, type, script, checksum, installed_by,
          installed_on AT TIME ZONE pg_catalog.current_setting('TimeZone'), execution_time, success
        FROM %s ORDER BY installed_rank""";
    try (var ask = connection.prepareStatement(sql.formatted(name(place)));
        var found = ask.executeQuery()) {
      var rows = new ArrayList<HistoryRow>();
      while (found.next()) {
        rows.add(HistoryRow.of(found, found.getObject(8, OffsetDateTime.class).toInstant()));
      }
      return rows;
    }
  }

  @Override
  public void createSchema(Connection connection, String schema) throws SQLException {
    try (var create = connection.createStatement()) {
      create.execute("CREATE SCHEMA " + Quoting.identifier(schema));
    }
  }

  @Override
  public void create(Connection connection, HistoryPlace place) throws SQLException {
    var sql =
        """
        CREATE TABLE %1$s ("installed_rank" INT NOT NULL, "version" VARCHAR(50), "description" VARCHAR(200) NOT NULL,
          "type" VARCHAR(20) NOT NULL, "script" VARCHAR(1000) NOT NULL, "checksum" INTEGER,
          "installed_by" VARCHAR(100) NOT NULL, "installed_on" TIMESTAMP NOT NULL DEFAULT now(),
          "execution_time" INTEGER NOT NULL, "success" BOOLEAN NOT NULL, %2$s PRIMARY KEY ("installed_rank"));
        CREATE INDEX %3$s ON %1$s ("success")""";
    try (var create = connection.createStatement()) {
      var key = part(place, "_pk").map(name -> "CONSTRAINT " + name).orElse("");
      create.execute(sql.formatted(name(place), key, part(place, "_s_idx").orElse("")) + ";\n" + Bookkeeping.closed(name(place)));
    }
  }

  /** Flyway's name; empty where it would be cut off: then the server chooses one that fits and is free. */
  private static Optional<String> part(HistoryPlace place, String end) {
    return Optional.of(place.table() + end).filter(name -> Quoting.bytes(name) <= Quoting.LONGEST_NAME).map(Quoting::identifier);
  }

  @Override
  public void insert(Connection connection, HistoryPlace place, HistoryRow row) throws SQLException {
    var sql = PostgreSqlMigrationProgress.AS_USER + "INSERT INTO " + name(place)
        + " (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)"
        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, row.installedBy());
      insert.setString(2, row.installedBy());
      insert.setInt(3, row.rank());
      insert.setString(4, row.version().orElse(null));
      insert.setString(5, row.description());
      insert.setString(6, row.type());
      insert.setString(7, row.script());
      insert.setObject(8, row.checksum().orElse(null), Types.INTEGER);
      insert.setString(9, row.installedBy());
      insert.setInt(10, row.executionTime());
      insert.setBoolean(11, row.success());
      insert.execute();
    }
  }

  @Override
  public void removeFailed(Connection connection, HistoryPlace place, String user, String script) throws SQLException {
    var sql = PostgreSqlMigrationProgress.AS_USER + "DELETE FROM " + name(place) + " WHERE script = ? AND NOT success";
    try (var remove = connection.prepareStatement(sql)) {
      remove.setString(1, user);
      remove.setString(2, user);
      remove.setString(3, script);
      remove.execute();
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

  private static List<String> texts(ResultSet row, int column) throws SQLException {
    return List.of((String[]) row.getArray(column).getArray());
  }
}
