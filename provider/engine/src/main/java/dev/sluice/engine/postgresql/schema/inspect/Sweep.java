package dev.sluice.engine.postgresql.schema.inspect;

import java.sql.ResultSet;
import java.sql.SQLException;

/** What is there and isn't modelled: without naming it, a plan without statements would claim that nothing differs. */
final class Sweep implements Part {
  @Override
  public String sql(int major) {
    return """
        SELECT kind || ' ' || name AS what, class::regclass::text AS catalog, oid FROM (
          SELECT 'cast' AS kind, tableoid AS class, oid, format_type(castsource, NULL) || ' as ' || format_type(casttarget, NULL) AS name FROM pg_cast
          UNION ALL SELECT 'operator', tableoid, oid, oid::regoperator::text FROM pg_operator
          UNION ALL SELECT 'operator class', o.tableoid, o.oid, n.nspname || '.' || opcname FROM pg_opclass o JOIN pg_namespace n ON n.oid = opcnamespace
          UNION ALL SELECT 'operator family', o.tableoid, o.oid, n.nspname || '.' || opfname FROM pg_opfamily o JOIN pg_namespace n ON n.oid = opfnamespace
          UNION ALL SELECT 'conversion', c.tableoid, c.oid, n.nspname || '.' || conname FROM pg_conversion c JOIN pg_namespace n ON n.oid = connamespace
          UNION ALL SELECT 'text search parser', t.tableoid, t.oid, n.nspname || '.' || prsname FROM pg_ts_parser t JOIN pg_namespace n ON n.oid = prsnamespace
          UNION ALL SELECT 'text search template', t.tableoid, t.oid, n.nspname || '.' || tmplname FROM pg_ts_template t JOIN pg_namespace n ON n.oid = tmplnamespace
          UNION ALL SELECT 'language', tableoid, oid, lanname FROM pg_language
          UNION ALL SELECT 'access method', tableoid, oid, amname FROM pg_am
          UNION ALL SELECT 'transform', tableoid, oid, format_type(trftype, NULL) FROM pg_transform
          UNION ALL SELECT 'type', t.tableoid, t.oid, n.nspname || '.' || typname FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace
            WHERE typtype = 'b' AND typelem = 0 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
          UNION ALL SELECT 'user mapping', 0::oid, umid, srvname || ' for ' || usename FROM pg_user_mappings
          UNION ALL SELECT 'subscription', 0::oid, 16384::oid, subname FROM pg_subscription
            WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
          UNION ALL SELECT 'security label of', 0::oid, 16384::oid, objtype || ' ' || objname FROM pg_seclabels WHERE objtype NOT IN ('database', 'role', 'tablespace')
          UNION ALL SELECT 'constraint trigger', k.tableoid, k.oid, n.nspname || '.' || c.relname || '.' || k.conname
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE k.contype NOT IN ('p', 'u', 'c', 'x', 'f', 't', 'n')
          UNION ALL SELECT 'comment on domain constraint', k.tableoid, k.oid, n.nspname || '.' || t.typname || '.' || k.conname
            FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
            WHERE EXISTS (SELECT FROM pg_description d WHERE d.classoid = k.tableoid AND d.objoid = k.oid)
          UNION ALL SELECT 'large objects:', 0::oid, 16384::oid, count(*)::text FROM pg_largeobject_metadata HAVING count(*) > 0) found
        WHERE oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = class AND d.objid = found.oid AND d.deptype IN ('e', 'i'))
        ORDER BY 1""";
  }

  @Override
  public void read(ResultSet row, Finding found) throws SQLException {
    found.unmanaged(row.getString("what"), row.getString("catalog"), row.getLong("oid"));
  }
}
