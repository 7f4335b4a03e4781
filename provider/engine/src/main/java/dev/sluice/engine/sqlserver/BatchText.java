package dev.sluice.engine.sqlserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words of a batch, without comments, and with what is quoted told apart. T-SQL's statements need nothing between them,
 * so that only the words say where one begins.
 */
record BatchText(List<Token> tokens) {
  /** Words with which a statement may begin, the reserved ones and the others. WITH is none: options follow it far more often. */
  static final Set<String> BEGINNINGS =
      Set.of(
          "ADD", "ALTER", "BACKUP", "BEGIN", "BREAK", "BULK", "CHECKPOINT", "CLOSE", "COMMIT", "CONTINUE", "CREATE", "DBCC", "DEALLOCATE",
          "DECLARE", "DELETE", "DENY", "DISABLE", "DROP", "ENABLE", "EXEC", "EXECUTE", "FETCH", "GET", "GOTO", "GRANT", "IF", "INSERT", "KILL",
          "MERGE", "MOVE", "OPEN", "PRINT", "RAISERROR", "READTEXT", "RECEIVE", "RECONFIGURE", "RENAME", "RESTORE", "RETURN", "REVERT", "REVOKE",
          "ROLLBACK", "SAVE", "SELECT", "SEND", "SET", "SETUSER", "SHUTDOWN", "THROW", "TRUNCATE", "UPDATE", "UPDATETEXT", "USE", "WAITFOR",
          "WHILE", "WRITETEXT");
  /** ALTER DATABASE ... WITH ROLLBACK IMMEDIATE is about other sessions. */
  static final Set<String> TERMINATION = Set.of("IMMEDIATE", "AFTER");

  /** @param text as written, without quotes; what it is compared with is written in capitals */
  record Token(Kind kind, String text) {
    boolean is(String word) {
      return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean in(Set<String> words) {
      return kind == Kind.WORD && words.contains(text.toUpperCase(Locale.ROOT));
    }

    boolean sign(String sign) {
      return kind == Kind.SIGN && text.equals(sign);
    }
  }

  enum Kind {
    WORD,
    NAME,
    TEXT,
    SIGN
  }

  BatchText {
    tokens = List.copyOf(tokens);
  }

  static BatchText of(String sql) {
    return new BatchText(new Scanner(sql).scan());
  }

  /** A sign that nothing is compared with, where the batch is over. */
  Token at(int index) {
    return index >= 0 && index < tokens.size() ? tokens.get(index) : new Token(Kind.SIGN, "");
  }

  /** Whether these words follow one another from there on. */
  boolean follow(int index, String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!at(index + i).is(words[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether the batch is certainly no more than its first statement; what looks like another beginning makes it more. */
  boolean isOneStatement() {
    boolean ended = false;
    for (int i = 0; i < tokens.size(); i++) {
      if (ended || i > 0 && at(i).in(BEGINNINGS) && !isOption(i)) {
        return false;
      }
      ended = at(i).sign(";");
    }
    return true;
  }

  /** A word of the first statement that begins one elsewhere. */
  private boolean isOption(int index) {
    if (follow(0, "ALTER", "DATABASE")) {
      return index == 3 && at(index).is("SET") || at(index).is("ROLLBACK") && at(index + 1).in(TERMINATION);
    }
    return at(0).is("DROP") && index <= 3 && follow(index, "IF", "EXISTS");
  }

  boolean has(Set<String> words) {
    return tokens.stream().anyMatch(token -> token.in(words));
  }

  /** Whether statements of other kinds than these begin anywhere in it. */
  boolean beginsOtherThan(Set<String> kinds) {
    return tokens.stream().anyMatch(token -> token.is("WITH") || token.in(BEGINNINGS) && !token.in(kinds));
  }

  /** Makes a procedure, function, trigger or view: then the batch is nothing else, and what is in it doesn't run. */
  boolean isModule() {
    int kind = follow(0, "CREATE", "OR", "ALTER") ? 3 : at(0).is("CREATE") || at(0).is("ALTER") ? 1 : 0;
    return kind > 0 && at(kind).in(Set.of("PROC", "PROCEDURE", "FUNCTION", "TRIGGER", "VIEW"));
  }

  private static final class Scanner {
    private final String sql;
    private final List<Token> found = new ArrayList<>();
    private int at;

    Scanner(String sql) {
      this.sql = sql;
    }

    List<Token> scan() {
      while (at < sql.length()) {
        char c = sql.charAt(at);
        if (sql.startsWith("--", at)) {
          int end = sql.indexOf('\n', at);
          at = end < 0 ? sql.length() : end;
        } else if (sql.startsWith("/*", at)) {
          skipComment();
        } else if (c == '\'') {
          quoted(Kind.TEXT, '\'');
        } else if (c == '"') {
          quoted(Kind.NAME, '"');
        } else if (c == '[') {
          quoted(Kind.NAME, ']');
        } else if (wordPart(c)) {
          word();
        } else {
          if (!Character.isWhitespace(c)) {
            found.add(new Token(Kind.SIGN, String.valueOf(c)));
          }
          at++;
        }
      }
      return found;
    }

    private void skipComment() {
      int depth = 0;
      do {
        boolean opens = sql.startsWith("/*", at);
        boolean closes = sql.startsWith("*/", at);
        depth += opens ? 1 : closes ? -1 : 0;
        at += opens || closes ? 2 : 1;
      } while (depth > 0 && at < sql.length());
    }

    private void quoted(Kind kind, char close) {
      StringBuilder text = new StringBuilder();
      at++;
      while (at < sql.length()) {
        boolean closing = sql.charAt(at) == close;
        if (closing && (at + 1 == sql.length() || sql.charAt(at + 1) != close)) {
          break;
        }
        text.append(sql.charAt(at));
        at += closing ? 2 : 1;
      }
      at++;
      found.add(new Token(kind, text.toString()));
    }

    private void word() {
      int start = at;
      while (at < sql.length() && wordPart(sql.charAt(at))) {
        at++;
      }
      boolean national = at - start == 1 && at < sql.length() && sql.charAt(at) == '\'' && Character.toUpperCase(sql.charAt(start)) == 'N';
      if (!national) {
        found.add(new Token(Kind.WORD, sql.substring(start, at)));
      }
    }

    private static boolean wordPart(char c) {
      return Character.isLetterOrDigit(c) || c == '_' || c == '@' || c == '#' || c == '$';
    }
  }
}
