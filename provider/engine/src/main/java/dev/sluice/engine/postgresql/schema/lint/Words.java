package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.script.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a statement's words from left to right. For one thread. */
final class Words {
  private final List<Token> tokens;
  private int at;

  Words(List<Token> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  boolean atEnd() {
    return at >= tokens.size();
  }

  /** Whether these come next. */
  boolean come(String... words) {
    for (var i = 0; i < words.length; i++) {
      if (at + i >= tokens.size() || !tokens.get(at + i).is(words[i])) {
        return false;
      }
    }
    return true;
  }

  /** Goes past these, if they come next. */
  boolean take(String... words) {
    var there = come(words);
    at += there ? words.length : 0;
    return there;
  }

  boolean takeAny(String... words) {
    for (var word : words) {
      if (take(word)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is there from here on, outside of parentheses. */
  boolean has(String... words) {
    var depth = 0;
    for (var from = at; from < tokens.size(); from++) {
      depth += tokens.get(from).symbol('(') ? 1 : tokens.get(from).symbol(')') ? -1 : 0;
      if (depth == 0 && new Words(tokens.subList(from, tokens.size())).come(words)) {
        return true;
      }
    }
    return false;
  }

  /** Goes past the next of these outside of parentheses; stays where it is if none comes. */
  boolean takeThrough(String word) {
    var depth = 0;
    for (var to = at; to < tokens.size(); to++) {
      depth += tokens.get(to).symbol('(') ? 1 : tokens.get(to).symbol(')') ? -1 : 0;
      if (depth == 0 && tokens.get(to).is(word)) {
        at = to + 1;
        return true;
      }
    }
    return false;
  }

  /** A name with its schema, as PostgreSQL folds it; empty where none comes. */
  String name() {
    var parts = new ArrayList<String>();
    while (!atEnd() && tokens.get(at).isName()) {
      parts.add(tokens.get(at).name());
      at++;
      if (atEnd() || !tokens.get(at).symbol('.')) {
        break;
      }
      at++;
    }
    return String.join(".", parts);
  }

  /** What comes next, as a word in capitals; empty at the end or before anything else. */
  String word() {
    return atEnd() || !tokens.get(at).isName() ? "" : tokens.get(at++).text().toUpperCase(Locale.ROOT);
  }

  void skip() {
    at++;
  }

  /** The tokens from here on. */
  List<Token> rest() {
    return tokens.subList(Math.min(at, tokens.size()), tokens.size());
  }

  /** Goes past what stands before the next parenthesis, and gives what is in it; empty where none comes. */
  List<Token> parenthesis() {
    while (!atEnd() && !tokens.get(at).symbol('(')) {
      at++;
    }
    var from = at + 1;
    var depth = 0;
    for (; at < tokens.size(); at++) {
      depth += tokens.get(at).symbol('(') ? 1 : tokens.get(at).symbol(')') ? -1 : 0;
      if (depth == 0) {
        at++;
        return tokens.subList(from, at - 1);
      }
    }
    return List.of();
  }

  /** Apart at the commas outside of parentheses. */
  static List<Words> parts(List<Token> tokens) {
    var parts = new ArrayList<Words>();
    var depth = 0;
    var from = 0;
    for (var i = 0; i <= tokens.size(); i++) {
      if (i == tokens.size() || depth == 0 && tokens.get(i).symbol(',')) {
        if (i > from) {
          parts.add(new Words(tokens.subList(from, i)));
        }
        from = i + 1;
      } else {
        depth += tokens.get(i).symbol('(') || tokens.get(i).symbol('[') ? 1 : tokens.get(i).symbol(')') || tokens.get(i).symbol(']') ? -1 : 0;
      }
    }
    return parts;
  }
}
