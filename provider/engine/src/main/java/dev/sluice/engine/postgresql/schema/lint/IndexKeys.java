package dev.sluice.engine.postgresql.schema.lint;

import dev.sluice.engine.postgresql.schema.script.Lexer;
import dev.sluice.engine.postgresql.schema.script.Token;
import java.util.List;
import java.util.Optional;

/**
 * What an index is over, as the server writes CREATE INDEX.
 *
 * @param expressions one for each key, with its collation; without operator class and order
 * @param keys the same with both
 * @param covers whether it holds other columns too, INCLUDE
 * @param predicate of a partial one
 */
record IndexKeys(String method, List<String> expressions, List<String> keys, boolean covers, boolean nullsNotDistinct, Optional<String> predicate) {
  IndexKeys {
    expressions = List.copyOf(expressions);
    keys = List.copyOf(keys);
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
    var keys = Words.parts(tokens.subList(open + 1, close)).stream().map(Words::rest).toList();
    return new IndexKeys(
        tokens.get(using + 1).name(), keys.stream().map(key -> expression(definition, key)).toList(),
        keys.stream().map(key -> definition.substring(key.getFirst().start(), key.getLast().end())).toList(), !rest.isEmpty() && rest.getFirst().is("INCLUDE"), distinct, predicate);
  }

  /** Whether a search that can use one can use the other. */
  boolean searchesAs(IndexKeys other) {
    return method.equals(other.method) && keys.equals(other.keys) && predicate.equals(other.predicate);
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
