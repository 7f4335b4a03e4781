package dev.sluice.engine.sqlite;

/** The only way for names and texts into SQLite's SQL. */
final class Quoting {
  private Quoting() {}

  static String identifier(String name) {
    return '"' + checked(name).replace("\"", "\"\"") + '"';
  }

  static String literal(String text) {
    return "'" + checked(text).replace("'", "''") + "'";
  }

  // SQLite would take the statement to end there.
  private static String checked(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a NUL character can't stand in SQL");
    }
    return text;
  }
}
