package dev.sluice.engine.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The first words of a statement, read as SQLite reads them. It matters for what must not be run, so that comments are cut
 * where SQLite cuts them - they don't nest - and nothing else is guessed.
 */
final class SqliteWords {
  private static final int ENOUGH = 16;
  private static final String WHITE = " \t\n\f\r\uFEFF";
  /** Before the statement proper; what is only explained may take effect all the same. */
  private static final Set<String> BEFORE = Set.of(";", "EXPLAIN", "QUERY", "PLAN");

  private SqliteWords() {}

  /** Words in capitals, anything else character by character. */
  static List<String> of(String sql) {
    List<String> words = new ArrayList<>();
    int at = next(sql, 0);
    while (at < sql.length() && words.size() < ENOUGH) {
      int end = at;
      while (end < sql.length() && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '_')) {
        end++;
      }
      end = Math.max(end, at + 1);
      String word = sql.substring(at, end).toUpperCase(Locale.ROOT);
      if (!words.isEmpty() || !BEFORE.contains(word)) {
        words.add(word);
      }
      at = next(sql, end);
    }
    return words;
  }

  /** Whether there is something behind a semicolon, comments, texts and quoted names left out. */
  static boolean goesOn(String sql) {
    boolean ended = false;
    for (int at = next(sql, 0); at < sql.length(); at = next(sql, after(sql, at))) {
      boolean semicolon = sql.charAt(at) == ';';
      if (ended && !semicolon) {
        return true;
      }
      ended |= semicolon;
    }
    return false;
  }

  private static int after(String sql, int at) {
    char first = sql.charAt(at);
    return switch (first) {
      case '\'', '"', '`' -> after(sql, String.valueOf(first), at + 1);
      case '[' -> after(sql, "]", at);
      default -> at + 1;
    };
  }

  private static int next(String sql, int from) {
    int at = from;
    while (at < sql.length()) {
      if (WHITE.indexOf(sql.charAt(at)) >= 0) {
        at++;
      } else if (sql.startsWith("--", at)) {
        at = after(sql, "\n", at);
      } else if (sql.startsWith("/*", at)) {
        at = after(sql, "*/", at + 2);
      } else {
        break;
      }
    }
    return at;
  }

  private static int after(String sql, String end, int from) {
    int found = sql.indexOf(end, from);
    return found < 0 ? sql.length() : found + end.length();
  }
}
