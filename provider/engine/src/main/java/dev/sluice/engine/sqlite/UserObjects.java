package dev.sluice.engine.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What a database holds that would be lost with it: all but SQLite's own, ours and Flyway's bookkeeping, and what belongs to another. */
record UserObjects(List<Kind> kinds) {
  private static final int SHOWN = 5;

  record Kind(String name, List<String> names) {
    Kind {
      names = List.copyOf(names);
    }
  }

  private static final String QUERY =
      """
      SELECT kind, name FROM (
        SELECT CASE type WHEN 'view' THEN 'view' ELSE 'table' END AS kind, name, name AS owner FROM pragma_table_list
          WHERE schema = 'main' AND type IN ('table', 'virtual', 'view')
        UNION ALL SELECT 'trigger', name, tbl_name FROM main.sqlite_schema WHERE type = 'trigger')
      WHERE owner NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT IN ('flyway_schema_history', 'sluice_migration_progress', 'sluice_claim')
      ORDER BY kind = 'trigger', kind = 'view', name""";

  UserObjects {
    kinds = List.copyOf(kinds);
  }

  static UserObjects in(Connection connection) throws SQLException {
    List<Kind> kinds = new ArrayList<>();
    try (var ask = connection.createStatement();
        var rows = ask.executeQuery(QUERY)) {
      while (rows.next()) {
        String kind = rows.getString(1);
        List<String> names = new ArrayList<>();
        if (!kinds.isEmpty() && kinds.getLast().name().equals(kind)) {
          names.addAll(kinds.removeLast().names());
        }
        names.add(rows.getString(2));
        kinds.add(new Kind(kind, names));
      }
    }
    return new UserObjects(kinds);
  }

  boolean none() {
    return kinds.isEmpty();
  }

  /** Such as {@code 7 tables: a, b, ...; 1 view: v}, with a handful of names in all. */
  String inWords() {
    int left = SHOWN;
    List<String> parts = new ArrayList<>();
    for (Kind kind : kinds) {
      List<String> shown = kind.names().stream().limit(left).toList();
      left -= shown.size();
      String names = String.join(", ", shown) + (shown.size() < kind.names().size() ? ", ..." : "");
      parts.add(kind.names().size() + " " + kind.name() + (kind.names().size() == 1 ? "" : "s") + (shown.isEmpty() ? "" : ": " + names));
    }
    return String.join("; ", parts);
  }
}
