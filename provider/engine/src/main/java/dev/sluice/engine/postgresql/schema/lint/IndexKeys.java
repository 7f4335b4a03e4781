package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.script.Lexer;
import dev.sluice.engine.postgresql.schema.script.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an index is over, as the server writes CREATE INDEX.
 *
 * @param expressions one for each key, with its collation; without operator class and order
 * @param predicate of a partial one
 */
record IndexKeys(String method, List<String> expressions, boolean nullsNotDistinct, Optional<String> predicate) {
  IndexKeys {
    expressions = List.copyOf(expressions);
  }

  static IndexKeys of(String definition) {
    var tokens = Lexer.tokens(definition);
    var using = 0;
    while (!tokens.get(using).is("USING")) {
      using++;
    }
    var open = using + 2;
    var close = closing(tokens, open);
    var rest = tokens.subList(close + 1, tokens.size());
    var distinct = false;
    Optional<String> predicate = Optional.empty();
    for (var at = 0; at < rest.size(); at++) {
      distinct |= rest.get(at).is("NULLS");
      if (rest.get(at).is("WHERE")) {
        predicate = Optional.of(definition.substring(rest.get(at).end()).strip());
        break;
      }
    }
    return new IndexKeys(tokens.get(using + 1).name(), expressions(definition, tokens.subList(open + 1, close)), distinct, predicate);
  }

  private static int closing(List<Token> tokens, int open) {
    var depth = 0;
    for (var at = open; at < tokens.size(); at++) {
      depth += tokens.get(at).symbol('(') ? 1 : tokens.get(at).symbol(')') ? -1 : 0;
      if (depth == 0) {
        return at;
      }
    }
    throw new IllegalArgumentException("a parenthesis isn't closed");
  }

  private static List<String> expressions(String definition, List<Token> tokens) {
    var expressions = new ArrayList<String>();
    var depth = 0;
    var from = 0;
    for (var at = 0; at <= tokens.size(); at++) {
      if (at == tokens.size() || depth == 0 && tokens.get(at).symbol(',')) {
        expressions.add(expression(definition, tokens.subList(from, at)));
        from = at + 1;
      } else {
        depth += tokens.get(at).symbol('(') ? 1 : tokens.get(at).symbol(')') ? -1 : 0;
      }
    }
    return expressions;
  }

  /** A column, a call or an expression in parentheses, before what says how it is ordered. */
  private static String expression(String definition, List<Token> key) {
    var end = 0;
    if (key.getFirst().symbol('(')) {
      end = closing(key, 0);
    } else {
      while (end + 2 < key.size() && key.get(end + 1).symbol('.')) {
        end += 2;
      }
      if (end + 1 < key.size() && key.get(end + 1).symbol('(')) {
        end = closing(key, end + 1);
      }
    }
    var last = end + 1 < key.size() && key.get(end + 1).is("COLLATE") ? end + 2 : end;
    while (last > end && last + 2 < key.size() && key.get(last + 1).symbol('.')) {
      last += 2;
    }
    return definition.substring(key.getFirst().start(), key.get(last).end());
  }
}
