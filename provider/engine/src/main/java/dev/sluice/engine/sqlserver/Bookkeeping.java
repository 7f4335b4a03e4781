package dev.sluice.engine.sqlserver;

/**
 * The tables in which migrations are put on record: applications may read and never write them. What covers all of a schema
 * covers these, too, and only a DENY keeps somebody off; so whoever gets such is made a member of one role, to which it is denied.
 */
final class Bookkeeping {
  /** Those who are kept off. */
  static final String APPLICATIONS = "sluice_application";
  /** Of a row {@code t} of sys.tables, in SQL: Flyway's table by whatever name, or ours. */
  static final String CONDITION =
      "(t.name IN (N'flyway_schema_history', N'sluice_migration_progress')"
          + " OR EXISTS (SELECT 1 FROM sys.columns b WHERE b.object_id = t.object_id AND b.name = N'installed_rank'))";
  private static final String KEPT = "INSERT, UPDATE, DELETE, ALTER, TAKE OWNERSHIP";

  private Bookkeeping() {}

  static String role() {
    return "IF DATABASE_PRINCIPAL_ID(" + Quoting.literal(APPLICATIONS) + ") IS NULL CREATE ROLE " + Quoting.identifier(APPLICATIONS) + " AUTHORIZATION [dbo]";
  }

  static String denial(String schema, String table) {
    return "DENY " + KEPT + " ON OBJECT::" + Quoting.identifier(schema) + "." + Quoting.identifier(table) + " TO " + Quoting.identifier(APPLICATIONS);
  }

  /** A statement for right after the table was made, in whatever database the session is. */
  static String closed(String database, String schema, String table) {
    var sql = "IF DATABASE_PRINCIPAL_ID(" + Quoting.literal(APPLICATIONS) + ") IS NOT NULL " + denial(schema, table);
    return "EXEC " + Quoting.identifier(database) + ".sys.sp_executesql " + Quoting.literal(sql);
  }
}
