package dev.sluice.engine.postgresql;

import dev.sluice.engine.SessionWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives what others made in a database to its owner, object by object: REASSIGN OWNED would take what they have elsewhere, too,
 * and is refused for a server's first superuser. What the owner may not have, or we not give, stays where it is, and so do
 * operators, languages and large objects.
 */
final class HandOver {
  /** Costs next to nothing, and says no in most cases; of what the first superuser owns there is no record. */
  private static final String OWNING =
      """
      SELECT FROM pg_catalog.pg_roles r WHERE r.rolname %s AND (r.oid < 16384 OR EXISTS (
        SELECT FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_database d ON d.oid = s.dbid AND d.datname = pg_catalog.current_database()
        WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND s.refobjid = r.oid AND s.deptype = 'o'))""";

  private static final String OWNED =
      """
      SELECT kind, pg_catalog.lower(kind) || ' ' || (id).identity AS words, (id).identity, pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.datdba)),
        pg_catalog.pg_get_userbyid(owner)
      FROM (
        SELECT 0 AS place, 'SCHEMA' AS kind, 'pg_catalog.pg_namespace'::pg_catalog.regclass AS class, oid AS object, oid AS schema, nspowner AS owner
          FROM pg_catalog.pg_namespace s WHERE nspname <> 'public' OR NOT pg_catalog.has_schema_privilege(
            (SELECT datdba FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()), s.oid, 'CREATE')
        UNION ALL SELECT 1, CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
            WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, 'pg_catalog.pg_class'::pg_catalog.regclass, oid, relnamespace, relowner
          FROM pg_catalog.pg_class c WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND NOT (relkind = 'S' AND EXISTS (
            SELECT FROM pg_catalog.pg_depend p WHERE p.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.objid = c.oid AND p.deptype IN ('a', 'i')
              AND p.refclassid = p.classid))
        UNION ALL SELECT 2, 'ROUTINE', 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, pronamespace, proowner FROM pg_catalog.pg_proc
        UNION ALL SELECT 3, 'TYPE', 'pg_catalog.pg_type'::pg_catalog.regclass, oid, typnamespace, typowner FROM pg_catalog.pg_type
          WHERE typtype IN ('e', 'd', 'r', 'b') AND typcategory <> 'A'
        UNION ALL SELECT 4, 'COLLATION', 'pg_catalog.pg_collation'::pg_catalog.regclass, oid, collnamespace, collowner FROM pg_catalog.pg_collation
        UNION ALL SELECT 5, 'STATISTICS', 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, oid, stxnamespace, stxowner FROM pg_catalog.pg_statistic_ext
        UNION ALL SELECT 6, 'TEXT SEARCH DICTIONARY', 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, oid, dictnamespace, dictowner FROM pg_catalog.pg_ts_dict
        UNION ALL SELECT 7, 'TEXT SEARCH CONFIGURATION', 'pg_catalog.pg_ts_config'::pg_catalog.regclass, oid, cfgnamespace, cfgowner FROM pg_catalog.pg_ts_config
      ) o JOIN pg_catalog.pg_namespace n ON n.oid = o.schema
        JOIN pg_catalog.pg_database d ON d.datname = pg_catalog.current_database() AND d.datdba <> o.owner,
        LATERAL pg_catalog.pg_identify_object(o.class, o.object, 0) AS id
      WHERE o.owner IN (SELECT oid FROM pg_catalog.pg_roles WHERE rolname %s) AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND pg_catalog.pg_has_role(session_user, d.datdba, 'MEMBER')
        AND (n.nspowner = o.owner OR pg_catalog.has_schema_privilege(d.datdba, n.oid, 'CREATE'))
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = o.class AND e.objid = o.object AND e.deptype IN ('e', 'i'))
      ORDER BY o.place, 3""";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private HandOver() {}

  /** @param others such as {@code = session_user}; a condition of SQL on the names of roles */
  static boolean due(Connection inside, String others) throws SQLException {
    return says(inside, OWNING.formatted(others)) && says(inside, OWNED.formatted(others));
  }

  private static boolean says(Connection inside, String query) throws SQLException {
    try (var ask = inside.createStatement();
        var row = ask.executeQuery("SELECT EXISTS (" + query + ")")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** As one transaction. @param lock how long to wait for each; zero: {@link #PATIENCE}. @return in words, what changed hands */
  static List<String> make(Connection inside, String others, Duration lock) throws SQLException {
    var words = new ArrayList<String>();
    var sql = new ArrayList<String>();
    try (var ask = inside.createStatement();
        var rows = ask.executeQuery(OWNED.formatted(others))) {
      while (rows.next()) {
        sql.add("ALTER " + rows.getString(1) + " " + rows.getString(3) + " OWNER TO " + rows.getString(4));
        words.add(rows.getString(2) + " (was " + rows.getString(5) + "'s)");
      }
    }
    if (!sql.isEmpty()) {
      sql.addFirst("SET LOCAL lock_timeout = " + (lock.isZero() ? PATIENCE : lock).toMillis());
      SessionWork.execute(inside, String.join(";\n", sql));
    }
    return words;
  }
}
