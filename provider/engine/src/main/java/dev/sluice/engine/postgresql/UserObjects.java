package dev.sluice.engine.postgresql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a database holds that would be lost with it: all but the system's, members of extensions, what only belongs to
 * another object, and the bookkeeping of migrations.
 *
 * @param kinds the kinds that occur, tables first
 */
record UserObjects(List<Kind> kinds) {
  private static final int SHOWN = 5;

  /** @param names the first few */
  record Kind(String name, int count, List<String> names) {}

  /**
   * The system's objects have OIDs below 16384. Of the dependencies, e is an extension's member, i a part (the row type of a
   * table), a what goes with another object (the sequence of a column); a partitioned table depends on itself, through its key.
   * Temporary schemas are other sessions' affair.
   */
  private static final String QUERY =
      """
      WITH dependent AS (
        SELECT classid, objid FROM pg_depend WHERE objsubid = 0 AND (classid, objid) <> (refclassid, refobjid)
          AND (deptype IN ('e', 'i') OR (deptype = 'a' AND classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass))),
      found AS (
        SELECT CASE c.relkind WHEN 'r' THEN 1 WHEN 'p' THEN 1 WHEN 'f' THEN 2 WHEN 'v' THEN 3 WHEN 'm' THEN 4 ELSE 5 END AS rank,
          CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'f' THEN 'foreign table' WHEN 'v' THEN 'view'
            WHEN 'm' THEN 'materialized view' ELSE 'sequence' END AS kind,
          c.tableoid AS classid, c.oid, n.nspname || '.' || c.relname AS name
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND n.nspname NOT LIKE 'pg\\_%%' AND c.relname NOT IN ('flyway_schema_history', 'sluice_migration_progress')
        UNION ALL
        SELECT 6, 'function', p.tableoid, p.oid, n.nspname || '.' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname NOT LIKE 'pg\\_%%'
        UNION ALL
        SELECT 7, 'type', t.tableoid, t.oid, n.nspname || '.' || t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
        WHERE n.nspname NOT LIKE 'pg\\_%%'
        UNION ALL
        SELECT 8, 'schema', tableoid, oid, nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%%' AND nspname <> 'public'
        UNION ALL
        SELECT 10, 'foreign server', tableoid, oid, srvname FROM pg_foreign_server
        UNION ALL
        SELECT 11, 'foreign-data wrapper', tableoid, oid, fdwname FROM pg_foreign_data_wrapper
        UNION ALL
        SELECT 12, 'publication', tableoid, oid, pubname FROM pg_publication
        UNION ALL
        SELECT 13, 'subscription', 0::oid, 16384::oid, subname FROM pg_subscription -- of which not everyone may read the OID
        WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        UNION ALL
        SELECT 14, 'event trigger', tableoid, oid, evtname FROM pg_event_trigger
        UNION ALL
        SELECT 15, 'language', tableoid, oid, lanname FROM pg_language
        UNION ALL
        SELECT 16, 'access method', tableoid, oid, amname FROM pg_am
        UNION ALL
        SELECT 17, 'collation', tableoid, oid, collname FROM pg_collation
        UNION ALL
        SELECT 18, 'conversion', tableoid, oid, conname FROM pg_conversion
        UNION ALL
        SELECT 19, 'operator', tableoid, oid, oprname FROM pg_operator
        UNION ALL
        SELECT 20, 'operator class', tableoid, oid, opcname FROM pg_opclass
        UNION ALL
        SELECT 21, 'operator family', tableoid, oid, opfname FROM pg_opfamily
        UNION ALL
        SELECT 22, 'cast', tableoid, oid, format_type(castsource, NULL) || ' as ' || format_type(casttarget, NULL) FROM pg_cast
        UNION ALL
        SELECT 23, 'text search configuration', tableoid, oid, cfgname FROM pg_ts_config
        UNION ALL
        SELECT 24, 'text search dictionary', tableoid, oid, dictname FROM pg_ts_dict
        UNION ALL
        SELECT 25, 'text search parser', tableoid, oid, prsname FROM pg_ts_parser
        UNION ALL
        SELECT 26, 'text search template', tableoid, oid, tmplname FROM pg_ts_template
        UNION ALL
        SELECT 27, 'transform', tableoid, oid, format_type(trftype, NULL) FROM pg_transform)
      SELECT rank, kind, count(*)::int AS count, (array_agg(name::text ORDER BY name))[1:%d] AS names FROM found
      WHERE oid >= 16384 AND NOT EXISTS (SELECT FROM dependent d WHERE d.classid = found.classid AND d.objid = found.oid)
      GROUP BY rank, kind
      UNION ALL
      SELECT 9, 'large object', count(*)::int, (array_agg(oid::text ORDER BY oid))[1:%d] FROM pg_largeobject_metadata HAVING count(*) > 0
      ORDER BY rank
      """
          .formatted(SHOWN, SHOWN);

  UserObjects {
    kinds = List.copyOf(kinds);
  }

  static UserObjects in(Connection inside) throws SQLException {
    try (Statement statement = inside.createStatement();
        ResultSet rows = statement.executeQuery(QUERY)) {
      List<Kind> kinds = new ArrayList<>();
      while (rows.next()) {
        kinds.add(new Kind(rows.getString("kind"), rows.getInt("count"), List.of((String[]) rows.getArray("names").getArray())));
      }
      return new UserObjects(kinds);
    }
  }

  boolean none() {
    return kinds.isEmpty();
  }

  /** Such as {@code 7 tables: public.a, public.b, ...; 1 function: public.f}, with a handful of names in all. */
  String inWords() {
    int left = SHOWN;
    List<String> parts = new ArrayList<>();
    for (Kind kind : kinds) {
      List<String> shown = kind.names().stream().limit(left).toList();
      left -= shown.size();
      String names = String.join(", ", shown) + (shown.size() < kind.count() ? ", ..." : "");
      parts.add(kind.count() + " " + plural(kind) + (shown.isEmpty() ? "" : ": " + names));
    }
    return String.join("; ", parts);
  }

  private static String plural(Kind kind) {
    if (kind.count() == 1) {
      return kind.name();
    }
    return switch (kind.name()) {
      case "text search dictionary" -> "text search dictionaries";
      case "operator family" -> "operator families";
      case "operator class" -> "operator classes";
      default -> kind.name() + "s";
    };
  }
}
