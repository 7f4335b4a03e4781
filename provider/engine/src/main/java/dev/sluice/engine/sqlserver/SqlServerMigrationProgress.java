package dev.sluice.engine.sqlserver;

import dev.sluice.engine.migration.HistoryPlace;
import dev.sluice.engine.migration.ProgressTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How far half-done files got. One table per schema, whatever history tables are in it. */
final class SqlServerMigrationProgress implements ProgressTable {
  // Bytewise, since a database may take names for the same that differ in case. A key has 900 bytes at most.
  private static final String CREATE =
      """
      CREATE TABLE %s ([history] nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL, [file] nvarchar(300) COLLATE Latin1_General_BIN2 NOT NULL,
        [statement] int NOT NULL, [digest] nvarchar(64) NOT NULL, [status] nvarchar(10) NOT NULL,
        [evidence] nvarchar(300), [at] datetimeoffset NOT NULL DEFAULT SYSDATETIMEOFFSET(), PRIMARY KEY ([history], [file], [statement]))""";
  private static final String WRITE =
      """
      MERGE INTO %s WITH (HOLDLOCK) AS old
      USING (VALUES %s) AS new ([history], [file], [statement], [digest], [status], [evidence])
      ON old.[history] = new.[history] AND old.[file] = new.[file] AND old.[statement] = new.[statement]
      WHEN MATCHED THEN UPDATE SET [digest] = new.[digest], [status] = new.[status], [evidence] = new.[evidence],
        [at] = SYSDATETIMEOFFSET()
      WHEN NOT MATCHED THEN INSERT ([history], [file], [statement], [digest], [status], [evidence])
        VALUES (new.[history], new.[file], new.[statement], new.[digest], new.[status], new.[evidence]);""";

  static String name(Connection connection, HistoryPlace place) throws SQLException {
    return SqlServerMigrationHistory.name(connection, new HistoryPlace(place.schema(), NAME, place.schemas()));
  }

  @Override
  public void create(Connection connection, HistoryPlace place) throws SQLException {
    Batch.execute(
        connection, CREATE.formatted(name(connection, place)) + ";\n" + Bookkeeping.closed(TrackedConnection.of(connection).database(), place.schema(), NAME));
  }

  @Override
  public List<Step> read(Connection connection, HistoryPlace place) throws SQLException {
    String sql =
        "SELECT [file], [statement], [digest], [status], [evidence] FROM " + name(connection, place) + " WHERE [history] = ? ORDER BY [file], [statement]";
    return Batch.query(connection, sql, rows -> {
      List<Step> steps = new ArrayList<>();
      while (rows.next()) {
        Status status = Status.valueOf(rows.getString(4).toUpperCase(Locale.ROOT));
        steps.add(new Step(rows.getString(1), rows.getInt(2), rows.getString(3), status, Optional.ofNullable(rows.getString(5))));
      }
      return steps;
    }, place.table());
  }

  /** As whoever the file has made the session: to be somebody else for a moment and him again is not to be had. */
  @Override
  public void write(Connection connection, HistoryPlace place, String user, List<Step> steps) throws SQLException {
    // A MERGE takes no empty list.
    if (!steps.isEmpty()) {
      String rows = steps.stream().map(step -> row(place, step)).collect(Collectors.joining(", "));
      Batch.execute(connection, WRITE.formatted(name(connection, place), rows));
    }
  }

  static String row(HistoryPlace place, Step step) {
    return "(" + Quoting.literal(place.table()) + ", " + Quoting.literal(step.file()) + ", " + step.statement() + ", "
        + Quoting.literal(step.digest()) + ", " + Quoting.literal(step.status().name().toLowerCase(Locale.ROOT)) + ", "
        + step.evidence().map(Quoting::literal).orElse("NULL") + ")";
  }

  @Override
  public void remove(Connection connection, HistoryPlace place, Step step) throws SQLException {
    Batch.execute(connection, removal(connection, place, step.file()) + " AND [statement] = " + step.statement());
  }

  @Override
  public void removeAll(Connection connection, HistoryPlace place, String user, String file) throws SQLException {
    Batch.execute(connection, SqlServerMigrationSession.OURSELVES + removal(connection, place, file));
  }

  private static String removal(Connection connection, HistoryPlace place, String file) throws SQLException {
    return "DELETE FROM " + name(connection, place) + " WHERE [history] = " + Quoting.literal(place.table())
        + " AND [file] = " + Quoting.literal(file);
  }
}
