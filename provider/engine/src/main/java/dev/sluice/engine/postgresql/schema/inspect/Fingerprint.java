package dev.sluice.engine.postgresql.schema.inspect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Tells cheaply whether a structure may have changed: by which transactions wrote the rows of the catalogs. */
public final class Fingerprint {
  /** Sessions make temporary tables all the time: what there are most rows of is looked through for them. */
  private static final String RELATIONS =
      """
      SELECT 'pg_class', count(*), coalesce(sum(c.xmin::text::bigint), 0) FROM pg_class c WHERE c.oid >= 16384 AND c.relpersistence <> 't' AND c.relkind <> 't'
      UNION ALL SELECT 'pg_attribute', count(*), coalesce(sum(a.xmin::text::bigint), 0) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE a.attrelid >= 16384 AND c.relpersistence <> 't' AND c.relkind <> 't'""";

  private static final List<String> BY_OID =
      List.of(
          "pg_constraint", "pg_proc", "pg_trigger", "pg_policy", "pg_rewrite", "pg_attrdef", "pg_enum", "pg_extension", "pg_default_acl",
          "pg_statistic_ext", "pg_publication", "pg_publication_rel", "pg_foreign_data_wrapper", "pg_foreign_server", "pg_event_trigger", "pg_collation",
          "pg_ts_dict", "pg_ts_config");

  private static final String QUERY =
      "SELECT md5(string_agg(f::text, ';' ORDER BY f.catalog)) FROM (" + RELATIONS.replaceFirst("'pg_class'", "'pg_class' AS catalog")
          + BY_OID.stream()
              .map(catalog -> " UNION ALL SELECT '" + catalog + "', count(*), coalesce(sum(xmin::text::bigint), 0) FROM " + catalog + " WHERE oid >= 16384")
              .collect(Collectors.joining())
          + " UNION ALL SELECT 'pg_namespace', count(*), coalesce(sum(xmin::text::bigint), 0) FROM pg_namespace WHERE nspname !~ '^pg_'"
          + " UNION ALL SELECT 'pg_index', count(*), coalesce(sum(xmin::text::bigint), 0) FROM pg_index WHERE indexrelid >= 16384"
          + " UNION ALL SELECT 'pg_type', count(*), coalesce(sum(xmin::text::bigint), 0) FROM pg_type WHERE oid >= 16384 AND typtype <> 'c' AND typcategory <> 'A'"
          + " UNION ALL SELECT 'pg_ts_config_map', count(*), coalesce(sum(xmin::text::bigint), 0) FROM pg_ts_config_map WHERE mapcfg >= 16384"
          + " UNION ALL SELECT 'pg_inherits', count(*), coalesce(sum(xmin::text::bigint), 0) FROM pg_inherits"
          + " UNION ALL SELECT 'pg_sequence', count(*), coalesce(sum(xmin::text::bigint), 0) FROM pg_sequence"
          + " UNION ALL SELECT 'pg_foreign_table', count(*), coalesce(sum(xmin::text::bigint), 0) FROM pg_foreign_table"
          + " UNION ALL SELECT 'pg_description', count(*), coalesce(sum(xmin::text::bigint), 0) FROM pg_description WHERE objoid >= 16384 OR objoid = 2200"
          + " UNION ALL SELECT 'pg_depend', count(*), coalesce(sum(d.xmin::text::bigint), 0) FROM pg_depend d JOIN pg_sequence s ON d.objid = s.seqrelid"
          + " WHERE d.deptype = 'a') f";

  private Fingerprint() {}

  /** @param connection with {@code pg_catalog} alone as its path */
  public static String of(Connection connection) throws SQLException {
    try (var ask = connection.createStatement();
        var row = ask.executeQuery(QUERY)) {
      row.next();
      return row.getString(1);
    }
  }
}
