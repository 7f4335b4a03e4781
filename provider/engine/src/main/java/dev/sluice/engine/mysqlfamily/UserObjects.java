package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.migration.ProgressTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a database holds that would be lost with it: all but our table of claims and the bookkeeping of migrations.
 *
 * @param names of each kind that occurs, tables first
 */
record UserObjects(Map<String, List<String>> names) {
  private static final int SHOWN = 5;

  private static final String TABLE_KIND =
      "CASE TABLE_TYPE WHEN 'VIEW' THEN 'view' WHEN 'SEQUENCE' THEN 'sequence' ELSE 'table' END";

  private static final String QUERY =
      Stream.of(
              part(1, TABLE_KIND, "TABLE_NAME", "TABLES", "TABLE_SCHEMA")
                  + " AND TABLE_NAME NOT IN ('flyway_schema_history', '" + ProgressTable.NAME + "', '" + ClaimTable.NAME + "')",
              part(2, "LOWER(ROUTINE_TYPE)", "ROUTINE_NAME", "ROUTINES", "ROUTINE_SCHEMA"),
              part(3, "'trigger'", "TRIGGER_NAME", "TRIGGERS", "TRIGGER_SCHEMA"),
              part(4, "'event'", "EVENT_NAME", "EVENTS", "EVENT_SCHEMA"))
          .collect(Collectors.joining(" UNION ALL ", "", " ORDER BY 1, 2, 3"));

  UserObjects {
    names = new LinkedHashMap<>(names);
  }

  /** The dictionary's columns are of several collations, which a union doesn't forgive. */
  private static String part(int rank, String kind, String name, String table, String schema) {
    return "SELECT " + rank + ", CONVERT(" + kind + " USING utf8mb4) COLLATE utf8mb4_bin, CONVERT(" + name
        + " USING utf8mb4) COLLATE utf8mb4_bin FROM information_schema." + table + " WHERE " + schema + " = ?";
  }

  /** As far as this user may see them: who may drop a database but see none of its routines or events, learns of none. */
  static UserObjects in(Connection connection, String database) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      for (int i = 1; i <= 4; i++) {
        statement.setString(i, database);
      }
      try (ResultSet rows = statement.executeQuery()) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        while (rows.next()) {
          names.computeIfAbsent(rows.getString(2), kind -> new ArrayList<>()).add(rows.getString(3));
        }
        return new UserObjects(names);
      }
    }
  }

  boolean none() {
    return names.isEmpty();
  }

  /** Such as {@code 7 tables: a, b, ...; 1 function: f}, with a handful of names in all. */
  String inWords() {
    int left = SHOWN;
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, List<String>> kind : names.entrySet()) {
      List<String> all = kind.getValue();
      List<String> shown = all.stream().limit(left).toList();
      left -= shown.size();
      String some = String.join(", ", shown) + (shown.size() < all.size() ? ", ..." : "");
      parts.add(all.size() + " " + kind.getKey() + (all.size() == 1 ? "" : "s") + (shown.isEmpty() ? "" : ": " + some));
    }
    return String.join("; ", parts);
  }
}
