package dev.sluice.engine.mysqlfamily;

/**
 * Reading SQL of MySQL and MariaDB: {@code #} begins a comment, {@code --} only before white space, blocks don't nest, and
 * what stands in {@code /*! *}{@code /} or {@code /*M! *}{@code /} is executed, at least from some version on.
 */
final class MySqlFamilyMigrationText {
  private final String sql;
  private final StringBuilder plain = new StringBuilder();
  private int at;
  private boolean executable;

  private MySqlFamilyMigrationText(String sql, int start) {
    this.sql = sql;
    this.at = start;
  }

  /** From the first character that is neither white space nor a comment that is none to the server. */
  static String proper(String sql) {
    var at = 0;
    while (at < sql.length()) {
      var after = Character.isWhitespace(sql.charAt(at)) ? at + 1 : afterComment(sql, at);
      if (after == at) {
        break;
      }
      at = after;
    }
    return sql.substring(at);
  }

  /** Without comments, what is executed in them unwrapped; outside of quotes each white space is one blank. */
  static String plain(String sql) {
    return new MySqlFamilyMigrationText(sql, 0).read();
  }

  private String read() {
    while (at < sql.length()) {
      var c = sql.charAt(at);
      var after = afterComment(sql, at);
      if (after > at || Character.isWhitespace(c)) {
        blank();
        at = Math.max(after, at + 1);
      } else if (executes(sql, at)) {
        blank();
        executable = true;
        at = sql.indexOf('!', at) + 1;
        for (var digits = 0; digits < 6 && at < sql.length() && Character.isDigit(sql.charAt(at)); digits++) {
          at++;
        }
      } else if (executable && sql.startsWith("*/", at)) {
        blank();
        executable = false;
        at += 2;
      } else if (c == '\'' || c == '"' || c == '`') {
        quoted(c);
      } else {
        plain.append(c);
        at++;
      }
    }
    return plain.toString().strip();
  }

  private void blank() {
    if (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' ') {
      plain.append(' ');
    }
  }

  private void quoted(char quote) {
    var end = afterQuoted(sql, at, quote);
    plain.append(sql, at, end);
    at = end;
  }

  /** A doubled quote closes and opens again, which comes to the same. */
  static int afterQuoted(String sql, int start, char quote) {
    for (var at = start + 1; at < sql.length(); at++) {
      if (sql.charAt(at) == '\\' && quote != '`') {
        at++;
      } else if (sql.charAt(at) == quote) {
        return at + 1;
      }
    }
    return sql.length();
  }

  private static boolean executes(String sql, int at) {
    return sql.startsWith("/*!", at) || sql.startsWith("/*M!", at);
  }

  /** The same position where no comment begins there. */
  private static int afterComment(String sql, int at) {
    var dashes = sql.startsWith("--", at) && (at + 2 == sql.length() || sql.charAt(at + 2) <= ' ');
    if (dashes || sql.charAt(at) == '#') {
      var end = sql.indexOf('\n', at);
      return end < 0 ? sql.length() : end + 1;
    }
    if (sql.startsWith("/*", at) && !executes(sql, at)) {
      var end = sql.indexOf("*/", at + 2);
      return end < 0 ? sql.length() : end + 2;
    }
    return at;
  }
}
