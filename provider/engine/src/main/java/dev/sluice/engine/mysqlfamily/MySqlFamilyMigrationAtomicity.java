package dev.sluice.engine.mysqlfamily;

import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which statements that don't stand in a transaction have no effect at all once the server has refused them. */
final class MySqlFamilyMigrationAtomicity {
  private static final int SYNTAX = 1064;
  private static final int NO_SUCH_TABLE = 1146;
  private static final int NO_SUCH_PROGRAM = 1305;
  private static final Pattern MISSING_TABLE = Pattern.compile("'(?:[^'.]*\\.)?([^']+)' doesn't exist");
  private static final Pattern MISSING_PROGRAM = Pattern.compile("(?:PROCEDURE|FUNCTION) (?:[^ .]*\\.)?([^ ]+) does not exist");

  private MySqlFamilyMigrationAtomicity() {}

  /** Of MariaDB too, which drops tables of a list one by one, likewise users. */
  static boolean ofDefinition(String sql) {
    var words = MySqlFamilyMigrationEffects.proper(sql);
    if (words.take("CREATE")) {
      return create(words);
    }
    if (words.take("DROP")) {
      return words.at("INDEX") || words.at("TABLE", "TABLES", "VIEW", "SEQUENCE", "PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "USER", "ROLE") && single(words);
    }
    if (words.take("ALTER")) {
      return !words.at("USER") || single(words);
    }
    return words.at("RENAME") && !words.has("USER") || words.at("TRUNCATE") || words.at("SET") && single(words);
  }

  private static boolean create(MySqlFamilyMigrationTokens words) {
    var replace = words.take("OR", "REPLACE");
    if (words.at("TABLE")) {
      return !replace && !words.has("SELECT", "VALUES", "AS");
    }
    if (words.at("USER", "ROLE")) {
      return !replace && single(words);
    }
    return !replace || words.at("ALGORITHM", "VIEW");
  }

  private static boolean single(MySqlFamilyMigrationTokens words) {
    return words.parts().size() == 1;
  }

  /** Whether the statement can't even have begun: it can't be read, or what is missing is named in it. */
  static boolean neverBegan(String sql, SQLException refusal) {
    var message = String.valueOf(refusal.getMessage());
    var words = MySqlFamilyMigrationTokens.of(sql);
    return switch (refusal.getErrorCode()) {
      case SYNTAX -> !words.at("CALL", "EXECUTE", "BEGIN");
      case NO_SUCH_TABLE -> names(words, MISSING_TABLE, message);
      case NO_SUCH_PROGRAM -> names(words, MISSING_PROGRAM, message);
      default -> false;
    };
  }

  private static boolean names(MySqlFamilyMigrationTokens words, Pattern missing, String message) {
    var found = missing.matcher(message);
    return Optional.of(found).filter(matcher -> matcher.find()).map(matcher -> matcher.group(1)).filter(words::names).isPresent() && !words.at("BEGIN");
  }
}
