package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.Reasons;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * How grants name databases: as patterns, unless the server has taken to partial revokes.
 *
 * @param folded whether in lower case
 */
record GrantNames(boolean patterns, boolean folded) {
  private static final int UNKNOWN_DATABASE = 1049;

  /** @throws SQLException also where one of the databases isn't there */
  static GrantNames read(Connection connection, List<String> databases) throws SQLException {
    for (var database : databases) {
      checkThere(connection, database);
    }
    try (var ask = connection.createStatement();
        var rows = ask.executeQuery("SHOW GLOBAL VARIABLES WHERE Variable_name IN ('partial_revokes', 'lower_case_table_names')")) {
      var patterns = true;
      var folded = false;
      while (rows.next()) {
        if (rows.getString(1).equals("partial_revokes")) {
          patterns = !rows.getString(2).equals("ON");
        } else {
          folded = !rows.getString(2).equals("0");
        }
      }
      return new GrantNames(patterns, folded);
    }
  }

  private static void checkThere(Connection connection, String database) throws SQLException {
    try (var ask = connection.prepareStatement("SELECT SCHEMA_NAME, @@lower_case_table_names FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?")) {
      ask.setString(1, database);
      try (var rows = ask.executeQuery()) {
        while (rows.next()) {
          // The dictionary compares names as if case and accents didn't matter, which they may.
          if (rows.getString(1).equals(database) || rows.getInt(2) != 0 && rows.getString(1).equalsIgnoreCase(database)) {
            return;
          }
        }
      }
    }
    throw new SQLException("Unknown database '" + database + "'", "42000", UNKNOWN_DATABASE);
  }

  /** As the server keeps it. */
  String of(String database) {
    var cased = folded ? database.toLowerCase(Locale.ROOT) : database;
    return patterns ? LikePattern.escaped(cased) : cased;
  }

  String quoted(String database) {
    var name = of(database);
    if (name.length() > Quoting.LONGEST_NAME) {
      throw Admission.permanent(
          Reasons.INVALID_SPEC,
          "Database " + database + ", which grants write as " + name + " while " + Quoting.LONGEST_NAME
              + " characters are the most there, can't be named in one; have a database with fewer underscores or a shorter name.");
    }
    return Quoting.identifier(name);
  }
}
