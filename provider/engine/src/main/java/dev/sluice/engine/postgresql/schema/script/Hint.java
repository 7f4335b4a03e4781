package dev.sluice.engine.postgresql.schema.script;

import dev.sluice.engine.postgresql.schema.script.Token.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A comment {@code -- sluice:renamed from=old}: before a CREATE it is about that object, inside of one about the column,
 * constraint or enum value on whose line it stands, or else on the next.
 *
 * @param what of the statement: TABLE, VIEW, TYPE and so on
 * @param object the object's name as written, with or without its schema
 * @param part of it, where the hint isn't about the object itself
 */
public record Hint(String file, int line, String what, List<String> object, Optional<Part> part, String from) {
  private static final Pattern COMMENT = Pattern.compile("--\\s*sluice:renamed\\s+from=(?:\"((?:[^\"]|\"\")+)\"|(\\S+))\\s*");
  private static final java.util.Set<String> MADE =
      java.util.Set.of("TABLE", "VIEW", "TYPE", "DOMAIN", "SEQUENCE", "INDEX", "FUNCTION", "PROCEDURE", "SCHEMA", "STATISTICS");
  private static final java.util.Set<String> OF_TEXT_SEARCH = java.util.Set.of("CONFIGURATION", "DICTIONARY");

  public Hint {
    object = List.copyOf(object);
  }

  /** @param kind COLUMN, CONSTRAINT or VALUE */
  public record Part(String kind, String name) {}

  static List<Hint> of(Statement statement) {
    var hints = new ArrayList<Hint>();
    var tokens = statement.tokens();
    var depth = 0;
    var opened = 0;
    for (var at = 0; at < tokens.size(); at++) {
      var token = tokens.get(at);
      if (token.symbol('(')) {
        opened = depth == 0 ? at : opened;
        depth++;
      } else if (token.symbol(')')) {
        depth--;
      } else if (token.type() == Type.COMMENT) {
        var words = COMMENT.matcher(token.text());
        if (words.matches()) {
          var from = words.group(1) != null ? words.group(1).replace("\"\"", "\"") : words.group(2).toLowerCase(Locale.ROOT);
          var part = depth == 0 ? Optional.<Part>empty() : part(tokens, opened, at);
          made(statement).ifPresent(made -> hints.add(new Hint(statement.file(), token.line(), made.what(), made.name(), part, from)));
        }
      }
    }
    return hints;
  }

  /** @param opened where the list of the parts begins, of whose line what is before says nothing of them */
  private static Optional<Part> part(List<Token> tokens, int opened, int comment) {
    var line = tokens.get(comment).line();
    var before = tokens.subList(opened, comment).stream().filter(token -> token.line() == line && !token.symbol('(') && !token.symbol(',')).findFirst();
    var about = before.map(tokens::indexOf).orElse(comment + 1);
    while (about < tokens.size() && tokens.get(about).type() == Type.COMMENT) {
      about++;
    }
    if (about >= tokens.size()) {
      return Optional.empty();
    }
    var token = tokens.get(about);
    if (token.is("CONSTRAINT") && about + 1 < tokens.size()) {
      return Optional.of(new Part("CONSTRAINT", tokens.get(about + 1).name()));
    }
    return token.type() == Type.TEXT ? Optional.of(new Part("VALUE", token.text())) : Optional.of(new Part("COLUMN", token.name()));
  }

  private record Made(String what, List<String> name) {}

  private static Optional<Made> made(Statement statement) {
    var words = statement.words();
    if (words.isEmpty() || !words.getFirst().is("CREATE")) {
      return Optional.empty();
    }
    for (var at = 1; at < Math.min(words.size(), 6); at++) {
      var word = words.get(at).text().toUpperCase(Locale.ROOT);
      var what = words.get(at - 1).is("SEARCH") && OF_TEXT_SEARCH.contains(word) ? "TEXT SEARCH " + word : word;
      if (words.get(at).type() == Type.WORD && (MADE.contains(what) || !what.equals(word))) {
        var next = at + 1;
        while (next < words.size() && (words.get(next).is("IF") || words.get(next).is("NOT") || words.get(next).is("EXISTS") || words.get(next).is("CONCURRENTLY"))) {
          next++;
        }
        var name = new ArrayList<String>();
        while (next < words.size() && words.get(next).isName()) {
          name.add(words.get(next).name());
          next++;
          if (next >= words.size() || !words.get(next).symbol('.')) {
            break;
          }
          next++;
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(new Made(what, name));
      }
    }
    return Optional.empty();
  }
}
