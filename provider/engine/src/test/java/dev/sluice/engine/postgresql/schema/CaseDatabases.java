package dev.sluice.engine.postgresql.schema;

import dev.sluice.local.postgresql.EmbeddedPostgreSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Databases for one case after the other. To make one costs more than all the rest of a case, so each is emptied and used again,
 * if nothing is left in it that wasn't there from the start.
 */
final class CaseDatabases implements AutoCloseable {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String EMPTY =
      """
      RESET ROLE; RESET ALL;
      DO $$ DECLARE statement text; BEGIN
        FOR statement IN
          SELECT format('DROP EVENT TRIGGER %%I', evtname) FROM pg_event_trigger
          UNION ALL SELECT format('DROP PUBLICATION %%I', pubname) FROM pg_publication
          UNION ALL SELECT format('DROP EXTENSION %%I CASCADE', extname) FROM pg_extension WHERE oid >= 16384
          UNION ALL SELECT format('DROP FOREIGN DATA WRAPPER %%I CASCADE', fdwname) FROM pg_foreign_data_wrapper
        LOOP
          BEGIN
            EXECUTE statement;
          EXCEPTION WHEN undefined_object THEN -- It went with another.
          END;
        END LOOP;
        FOR statement IN SELECT format('DROP SCHEMA %%I CASCADE', nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
          EXECUTE statement;
        END LOOP;
      END $$;
      DROP OWNED BY %1$s;
      CREATE SCHEMA public;
      """;
  private static final String LEFT =
      """
      SELECT EXISTS (
        SELECT FROM pg_shdepend WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        UNION ALL SELECT FROM pg_db_role_setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
        UNION ALL SELECT FROM (SELECT oid FROM pg_class UNION ALL SELECT oid FROM pg_type UNION ALL SELECT oid FROM pg_proc UNION ALL SELECT oid FROM pg_operator
          UNION ALL SELECT oid FROM pg_opclass UNION ALL SELECT oid FROM pg_opfamily UNION ALL SELECT oid FROM pg_cast UNION ALL SELECT oid FROM pg_conversion
          UNION ALL SELECT oid FROM pg_ts_config UNION ALL SELECT oid FROM pg_ts_dict UNION ALL SELECT oid FROM pg_ts_parser UNION ALL SELECT oid FROM pg_ts_template
          UNION ALL SELECT oid FROM pg_language UNION ALL SELECT oid FROM pg_am UNION ALL SELECT oid FROM pg_transform UNION ALL SELECT oid FROM pg_collation
          UNION ALL SELECT oid FROM pg_default_acl UNION ALL SELECT oid FROM pg_extension UNION ALL SELECT oid FROM pg_foreign_data_wrapper
          UNION ALL SELECT oid FROM pg_event_trigger UNION ALL SELECT oid FROM pg_publication UNION ALL SELECT oid FROM pg_largeobject_metadata
          UNION ALL SELECT oid FROM pg_namespace WHERE nspname <> 'public') AS made WHERE oid >= 16384)""";

  private final EmbeddedPostgreSql server;
  private final String owner;
  private final Connection admin;
  private final Deque<CaseDatabase> idle = new ArrayDeque<>();

  /** @param owner of what cases make */
  static CaseDatabases on(EmbeddedPostgreSql server, String owner) {
    try {
      return new CaseDatabases(server, owner, server.connect("postgres"));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private CaseDatabases(EmbeddedPostgreSql server, String owner, Connection admin) {
    this.server = server;
    this.owner = owner;
    this.admin = admin;
  }

  /** A database on loan, and the superuser's session in it. */
  final class CaseDatabase implements AutoCloseable {
    private final String name;
    private final Connection session;

    private CaseDatabase(String name, Connection session) {
      this.name = name;
      this.session = session;
    }

    String name() {
      return name;
    }

    Connection session() {
      return session;
    }

    /** Never fails. */
    @Override
    public void close() {
      giveBack(this);
    }
  }

  /** @param whose its owner's */
  CaseDatabase take(String whose) throws SQLException {
    var database = idle();
    if (database == null) {
      database = create();
    }
    execute(admin, "ALTER DATABASE " + database.name() + " OWNER TO " + whose);
    return database;
  }

  private synchronized CaseDatabase idle() {
    return idle.poll();
  }

  private CaseDatabase create() throws SQLException {
    var name = "schema_case_" + NUMBERS.incrementAndGet();
    execute(admin, "CREATE DATABASE " + name + " TEMPLATE template0");
    var database = new CaseDatabase(name, server.connect(name));
    // Those that were used and those that weren't are to look the same.
    if (!emptied(database)) {
      throw new IllegalStateException("a new database isn't empty: " + name);
    }
    return database;
  }

  private boolean emptied(CaseDatabase database) throws SQLException {
    var major = database.session().getMetaData().getDatabaseMajorVersion();
    execute(database.session(), EMPTY.formatted(owner)
        + (major >= 15 ? "ALTER SCHEMA public OWNER TO pg_database_owner; GRANT USAGE ON SCHEMA public TO PUBLIC" : "GRANT ALL ON SCHEMA public TO PUBLIC"));
    return Rows.list(database.session(), LEFT).getFirst().equals("f");
  }

  private void giveBack(CaseDatabase database) {
    try {
      execute(admin, "ALTER DATABASE " + database.name() + " OWNER TO CURRENT_USER");
      if (emptied(database)) {
        synchronized (this) {
          idle.push(database);
        }
        return;
      }
    } catch (SQLException e) {
      // Another one does as well.
    }
    drop(database);
  }

  private void drop(CaseDatabase database) {
    try {
      database.session().close();
      execute(admin, "DROP DATABASE IF EXISTS " + database.name() + " WITH (FORCE)");
    } catch (SQLException e) {
      // It goes with the server.
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    synchronized (connection) {
      try (var statement = connection.createStatement()) {
        statement.setEscapeProcessing(false);
        statement.execute(sql);
      }
    }
  }

  @Override
  public synchronized void close() {
    idle.forEach(this::drop);
    idle.clear();
    try {
      admin.close();
    } catch (SQLException e) {
      // It goes with the server.
    }
  }
}
