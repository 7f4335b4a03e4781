package dev.sluice.engine.mysqlfamily;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What runs with the rights of an account, and fails without it, as far as we may see it. */
record Definitions(List<String> names) {
  private static final int SHOWN = 5;
  private static final String QUERY =
      Stream.of(
              part("'view'", "TABLE_SCHEMA", "TABLE_NAME", "VIEWS"),
              part("LOWER(ROUTINE_TYPE)", "ROUTINE_SCHEMA", "ROUTINE_NAME", "ROUTINES"),
              part("'trigger'", "TRIGGER_SCHEMA", "TRIGGER_NAME", "TRIGGERS"),
              part("'event'", "EVENT_SCHEMA", "EVENT_NAME", "EVENTS"))
          .collect(Collectors.joining(" UNION ALL ", "", " ORDER BY 1"));

  Definitions {
    names = List.copyOf(names);
  }

  /** The dictionary's columns are of several collations, which a union doesn't forgive. */
  private static String part(String kind, String schema, String name, String table) {
    return "SELECT CONVERT(CONCAT(" + kind + ", ' ', " + schema + ", '.', " + name + ") USING utf8mb4) COLLATE utf8mb4_bin,"
        + " CONVERT(DEFINER USING utf8mb4) COLLATE utf8mb4_bin FROM information_schema." + table + " WHERE DEFINER = ?";
  }

  static Definitions by(Connection connection, Account account) throws SQLException {
    try (var ask = connection.prepareStatement(QUERY)) {
      for (var at = 1; at <= 4; at++) {
        ask.setString(at, account.full());
      }
      try (var rows = ask.executeQuery()) {
        var names = new ArrayList<String>();
        while (rows.next()) {
          if (rows.getString(2).equals(account.full())) {
            names.add(rows.getString(1));
          }
        }
        return new Definitions(names);
      }
    }
  }

  boolean none() {
    return names.isEmpty();
  }

  String inWords() {
    return names.stream().limit(SHOWN).collect(Collectors.joining(", ")) + (names.size() > SHOWN ? ", ..." : "");
  }
}
