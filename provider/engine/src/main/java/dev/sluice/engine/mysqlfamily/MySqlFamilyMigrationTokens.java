package dev.sluice.engine.mysqlfamily;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The words of a statement, read from left to right. */
final class MySqlFamilyMigrationTokens {
  private final List<Token> tokens;
  private int at;

  private MySqlFamilyMigrationTokens(List<Token> tokens) {
    this.tokens = tokens;
  }

  private enum Type {
    WORD,
    /** In backticks, which are left out. */
    NAME,
    TEXT,
    MARK
  }

  private record Token(Type type, String text) {
    boolean is(String word) {
      return type != Type.NAME && type != Type.TEXT && text.equalsIgnoreCase(word);
    }
  }

  static MySqlFamilyMigrationTokens of(String sql) {
    var plain = MySqlFamilyMigrationText.plain(sql);
    var tokens = new ArrayList<Token>();
    for (var at = 0; at < plain.length(); ) {
      var c = plain.charAt(at);
      var end = at + 1;
      if (c == '`') {
        end = afterName(plain, at);
        tokens.add(new Token(Type.NAME, plain.substring(at + 1, Math.max(at + 1, end - 1)).replace("``", "`")));
      } else if (c == '\'' || c == '"') {
        end = MySqlFamilyMigrationText.afterQuoted(plain, at, c);
        tokens.add(new Token(Type.TEXT, plain.substring(at, end)));
      } else if (partOfWord(c)) {
        while (end < plain.length() && partOfWord(plain.charAt(end))) {
          end++;
        }
        tokens.add(new Token(Type.WORD, plain.substring(at, end)));
      } else if (c != ' ') {
        tokens.add(new Token(Type.MARK, String.valueOf(c)));
      }
      at = end;
    }
    return new MySqlFamilyMigrationTokens(tokens);
  }

  private static int afterName(String plain, int start) {
    var end = MySqlFamilyMigrationText.afterQuoted(plain, start, '`');
    while (end < plain.length() && plain.charAt(end) == '`') {
      end = MySqlFamilyMigrationText.afterQuoted(plain, end, '`');
    }
    return end;
  }

  private static boolean partOfWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
  }

  boolean done() {
    return at >= tokens.size();
  }

  /** Takes all of these words, or none. */
  boolean take(String... words) {
    for (var i = 0; i < words.length; i++) {
      if (at + i >= tokens.size() || !tokens.get(at + i).is(words[i])) {
        return false;
      }
    }
    at += words.length;
    return true;
  }

  boolean takeAny(String... words) {
    for (var word : words) {
      if (take(word)) {
        return true;
      }
    }
    return false;
  }

  /** Whether one of these words comes next; none is taken. */
  boolean at(String... words) {
    for (var word : words) {
      if (at < tokens.size() && tokens.get(at).is(word)) {
        return true;
      }
    }
    return false;
  }

  /** Whether one of these words is anywhere in what is left. */
  boolean has(String... words) {
    return tokens.subList(at, tokens.size()).stream().anyMatch(token -> Stream.of(words).anyMatch(token::is));
  }

  /** Whether this name is anywhere in what is left, in backticks or not. */
  boolean names(String name) {
    return tokens.subList(at, tokens.size()).stream()
        .anyMatch(token -> (token.type() == Type.NAME || token.type() == Type.WORD) && token.text().equalsIgnoreCase(name));
  }

  /** Whether a variable of the user's is anywhere in what is left; accounts, which have an @ in the middle, count too. */
  boolean hasVariable() {
    for (var i = at; i < tokens.size(); i++) {
      if (tokens.get(i).is("@")) {
        if (i + 1 >= tokens.size() || !tokens.get(i + 1).is("@")) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /** Takes a variable of the user's, which begins here; its name in small letters. */
  Optional<String> variable() {
    if (!take("@") || done() || at("@")) {
      return Optional.empty();
    }
    var name = new StringBuilder(tokens.get(at++).text());
    while (take(".") && !done()) {
      name.append('.').append(tokens.get(at++).text());
    }
    return Optional.of(name.toString().replaceAll("['\"]", "").toLowerCase(Locale.ROOT));
  }

  /** Takes a text or a number. */
  boolean takeLiteral() {
    var literal = !done() && (tokens.get(at).type() == Type.TEXT || Character.isDigit(tokens.get(at).text().charAt(0)));
    at += literal ? 1 : 0;
    return literal;
  }

  boolean isOneWord() {
    return at == tokens.size() - 1 && tokens.get(at).type() == Type.WORD;
  }

  boolean beginsWith(String... words) {
    return Stream.of(words).anyMatch(word -> tokens.get(at).text().toUpperCase(Locale.ROOT).startsWith(word));
  }

  MySqlFamilyMigrationTokens copy() {
    return new MySqlFamilyMigrationTokens(tokens.subList(at, tokens.size()));
  }

  void skipOne() {
    at++;
  }

  /** Passes over all before one of these words, and over the word itself. */
  boolean skipPast(String... words) {
    while (!done()) {
      if (takeAny(words)) {
        return true;
      }
      at++;
    }
    return false;
  }

  Optional<String> name() {
    if (done() || tokens.get(at).type() == Type.TEXT || tokens.get(at).type() == Type.MARK) {
      return Optional.empty();
    }
    return Optional.of(tokens.get(at++).text());
  }

  /** A name that may have a database before it. */
  Optional<Qualified> qualified() {
    return name().flatMap(first -> take(".") ? name().map(second -> new Qualified(Optional.of(first), second)) : Optional.of(new Qualified(Optional.empty(), first)));
  }

  record Qualified(Optional<String> database, String name) {}

  /** What is left, cut at commas outside of parentheses. */
  List<MySqlFamilyMigrationTokens> parts() {
    var parts = new ArrayList<MySqlFamilyMigrationTokens>();
    var depth = 0;
    var start = at;
    for (var i = at; i <= tokens.size(); i++) {
      if (i == tokens.size() || depth == 0 && tokens.get(i).is(",")) {
        parts.add(new MySqlFamilyMigrationTokens(tokens.subList(start, i)));
        start = i + 1;
      } else if (tokens.get(i).is("(")) {
        depth++;
      } else if (tokens.get(i).is(")")) {
        depth--;
      }
    }
    return parts;
  }

  /** What is inside of the parentheses that begin here, cut at commas. */
  List<MySqlFamilyMigrationTokens> inParentheses() {
    var depth = 0;
    for (var i = at; i < tokens.size(); i++) {
      depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
      if (depth == 0) {
        return new MySqlFamilyMigrationTokens(tokens.subList(Math.min(at + 1, i), i)).parts();
      }
    }
    return List.of();
  }
}
