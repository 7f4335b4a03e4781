package dev.sluice.engine.migration;

import dev.sluice.engine.Tls;
import dev.sluice.engine.sqlserver.SqlServerMigrationTestDialect;
import dev.sluice.engine.sqlserver.TSqlServer;
import dev.sluice.engine.sqlserver.TSqlServerExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** On a server that may be somebody else's, and may not be there: then what needs a database of it is skipped, and says so. */
record SqlServerTestProduct(Optional<TSqlServer> found, Queue<String> made)
    implements TestProduct, TestProduct.ServerSessions, ExtensionContext.Store.CloseableResource {
  static final String NAME = "SQLServer";

  SqlServerTestProduct(Optional<TSqlServer> found) {
    this(found, new ConcurrentLinkedQueue<>());
  }

  static SqlServerTestProduct of(List<String> arguments) {
    var login = TestLogin.of(arguments);
    return new SqlServerTestProduct(
        Optional.of(new TSqlServer(login.host(), login.port(), login.user(), login.password(), Tls.Mode.valueOf(arguments.getLast()))));
  }

  private TSqlServer server() {
    return found.orElseThrow(() -> new TestAbortedException(TSqlServerExtension.NONE));
  }

  @Override
  public String toString() {
    return NAME;
  }

  @Override
  public MigrationDialect dialect() {
    return SqlServerMigrationTestDialect.of(server());
  }

  @Override
  public void create(String database) {
    var server = server();
    made.add(database);
    server.run("master", "CREATE DATABASE [" + database + "]");
  }

  @Override
  public void close() {
    made.forEach(database -> server().drop(database));
  }

  @Override
  public Connection connect(String database) throws SQLException {
    return SqlServerMigrationTestDialect.connect(server(), database);
  }

  @Override
  public FluentConfiguration flyway(FluentConfiguration configuration, String database) {
    return configuration.dataSource(server().jdbcUrl(database), server().user(), server().password());
  }

  @Override
  public List<String> arguments() {
    var server = server();
    return List.of(NAME, server.host(), Integer.toString(server.port()), server.user(), server.password(), server.tls().name());
  }

  @Override
  public Optional<ServerSessions> sessions() {
    return Optional.of(this);
  }

  @Override
  public Outage own() {
    return Assumptions.abort("a server that isn't ours is neither stopped nor killed");
  }

  @Override
  public String defaultSchema(String database) {
    return "dbo";
  }

  @Override
  public boolean rollsBackDdl() {
    return true;
  }

  /** Its words for that are others. */
  @Override
  public boolean takesTransactionsOfFiles() {
    return false;
  }

  @Override
  public boolean takesBatches() {
    return true;
  }

  @Override
  public String script(String text) {
    return text.replace(";\n", ";\nGO\n");
  }

  @Override
  public boolean statementsOutliveClients() {
    return false;
  }

  @Override
  public int tooLong() {
    return 129;
  }

  @Override
  public String missingTable(String database, String table) {
    return "Invalid object name '" + table + "'";
  }

  @Override
  public String missingTableState() {
    return "S0002";
  }

  @Override
  public String duplicateState() {
    return "23000";
  }

  @Override
  public List<String> historyShape() {
    return List.of(
        "SELECT CONCAT(COLUMN_NAME, ' ', DATA_TYPE, ' ', CHARACTER_MAXIMUM_LENGTH, ' ', IS_NULLABLE, ' ', COLUMN_DEFAULT)"
            + " FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = 'flyway_schema_history' ORDER BY ORDINAL_POSITION",
        "SELECT CONCAT(name, ' ', type_desc, ' ', is_primary_key) FROM sys.indexes WHERE object_id = OBJECT_ID('flyway_schema_history') ORDER BY name",
        "SELECT CONCAT(installed_rank, version, description, type, script, checksum, installed_by, success)"
            + " FROM flyway_schema_history ORDER BY installed_rank");
  }

  @Override
  public String objects() {
    return "SELECT name FROM sys.objects WHERE is_ms_shipped = 0";
  }

  @Override
  public String no() {
    return "0";
  }

  @Override
  public String yes() {
    return "1";
  }

  @Override
  public String replaceView(String name, String query) {
    return "CREATE OR ALTER VIEW " + name + " AS " + query;
  }

  @Override
  public String sleep(int seconds) {
    return "WAITFOR /* sleep */ DELAY '" + LocalTime.ofSecondOfDay(seconds) + ".000'";
  }

  @Override
  public String slowInsert(String table, int value, int seconds) {
    return sleep(seconds) + "; INSERT INTO " + table + " SELECT " + value;
  }

  @Override
  public List<String> slowTrigger(String table, int seconds) {
    return List.of("CREATE TRIGGER slow ON " + table + " AFTER INSERT AS " + sleep(seconds));
  }

  @Override
  public String dropSlowTrigger(String table) {
    return "DROP TRIGGER slow";
  }

  /** The text of what runs is the trigger's then. */
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
    return "ALTER DATABASE CURRENT SET RECOVERY SIMPLE";
  }

  @Override
  public String keepOut(String table) {
    return "SELECT * FROM " + table + " WITH (TABLOCKX, HOLDLOCK)";
  }

  @Override
  public String busyWith(String word) {
    return "SELECT r.session_id FROM sys.dm_exec_requests r CROSS APPLY sys.dm_exec_sql_text(r.sql_handle) t"
        + " WHERE r.database_id = DB_ID() AND r.session_id <> @@SPID AND t.text LIKE '%" + word + "%'";
  }

  @Override
  public String others() {
    return "SELECT session_id FROM sys.dm_exec_sessions WHERE database_id = DB_ID() AND session_id <> @@SPID";
  }

  @Override
  public String kill(String session) {
    return "KILL " + session;
  }
}
