package dev.sluice.engine.mysqlfamily;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds tables whose storage engine has no transactions, such as MyISAM, MEMORY and MariaDB's Aria. */
final class MySqlFamilyMigrationEngines {
  private static final Pattern QUALIFIER = Pattern.compile("(?:`((?:[^`]|``)+)`|([\\w$]+))\\s*\\.");
  // Engines that are named nowhere, as a view's, don't count.
  private static final String TABLES =
      """
      SELECT t.table_name FROM information_schema.tables t
      WHERE t.table_schema IN (%s) AND t.table_type = 'BASE TABLE'
        AND t.engine IN (SELECT e.engine FROM information_schema.engines e WHERE COALESCE(e.transactions, 'NO') <> 'YES')""";
  private static final String TRIGGERS = "SELECT action_statement FROM information_schema.triggers WHERE trigger_schema IN (%s)";

  private MySqlFamilyMigrationEngines() {}

  /** A table counts as written to where a statement, or a trigger of the same databases, names it: rather too often than not. */
  static boolean allTransactional(Connection connection, List<String> statements) throws SQLException {
    var databases = databases(statements);
    var tables = texts(connection, TABLES.formatted(databases));
    if (tables.isEmpty()) {
      return true;
    }
    var texts = new ArrayList<>(statements);
    texts.addAll(texts(connection, TRIGGERS.formatted(databases)));
    return texts.stream()
        .map(text -> text.toLowerCase(Locale.ROOT))
        .noneMatch(text -> tables.stream().anyMatch(table -> text.contains(table.toLowerCase(Locale.ROOT))));
  }

  /** The session's own, and what may be the name of one. */
  private static String databases(List<String> statements) {
    var names = new LinkedHashSet<String>();
    for (var sql : statements) {
      QUALIFIER.matcher(sql).results().forEach(found -> names.add(found.group(1) == null ? found.group(2) : found.group(1).replace("``", "`")));
    }
    return names.stream().map(name -> ", " + MySqlFamilyMigrationSql.text(name)).collect(Collectors.joining("", "DATABASE()", ""));
  }

  private static List<String> texts(Connection connection, String sql) throws SQLException {
    try (var ask = connection.createStatement();
        var found = ask.executeQuery(sql)) {
      var texts = new ArrayList<String>();
      while (found.next()) {
        texts.add(String.valueOf(found.getString(1)));
      }
      return texts;
    }
  }
}
