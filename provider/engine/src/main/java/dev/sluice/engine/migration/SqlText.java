package dev.sluice.engine.migration;

/** Reading SQL just far enough to tell what kind of statement it is. */
public final class SqlText {
  private static final int HEAD = 400;

  private SqlText() {}

  /** From the first character that is neither white space nor comment. */
  public static String withoutLeadingComments(String sql) {
    var at = 0;
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else if (sql.startsWith("--", at)) {
        var end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end + 1;
      } else if (sql.startsWith("/*", at)) {
        at = afterBlock(sql, at);
      } else {
        break;
      }
    }
    return sql.substring(at);
  }

  /** The statement's beginning without comments, each white space one blank; case as written. */
  public static String head(String sql) {
    var rest = withoutLeadingComments(sql);
    var head = new StringBuilder();
    var at = 0;
    while (at < rest.length() && head.length() < HEAD) {
      var c = rest.charAt(at);
      var comment = rest.startsWith("--", at) || rest.startsWith("/*", at);
      if (comment || Character.isWhitespace(c)) {
        if (!head.isEmpty() && head.charAt(head.length() - 1) != ' ') {
          head.append(' ');
        }
        var after = rest.length() - withoutLeadingComments(rest.substring(at)).length();
        at = Math.max(after, at + 1);
      } else {
        head.append(c);
        at++;
      }
    }
    return head.toString().strip();
  }

  // Blocks nest in PostgreSQL; where they don't, an inner opening is rare enough.
  private static int afterBlock(String sql, int start) {
    var depth = 0;
    for (var at = start; at < sql.length() - 1; at++) {
      if (sql.startsWith("/*", at)) {
        depth++;
        at++;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at++;
        if (depth == 0) {
          return at + 1;
        }
      }
    }
    return sql.length();
  }
}
