package dev.sluice.engine.migration;

import dev.sluice.engine.mysqlfamily.MySqlFamilyMigrationTestAccess;
import dev.sluice.local.mysqlfamily.EmbeddedServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * MySQL or MariaDB.
 *
 * @param another starts another server of the kind
 */
record MySqlFamilyTestProduct(String name, Driver driver, TestLogin login, Supplier<EmbeddedServer> another)
    implements TestProduct, TestProduct.ServerSessions {

  static MySqlFamilyTestProduct of(String name, Driver driver, EmbeddedServer server, Supplier<EmbeddedServer> another) {
    return new MySqlFamilyTestProduct(name, driver, new TestLogin(server.host(), server.port(), server.username(), server.password()), another);
  }

  /** How the product is reached. */
  interface Driver {
    MySqlFamilyMigrationTestAccess of(String host, int port, String user, String password);
  }

  private MySqlFamilyMigrationTestAccess access() {
    return driver.of(login.host(), login.port(), login.user(), login.password());
  }

  @Override
  public MigrationDialect dialect() {
    return access().dialect();
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public void create(String database) throws SQLException {
    try (var connection = connect("mysql");
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database + " CHARACTER SET utf8mb4");
    }
  }

  @Override
  public Connection connect(String database) throws SQLException {
    return access().connect(database);
  }

  @Override
  public FluentConfiguration flyway(FluentConfiguration configuration, String database) {
    return configuration.dataSource(login.url(name.toLowerCase(Locale.ROOT), database), login.user(), login.password());
  }

  @Override
  public List<String> arguments() {
    return login.arguments(name);
  }

  @Override
  public Outage own() {
    var server = another.get();
    return new Outage(of(name, driver, server, another), server::pid, server::stop, server::crash, server::startAgain, server::close);
  }

  @Override
  public Optional<ServerSessions> sessions() {
    return Optional.of(this);
  }

  @Override
  public String defaultSchema(String database) {
    return database;
  }

  @Override
  public boolean rollsBackDdl() {
    return false;
  }

  @Override
  public String missingTable(String database, String table) {
    return "Table '" + database + "." + table + "' doesn't exist";
  }

  @Override
  public String missingTableState() {
    return "42S02";
  }

  @Override
  public String duplicateState() {
    return "23000";
  }

  @Override
  public List<String> historyShape() {
    return List.of(
        "SELECT CONCAT_WS(' ', column_name, column_type, is_nullable, column_default, extra, collation_name) FROM information_schema.columns"
            + " WHERE table_schema = DATABASE() AND table_name = 'flyway_schema_history' ORDER BY ordinal_position",
        "SELECT CONCAT_WS(' ', index_name, seq_in_index, column_name, non_unique, index_type) FROM information_schema.statistics"
            + " WHERE table_schema = DATABASE() AND table_name = 'flyway_schema_history' ORDER BY index_name, seq_in_index",
        "SELECT CONCAT_WS(' ', engine, row_format, table_collation) FROM information_schema.tables"
            + " WHERE table_schema = DATABASE() AND table_name = 'flyway_schema_history'",
        "SELECT CONCAT_WS(' ', installed_rank, version, description, type, script, checksum, installed_by, success)"
            + " FROM flyway_schema_history ORDER BY installed_rank");
  }

  @Override
  public String objects() {
    return "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()";
  }

  @Override
  public String no() {
    return "0";
  }

  @Override
  public String sleep(int seconds) {
    return "SELECT 1 FROM DUAL WHERE SLEEP(" + seconds + ") = 0";
  }

  @Override
  public String slowInsert(String table, int value, int seconds) {
    return "INSERT INTO " + table + " SELECT " + value + " FROM DUAL WHERE SLEEP(" + seconds + ") = 0";
  }

  @Override
  public List<String> slowTrigger(String table, int seconds) {
    return List.of("CREATE TRIGGER wait BEFORE INSERT ON " + table + " FOR EACH ROW SET @waited = SLEEP(" + seconds + ")");
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
    return "ANALYZE TABLE " + table;
  }

  @Override
  public String keepOut(String table) {
    return "SELECT * FROM " + table;
  }

  @Override
  public String busyWith(String word) {
    return others() + " AND command = 'Query' AND LOCATE(LOWER('" + word + "'), LOWER(info)) > 0";
  }

  @Override
  public String others() {
    return "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()";
  }

  @Override
  public String kill(String session) {
    return "KILL " + session;
  }
}
