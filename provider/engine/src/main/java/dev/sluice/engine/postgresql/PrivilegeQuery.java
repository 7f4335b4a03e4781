package dev.sluice.engine.postgresql;

/** All that a preset asks of a database's catalogs, in one round trip. Parameters: role, schemas, privileges on tables and on sequences. */
final class PrivilegeQuery {
  /** Columns: enters, schemas, missing schemas, what is lacking, creators without default privileges. */
  static final String SQL =
      """
      WITH who AS (SELECT ?::text AS name),
        asked AS (SELECT r.oid AS role, ?::text[] AS schemas, ?::text[] AS tables, ?::text[] AS sequences
          FROM pg_catalog.pg_roles r JOIN who ON r.rolname = who.name),
        ns AS (SELECT n.oid, n.nspname::text FROM pg_catalog.pg_namespace n, asked
          WHERE CASE WHEN asked.schemas = '{}' THEN n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ELSE n.nspname = ANY (asked.schemas) END),
        objects AS (SELECT c.oid, c.relkind, c.relacl, n.nspname || '.' || c.relname AS name, %1$s AS bookkeeping
          FROM pg_catalog.pg_class c JOIN ns n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend x WHERE x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND x.objid = c.oid AND x.deptype = 'e')),
        creators AS (SELECT d.datdba AS creator FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
          UNION SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = session_user),
        defaults AS (SELECT a.defaclrole, a.defaclnamespace, a.defaclobjtype, e.privilege_type
          FROM pg_catalog.pg_default_acl a, pg_catalog.aclexplode(a.defaclacl) e, asked WHERE e.grantee = asked.role),
        scopes AS (SELECT 0::oid AS scope FROM asked WHERE asked.schemas = '{}' UNION ALL SELECT ns.oid FROM ns, asked WHERE asked.schemas <> '{}'),
        wanted AS (SELECT 'r' AS kind, pg_catalog.unnest(asked.tables) AS privilege FROM asked
          UNION ALL SELECT 'S', pg_catalog.unnest(asked.sequences) FROM asked UNION ALL SELECT 'f', 'EXECUTE'),
        lacking AS (
          SELECT 'schema ' || ns.nspname AS name FROM ns, asked WHERE NOT pg_catalog.has_schema_privilege(asked.role, ns.oid, 'USAGE')
          UNION ALL SELECT 'table ' || o.name FROM objects o, asked WHERE o.relkind <> 'S' AND EXISTS (SELECT FROM pg_catalog.unnest(asked.tables) p
            WHERE (p = 'SELECT' OR NOT o.bookkeeping) AND NOT pg_catalog.has_table_privilege(asked.role, o.oid, p))
          UNION ALL SELECT 'sequence ' || o.name FROM objects o, asked WHERE o.relkind = 'S' AND EXISTS (SELECT FROM pg_catalog.unnest(asked.sequences) p
            WHERE NOT pg_catalog.has_sequence_privilege(asked.role, o.oid, p))
          UNION ALL SELECT 'routine ' || ns.nspname || '.' || p.proname FROM pg_catalog.pg_proc p JOIN ns ON ns.oid = p.pronamespace, asked
            WHERE NOT pg_catalog.has_function_privilege(asked.role, p.oid, 'EXECUTE')
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend x WHERE x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND x.objid = p.oid AND x.deptype = 'e')
          UNION ALL SELECT 'no rights to write ' || o.name FROM objects o, asked, pg_catalog.aclexplode(o.relacl) e
            WHERE o.bookkeeping AND e.grantee = asked.role AND e.privilege_type <> 'SELECT')
      SELECT pg_catalog.has_database_privilege(asked.role, pg_catalog.current_database(), 'CONNECT'),
        ARRAY(SELECT nspname FROM ns ORDER BY 1),
        ARRAY(SELECT s FROM pg_catalog.unnest(asked.schemas) s WHERE s NOT IN (SELECT nspname FROM ns)),
        ARRAY(SELECT DISTINCT name FROM lacking ORDER BY 1 LIMIT 10),
        ARRAY(SELECT DISTINCT pg_catalog.pg_get_userbyid(c.creator)::text FROM creators c, scopes, wanted
          WHERE NOT EXISTS (SELECT FROM defaults d WHERE d.defaclrole = c.creator AND d.defaclnamespace = scopes.scope
            AND d.defaclobjtype::text = wanted.kind AND d.privilege_type = wanted.privilege))
      FROM asked"""
          .formatted(Bookkeeping.CONDITION);

  private PrivilegeQuery() {}
}
