package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.migration.MigrationDialect.ServerWords;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** What may be shown of an error's message. What stands in quotes is data unless the error is known to quote names only. */
final class MySqlFamilyMigrationWords {
  private static final int SYNTAX = 1064;
  private static final int SERVERS_FIRST = 1000;
  private static final Pattern NEAR = Pattern.compile("(?s)(.*?),?\\s+near '(.*)' at line (\\d+)$");
  private static final Pattern MANUAL = Pattern.compile("; check the manual .*", Pattern.DOTALL);
  /** MariaDB's driver puts the session's number before, MySQL's a word on the kind of error. */
  private static final Pattern DRIVERS = Pattern.compile("^(\\(conn[:=]\\d+\\) |Data truncation: |Statement cancelled due to .*: )");
  private static final Pattern NAMED_AFTER = Pattern.compile("(?s)([^']*)'.*'( for (?:key|column) .*)");
  private static final Pattern QUOTED = Pattern.compile("(?s)([^']*)'.*'([^']*)");

  private static final Set<Integer> NAMES_ONLY =
      Set.of(
          1007, 1008, 1044, 1045, 1046, 1048, 1049, 1050, 1051, 1052, 1054, 1056, 1059, 1060, 1061, 1066, 1067, 1068, 1069, 1070, 1071, 1072, 1073,
          1074, 1075, 1082, 1090, 1091, 1094, 1100, 1101, 1109, 1110, 1115, 1142, 1143, 1146, 1166, 1170, 1171, 1176, 1193, 1217, 1227, 1239, 1264, 1265,
          1286, 1304, 1305, 1318, 1327, 1347, 1356, 1359, 1360, 1363, 1364, 1370, 1406, 1414, 1419, 1449, 1451, 1452, 1506, 1537, 1539, 1553, 1702, 1822,
          1824, 1826, 1828, 1829, 1832, 1846, 1904, 3105, 3108, 3109, 3730, 3819, 3820, 3821, 3822, 3940, 4025, 4161);

  private MySqlFamilyMigrationWords() {}

  static ServerWords of(SQLException e) {
    var message = DRIVERS.matcher(String.valueOf(e.getMessage())).replaceFirst("").strip();
    if (e.getErrorCode() < SERVERS_FIRST || String.valueOf(e.getSQLState()).startsWith("08")) {
      // The driver speaks, of the connection.
      return words(message.lines().findFirst().orElse("the driver failed"));
    }
    if (e.getErrorCode() == SYNTAX) {
      return syntax(message);
    }
    return words(NAMES_ONLY.contains(e.getErrorCode()) ? message : masked(message));
  }

  private static ServerWords syntax(String message) {
    var near = NEAR.matcher(message);
    if (!near.matches()) {
      return words("You have an error in your SQL syntax");
    }
    var line = OptionalInt.of(Integer.parseInt(near.group(3)));
    var primary = MANUAL.matcher(near.group(1)).replaceFirst("");
    return new ServerWords(primary, OptionalInt.empty(), line, Optional.of(near.group(2).lines().findFirst().orElse("")).filter(text -> !text.isBlank()));
  }

  private static ServerWords words(String text) {
    var line = text.strip().replaceAll("\\s*\\R\\s*", " ");
    return new ServerWords(line.endsWith(".") ? line.substring(0, line.length() - 1) : line, OptionalInt.empty());
  }

  private static String masked(String message) {
    var named = NAMED_AFTER.matcher(message);
    if (named.matches()) {
      return named.group(1) + "'...'" + named.group(2);
    }
    return QUOTED.matcher(message).replaceFirst("$1'...'$2");
  }
}
