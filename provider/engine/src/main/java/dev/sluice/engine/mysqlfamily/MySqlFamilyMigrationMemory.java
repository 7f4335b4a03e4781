package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.migration.StatementRules.Kind;
import dev.sluice.engine.migration.StatementRules.Lost;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * What a session knows of the statements that it ran: variables, temporary tables, the last identity. Only what was set to a
 * constant is the same when it is set again.
 */
final class MySqlFamilyMigrationMemory {
  /** Those that each file finds as they are on the server, and that dumps put back. */
  private static final String[] SETTINGS = {
    "SQL_MODE", "TIME_ZONE", "FOREIGN_KEY_CHECKS", "UNIQUE_CHECKS", "SQL_NOTES", "SQL_SAFE_UPDATES", "SQL_LOG_BIN", "CHARACTER_SET_CLIENT",
    "CHARACTER_SET_RESULTS", "CHARACTER_SET_CONNECTION", "COLLATION_CONNECTION", "DEFAULT_STORAGE_ENGINE", "GROUP_CONCAT_MAX_LEN"
  };
  private static final String[] HARMLESS = {
    "+", "-", "*", "/", "%", "(", ")", ",", ".", "NULL", "TRUE", "FALSE", "ON", "OFF", "DEFAULT", "SELECT", "CONCAT", "CONCAT_WS", "REPLACE", "IFNULL",
    "COALESCE"
  };
  private static final String[] WRITING = {"INSERT", "REPLACE", "UPDATE", "LOAD", "CALL", "EXECUTE", "BEGIN"};

  /** User variables that have a constant in them. */
  private final Set<String> constants = new HashSet<>();

  /** Whether the statement, which changes the session only, does the same when it is executed again after those before it. */
  boolean repeats(String sql) {
    var words = MySqlFamilyMigrationTokens.of(sql);
    if (words.take("SET")) {
      return words.parts().stream().filter(part -> !assigns(part)).findFirst().isEmpty();
    }
    if (words.take("PREPARE")) {
      words.name();
      return words.take("FROM") && constant(words);
    }
    return !words.at("SELECT");
  }

  private boolean assigns(MySqlFamilyMigrationTokens part) {
    var variable = part.at("@") ? part.variable() : Optional.<String>empty();
    // NAMES, TRANSACTION, ROLE and the like take no expressions.
    var constant = !part.skipPast("=") || constant(part);
    variable.ifPresent(name -> {
      if (constant) {
        constants.add(name);
      } else {
        constants.remove(name);
      }
    });
    return constant;
  }

  private boolean constant(MySqlFamilyMigrationTokens words) {
    if (words.isOneWord()) {
      return !words.beginsWith("CURRENT_", "LOCALTIME", "UTC_", "SYSDATE");
    }
    while (!words.done()) {
      if (words.take("@", "@")) {
        words.takeAny("SESSION", "LOCAL");
        words.take(".");
        if (!words.takeAny(SETTINGS)) {
          return false;
        }
      } else if (words.at("@")) {
        if (words.variable().filter(constants::contains).isEmpty()) {
          return false;
        }
      } else if (!words.takeLiteral() && !words.takeAny(HARMLESS)) {
        return false;
      }
    }
    return true;
  }

  static Optional<Lost> lost(Function<String, Kind> kinds, SortedMap<Integer, String> done, SortedMap<Integer, String> rest) {
    return values(kinds, done, rest).or(() -> temporaryTable(done, rest)).or(() -> identity(done, rest));
  }

  private static Optional<Lost> values(Function<String, Kind> kinds, SortedMap<Integer, String> done, SortedMap<Integer, String> rest) {
    var memory = new MySqlFamilyMigrationMemory();
    var read = rest.values().stream().map(MySqlFamilyMigrationTokens::of).anyMatch(words -> !definesProgram(words) && words.hasVariable());
    for (var statement : done.entrySet()) {
      var sql = statement.getValue();
      if (kinds.apply(sql) == Kind.SESSION ? !memory.repeats(sql) : read && setsOnItsWay(sql)) {
        return Optional.of(new Lost(
            "its statement " + statement.getKey() + ", which took effect, set a value of that session that isn't a constant; repeated, it might"
                + " set another one",
            "Write the value as a constant in its place, such as SET @id = 42, and accept the edit with the annotation sluice.dev/repair"
                + " that is named then"));
      }
    }
    return Optional.empty();
  }

  private static boolean setsOnItsWay(String sql) {
    var words = MySqlFamilyMigrationTokens.of(sql);
    return !definesProgram(words) && words.hasVariable() && (words.at("CALL", "BEGIN", "LOAD") || words.has(":"));
  }

  /** One that is made again before anything else names it isn't missed. */
  private static Optional<Lost> temporaryTable(SortedMap<Integer, String> done, SortedMap<Integer, String> rest) {
    for (var statement : done.entrySet()) {
      var table = temporary(statement.getValue()).filter(name -> done.tailMap(statement.getKey() + 1).values().stream().noneMatch(sql -> drops(sql, name)));
      var user = table.flatMap(name -> rest.entrySet().stream().filter(one -> one.getValue().toLowerCase(Locale.ROOT).contains(name)).findFirst());
      if (user.map(Map.Entry::getValue).flatMap(MySqlFamilyMigrationMemory::temporary).equals(table)) {
        continue;
      }
      if (user.isPresent()) {
        return Optional.of(new Lost(
            "its statement " + statement.getKey() + ", which took effect, made a temporary table, which ended with that session, and statement "
                + user.get().getKey() + " names it",
            "Make it again in a statement of its own right before statement " + user.get().getKey()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> temporary(String sql) {
    var words = MySqlFamilyMigrationTokens.of(sql);
    if (!words.take("CREATE")) {
      return Optional.empty();
    }
    words.take("OR", "REPLACE");
    if (!words.take("TEMPORARY")) {
      return Optional.empty();
    }
    words.takeAny("TABLE", "SEQUENCE");
    MySqlFamilyMigrationEffects.tolerates(words, "NOT");
    return words.qualified().map(table -> table.name().toLowerCase(Locale.ROOT));
  }

  private static boolean drops(String sql, String table) {
    var words = MySqlFamilyMigrationTokens.of(sql);
    return words.take("DROP") && words.names(table);
  }

  private static Optional<Lost> identity(SortedMap<Integer, String> done, SortedMap<Integer, String> rest) {
    var wrote = done.values().stream().map(MySqlFamilyMigrationTokens::of).anyMatch(words -> !definesProgram(words) && words.has(WRITING));
    for (var statement : rest.entrySet()) {
      var words = MySqlFamilyMigrationTokens.of(statement.getValue());
      var first = statement.getKey().equals(rest.firstKey());
      var asks = words.has("LAST_INSERT_ID", "LASTVAL") || words.has("@") && words.has("IDENTITY") || first && words.has("ROW_COUNT", "FOUND_ROWS");
      if (wrote && asks && !definesProgram(words)) {
        return Optional.of(new Lost(
            "its statement " + statement.getKey() + " asks for what that session alone knew, such as LAST_INSERT_ID()",
            "Write the value itself into that statement"));
      }
    }
    return Optional.empty();
  }

  /** Takes nothing from the words. */
  private static boolean definesProgram(MySqlFamilyMigrationTokens words) {
    var copy = words.copy();
    if (!copy.take("CREATE")) {
      return false;
    }
    copy.take("OR", "REPLACE");
    return copy.at("DEFINER", "AGGREGATE", "PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "PACKAGE");
  }
}
