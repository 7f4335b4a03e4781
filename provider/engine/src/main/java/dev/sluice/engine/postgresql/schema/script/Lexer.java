package dev.sluice.engine.postgresql.schema.script;

import dev.sluice.engine.postgresql.schema.script.Token.Type;
import java.util.ArrayList;
import java.util.List;

/** Cuts SQL into tokens by PostgreSQL's lexical rules: nested comments, dollar quotes, escapes. */
public final class Lexer {
  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;

  private Lexer(String sql) {
    this.sql = sql;
  }

  public static List<Token> tokens(String sql) {
    var lexer = new Lexer(sql);
    while (lexer.at < sql.length()) {
      lexer.next();
    }
    return lexer.tokens;
  }

  private void next() {
    var c = sql.charAt(at);
    if (c == '\n') {
      line++;
      at++;
    } else if (Character.isWhitespace(c)) {
      at++;
    } else if (sql.startsWith("--", at)) {
      var end = sql.indexOf('\n', at);
      add(Type.COMMENT, end < 0 ? sql.length() : end);
    } else if (sql.startsWith("/*", at)) {
      add(Type.COMMENT, afterComment());
    } else if (c == '\'') {
      text(at, false);
    } else if ((c == 'e' || c == 'E') && at + 1 < sql.length() && sql.charAt(at + 1) == '\'') {
      text(at + 1, true);
    } else if (c == '"') {
      quotedName();
    } else if (c == '$' && dollarTag() > 0) {
      var tag = sql.substring(at, dollarTag());
      var end = sql.indexOf(tag, at + tag.length());
      add(Type.TEXT, end < 0 ? sql.length() : end + tag.length());
    } else if (c == '\\') {
      add(Type.META, endOfLine());
    } else if (Character.isLetter(c) || c == '_') {
      var end = at;
      while (end < sql.length() && (Character.isLetterOrDigit(sql.charAt(end)) || "_$".indexOf(sql.charAt(end)) >= 0)) {
        end++;
      }
      add(Type.WORD, end);
    } else if (Character.isDigit(c)) {
      var end = at;
      while (end < sql.length() && (Character.isLetterOrDigit(sql.charAt(end)) || "_.".indexOf(sql.charAt(end)) >= 0)) {
        end++;
      }
      add(Type.SYMBOL, end);
    } else {
      add(Type.SYMBOL, at + 1);
    }
  }

  private void add(Type type, int end) {
    add(type, sql.substring(at, end), end);
  }

  private void add(Type type, String meaning, int end) {
    tokens.add(new Token(type, meaning, at, end, line));
    line += (int) sql.substring(at, end).chars().filter(c -> c == '\n').count();
    at = end;
  }

  private int endOfLine() {
    var end = sql.indexOf('\n', at);
    return end < 0 ? sql.length() : end;
  }

  private int afterComment() {
    var depth = 0;
    for (var i = at; i < sql.length() - 1; i++) {
      if (sql.startsWith("/*", i)) {
        depth++;
        i++;
      } else if (sql.startsWith("*/", i)) {
        depth--;
        i++;
        if (depth == 0) {
          return i + 1;
        }
      }
    }
    return sql.length();
  }

  private void text(int quote, boolean escapes) {
    var meaning = new StringBuilder();
    var i = quote + 1;
    for (; i < sql.length(); i++) {
      var c = sql.charAt(i);
      if (c == '\\' && escapes && i + 1 < sql.length()) {
        meaning.append(sql.charAt(++i));
      } else if (c == '\'' && i + 1 < sql.length() && sql.charAt(i + 1) == '\'') {
        meaning.append(c);
        i++;
      } else if (c == '\'') {
        break;
      } else {
        meaning.append(c);
      }
    }
    add(Type.TEXT, meaning.toString(), Math.min(sql.length(), i + 1));
  }

  private void quotedName() {
    var meaning = new StringBuilder();
    var i = at + 1;
    for (; i < sql.length(); i++) {
      var c = sql.charAt(i);
      if (c == '"' && i + 1 < sql.length() && sql.charAt(i + 1) == '"') {
        i++;
      } else if (c == '"') {
        break;
      }
      meaning.append(c);
    }
    add(Type.QUOTED_NAME, meaning.toString(), Math.min(sql.length(), i + 1));
  }

  /** Behind the tag of a dollar quote that begins here; 0 where none does. */
  private int dollarTag() {
    for (var i = at + 1; i < sql.length(); i++) {
      var c = sql.charAt(i);
      if (c == '$') {
        return i + 1;
      }
      if (!(Character.isLetter(c) || c == '_' || i > at + 1 && Character.isDigit(c))) {
        return 0;
      }
    }
    return 0;
  }
}
