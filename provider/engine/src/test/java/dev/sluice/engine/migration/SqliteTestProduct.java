package dev.sluice.engine.migration;

import dev.sluice.engine.sqlite.SqliteMigrationTestAccess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Files in a folder. */
record SqliteTestProduct(Path folder) implements TestProduct {
  static final String NAME = "SQLite";
  private static final int SLICE_MILLIS = 20;

  @Override
  public String toString() {
    return NAME;
  }

  @Override
  public MigrationDialect dialect() {
    return SqliteMigrationTestAccess.dialect();
  }

  @Override
  public void create(String database) throws SQLException {
    SqliteMigrationTestAccess.create(file(database));
  }

  @Override
  public Connection connect(String database) throws SQLException {
    return SqliteMigrationTestAccess.connect(file(database), SqliteSleep.in(file(database)));
  }

  @Override
  public FluentConfiguration flyway(FluentConfiguration configuration, String database) {
    return configuration.dataSource("jdbc:sqlite:" + file(database), "", "");
  }

  private Path file(String database) {
    return folder.resolve(database + ".db");
  }

  @Override
  public List<String> arguments() {
    return List.of(NAME, folder.toString());
  }

  @Override
  public Optional<ServerSessions> sessions() {
    return Optional.empty();
  }

  /** The word is of no use: it is known that somebody sleeps, not in which statement. */
  @Override
  public boolean isBusyWith(TestDatabase database, String word) {
    return SqliteSleep.somebodyIsAtIt(file(database.name()));
  }

  @Override
  public String holder() {
    return "process ";
  }

  @Override
  public String defaultSchema(String database) {
    return "main";
  }

  @Override
  public boolean rollsBackDdl() {
    return true;
  }

  @Override
  public boolean takesTransactionsOfFiles() {
    return false;
  }

  @Override
  public boolean pointsAtLines() {
    return false;
  }

  @Override
  public String missingTable(String database, String table) {
    return "no such table: " + table;
  }

  @Override
  public String missingTableState() {
    return "SQLITE_ERROR";
  }

  @Override
  public String duplicateState() {
    return "SQLITE_CONSTRAINT_PRIMARYKEY";
  }

  @Override
  public List<String> historyShape() {
    return List.of(
        "SELECT type || name || tbl_name || coalesce(sql, '') FROM sqlite_schema WHERE tbl_name = 'flyway_schema_history' ORDER BY name",
        "SELECT installed_rank || ifnull(version, '') || description || type || script || checksum || installed_by || success"
            + " || typeof(installed_rank) || typeof(version) || typeof(checksum) || typeof(success) || typeof(installed_on) || length(installed_on)"
            + " FROM flyway_schema_history ORDER BY installed_rank");
  }

  @Override
  public String objects() {
    return "SELECT name FROM sqlite_schema";
  }

  @Override
  public String content() {
    return "CREATE TABLE old (a int)";
  }

  @Override
  public String no() {
    return "0";
  }

  @Override
  public String replaceView(String name, String query) {
    return "DROP VIEW IF EXISTS " + name + "; CREATE VIEW " + name + " AS " + query;
  }

  @Override
  public String sleep(int seconds) {
    return slices(seconds) + " SELECT count(sleep(" + SLICE_MILLIS + ")) FROM n";
  }

  @Override
  public String slowInsert(String table, int value, int seconds) {
    return "INSERT INTO " + table + " SELECT " + value + " FROM (" + sleep(seconds) + ")";
  }

  // SQLite looks between rows whether it shall stop.
  private static String slices(int seconds) {
    return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + seconds * 1000 / SLICE_MILLIS + ")";
  }

  @Override
  public List<String> slowTrigger(String table, int seconds) {
    return List.of("CREATE TRIGGER wait BEFORE INSERT ON " + table + " BEGIN SELECT sleep(" + seconds * 1000 + "); END");
  }

  @Override
  public String dropSlowTrigger(String table) {
    return "DROP TRIGGER wait";
  }

  @Override
  public String busyInTrigger(String statement) {
    return "sleep";
  }

  @Override
  public String index(String name, String table, String column) {
    return "CREATE INDEX " + name + " ON " + table + " (" + column + ")";
  }

  @Override
  public String maintain(String table) {
    return "VACUUM";
  }

  @Override
  public String keepOut(String table) {
    return "SELECT * FROM " + table;
  }
}
