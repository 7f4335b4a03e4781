package dev.sluice.engine.postgresql;

/** The tables in which migrations are put on record: applications may read and never write them. */
public final class Bookkeeping {
  /** Of a row {@code c} of pg_class, in SQL: Flyway's table by whatever name, or ours. */
  public static final String CONDITION =
      "(c.relkind = 'r' AND (c.relname IN ('flyway_schema_history', 'sluice_migration_progress') OR EXISTS (SELECT FROM pg_catalog.pg_attribute b"
          + " WHERE b.attrelid = c.oid AND b.attname = 'installed_rank')))";

  private Bookkeeping() {}

  /**
   * A statement for right after the table was made: default privileges would let applications write it.
   *
   * @param quotedName with its schema
   */
  static String closed(String quotedName) {
    return Quoting.block("DECLARE g record; BEGIN FOR g IN SELECT DISTINCT CASE WHEN e.grantee = 0 THEN 'PUBLIC'"
        + " ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(e.grantee)) END AS name, c.oid::pg_catalog.regclass AS t"
        + " FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) e WHERE c.oid = " + Quoting.literal(quotedName)
        + "::pg_catalog.regclass AND e.grantee <> c.relowner LOOP EXECUTE pg_catalog.format("
        + "'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %s FROM %s', g.t, g.name); END LOOP; END");
  }
}
