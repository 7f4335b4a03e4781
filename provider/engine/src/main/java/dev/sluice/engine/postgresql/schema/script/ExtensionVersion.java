package dev.sluice.engine.postgresql.schema.script;

import java.util.List;
import java.util.Optional;

/**
 * What a statement says of an extension's version.
 *
 * @param update whether it is ALTER EXTENSION ... UPDATE rather than CREATE EXTENSION
 * @param version empty where it is left to the server
 */
public record ExtensionVersion(Statement statement, String name, boolean update, Optional<String> version) {
  public static List<ExtensionVersion> of(Script script) {
    return script.statements().stream().flatMap(statement -> of(statement).stream()).toList();
  }

  public static Optional<ExtensionVersion> of(Statement statement) {
    var words = statement.words();
    if (words.size() < 3 || !words.get(1).is("EXTENSION")) {
      return Optional.empty();
    }
    if (words.getFirst().is("CREATE")) {
      var at = words.get(2).is("IF") && words.size() > 5 ? 5 : 2;
      return Optional.of(new ExtensionVersion(statement, words.get(at).name(), false, after("VERSION", words.subList(at + 1, words.size()))));
    }
    return words.getFirst().is("ALTER") && words.size() > 3 && words.get(3).is("UPDATE")
        ? Optional.of(new ExtensionVersion(statement, words.get(2).name(), true, after("TO", words.subList(4, words.size()))))
        : Optional.empty();
  }

  private static Optional<String> after(String word, List<Token> words) {
    for (var at = 0; at + 1 < words.size(); at++) {
      if (words.get(at).is(word)) {
        return Optional.of(words.get(at + 1).name());
      }
    }
    return Optional.empty();
  }
}
