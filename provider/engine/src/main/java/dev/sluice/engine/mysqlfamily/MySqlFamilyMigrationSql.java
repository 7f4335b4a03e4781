package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.migration.HistoryPlace;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** SQL that means the same whatever a file made of the session: its SQL mode, its character set, its database. */
final class MySqlFamilyMigrationSql {
  private MySqlFamilyMigrationSql() {}

  static String identifier(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  static String table(HistoryPlace place, String table) {
    return identifier(place.schema()) + "." + identifier(table);
  }

  /** Backslashes and quotes mean different things in different SQL modes; digits don't. */
  static String text(String text) {
    return "_utf8mb4 x'" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)) + "'";
  }
}
