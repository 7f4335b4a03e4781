package dev.sluice.engine.sqlserver;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a database holds that would be lost with it: all but the system's, what only belongs to another object, and the
 * bookkeeping of migrations. Schemas are told by what is in them; users are no objects.
 *
 * @param kinds the kinds that occur, tables first
 */
record UserObjects(List<Kind> kinds) {
  private static final int SHOWN = 5;

  /** @param names the first few */
  record Kind(String name, int count, List<String> names) {}

  private static final String QUERY =
      """
      WITH found AS (
        SELECT CASE o.type WHEN 'U' THEN 1 WHEN 'V' THEN 2 WHEN 'P' THEN 3 WHEN 'PC' THEN 3 WHEN 'SN' THEN 5 WHEN 'SO' THEN 6
            WHEN 'SQ' THEN 7 WHEN 'R' THEN 8 WHEN 'D' THEN 9 ELSE 4 END AS rank,
          CASE o.type WHEN 'U' THEN N'table' WHEN 'V' THEN N'view' WHEN 'P' THEN N'procedure' WHEN 'PC' THEN N'procedure'
            WHEN 'SN' THEN N'synonym' WHEN 'SO' THEN N'sequence' WHEN 'SQ' THEN N'queue' WHEN 'R' THEN N'rule' WHEN 'D' THEN N'default'
            ELSE N'function' END AS kind,
          s.name + N'.' + o.name COLLATE DATABASE_DEFAULT AS name
        FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id
        WHERE o.is_ms_shipped = 0 AND o.parent_object_id = 0 AND o.name NOT IN (N'flyway_schema_history', N'sluice_migration_progress')
          AND o.type IN ('U', 'V', 'P', 'PC', 'FN', 'IF', 'TF', 'FS', 'FT', 'AF', 'SN', 'SO', 'SQ', 'R', 'D')
        UNION ALL
        SELECT 10, N'type', s.name + N'.' + t.name FROM sys.types t JOIN sys.schemas s ON s.schema_id = t.schema_id WHERE t.is_user_defined = 1
        UNION ALL
        SELECT 11, N'XML schema collection', s.name + N'.' + x.name FROM sys.xml_schema_collections x
        JOIN sys.schemas s ON s.schema_id = x.schema_id WHERE s.name <> N'sys'
        UNION ALL
        SELECT 12, N'assembly', name FROM sys.assemblies WHERE is_user_defined = 1
        UNION ALL
        SELECT 13, N'database trigger', name FROM sys.triggers WHERE parent_class = 0 AND is_ms_shipped = 0
        UNION ALL
        SELECT 14, N'partition function', name FROM sys.partition_functions
        UNION ALL
        SELECT 15, N'full-text catalog', name FROM sys.fulltext_catalogs
        UNION ALL
        SELECT 16, N'certificate', name FROM sys.certificates WHERE name NOT LIKE N'##%'
        UNION ALL
        SELECT 17, N'symmetric key', name FROM sys.symmetric_keys WHERE name NOT LIKE N'##%'
        UNION ALL
        SELECT 18, N'asymmetric key', name FROM sys.asymmetric_keys WHERE name NOT LIKE N'##%'
        UNION ALL
        SELECT 19, N'external data source', name FROM sys.external_data_sources),
      counted AS (
        SELECT rank, kind, name, COUNT(*) OVER (PARTITION BY rank) AS total, ROW_NUMBER() OVER (PARTITION BY rank ORDER BY name) AS number
        FROM found)
      SELECT rank, kind, total, name FROM counted WHERE number <= 5 ORDER BY rank, number""";

  UserObjects {
    kinds = List.copyOf(kinds);
  }

  /** @param connection into any database, or into this one where one can't be seen from another */
  static UserObjects in(Connection connection, String database) throws SQLException {
    String there = "EXEC " + Quoting.identifier(database) + ".sys.sp_executesql " + Quoting.literal(QUERY);
    return Batch.query(connection, there, UserObjects::read);
  }

  private static UserObjects read(ResultSet rows) throws SQLException {
    List<Kind> kinds = new ArrayList<>();
    while (rows.next()) {
      String kind = rows.getString("kind");
      if (kinds.isEmpty() || !kinds.getLast().name().equals(kind)) {
        kinds.add(new Kind(kind, rows.getInt("total"), new ArrayList<>()));
      }
      kinds.getLast().names().add(rows.getString("name"));
    }
    return new UserObjects(kinds);
  }

  boolean none() {
    return kinds.isEmpty();
  }

  /** Such as {@code 7 tables: dbo.a, dbo.b, ...; 1 function: dbo.f}, with a handful of names in all. */
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
    return kind.name().equals("assembly") ? "assemblies" : kind.name() + "s";
  }
}
