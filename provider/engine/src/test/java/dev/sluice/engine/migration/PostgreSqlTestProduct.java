package dev.sluice.engine.migration;

import dev.sluice.engine.postgresql.PostgreSqlMigrationTestDialect;
import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.configuration.FluentConfiguration;

record PostgreSqlTestProduct(String name, TestLogin login) implements TestProduct, TestProduct.ServerSessions {
  static final String NAME = "PostgreSQL";

  static PostgreSqlTestProduct of(String name, EmbeddedPostgreSql server) {
    return new PostgreSqlTestProduct(name, new TestLogin(server.host(), server.port(), server.username(), server.password()));
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public MigrationDialect dialect() {
    return PostgreSqlMigrationTestDialect.of(login.host(), login.port(), login.user(), login.password());
  }

  @Override
  public void create(String database) throws SQLException {
    try (var connection = connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
      // As the connector sets it: a server on its own notices within that time that nobody listens any more.
      statement.execute("ALTER DATABASE " + database + " SET client_connection_check_interval = '500ms'");
    }
  }

  @Override
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(login.url("postgresql", database), login.user(), login.password());
  }

  @Override
  public FluentConfiguration flyway(FluentConfiguration configuration, String database) {
    return configuration.dataSource(login.url("postgresql", database), login.user(), login.password());
  }

  @Override
  public List<String> arguments() {
    return login.arguments(NAME);
  }

  @Override
  public Outage own() {
    var server = EmbeddedPostgreSql.start(18);
    return new Outage(of(name, server), server::pid, server::stop, server::crash, server::startAgain, server::close);
  }

  @Override
  public Optional<ServerSessions> sessions() {
    return Optional.of(this);
  }

  @Override
  public String defaultSchema(String database) {
    return "public";
  }

  @Override
  public boolean rollsBackDdl() {
    return true;
  }

  @Override
  public String missingTable(String database, String table) {
    return "relation \"" + table + "\" does not exist";
  }

  @Override
  public String missingTableState() {
    return "42P01";
  }

  @Override
  public String duplicateState() {
    return "23505";
  }

  @Override
  public List<String> historyShape() {
    return List.of(
        "SELECT column_name || data_type || coalesce(character_maximum_length::text, '') || is_nullable || coalesce(column_default, '')"
            + " FROM information_schema.columns WHERE table_name = 'flyway_schema_history' ORDER BY ordinal_position",
        "SELECT indexdef FROM pg_indexes WHERE tablename = 'flyway_schema_history' ORDER BY indexname",
        "SELECT (installed_rank, version, description, type, script, checksum, installed_by, success)::text"
            + " FROM flyway_schema_history ORDER BY installed_rank");
  }

  @Override
  public String objects() {
    return "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace";
  }

  @Override
  public String no() {
    return "false";
  }

  @Override
  public String sleep(int seconds) {
    return "SELECT pg_sleep(" + seconds + ")";
  }

  @Override
  public String slowInsert(String table, int value, int seconds) {
    return "INSERT INTO " + table + " SELECT " + value + " FROM pg_sleep(" + seconds + ")";
  }

  @Override
  public List<String> slowTrigger(String table, int seconds) {
    return List.of(
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(" + seconds + "); RETURN NEW; END'",
        "CREATE TRIGGER wait BEFORE INSERT ON " + table + " FOR EACH ROW EXECUTE FUNCTION wait()");
  }

  @Override
  public String dropSlowTrigger(String table) {
    return "DROP TRIGGER wait ON " + table;
  }

  @Override
  public String busyInTrigger(String statement) {
    return statement;
  }

  @Override
  public String index(String name, String table, String column) {
    return "CREATE INDEX CONCURRENTLY " + name + " ON " + table + " (" + column + ")";
  }

  @Override
  public String maintain(String table) {
    return "VACUUM " + table;
  }

  @Override
  public String keepOut(String table) {
    return "LOCK TABLE " + table;
  }

  @Override
  public String busyWith(String word) {
    return others() + " AND state = 'active' AND position(lower('" + word + "') IN lower(query)) > 0";
  }

  @Override
  public String others() {
    return "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
  }

  @Override
  public String kill(String session) {
    return "SELECT pg_terminate_backend(" + session + ")";
  }
}
