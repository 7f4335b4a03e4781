package dev.sluice.engine.postgresql;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What {@code spec.forProvider.postgresql} asks for. */
record PostgreSqlOptions(
    Optional<String> template,
    Optional<String> encoding,
    Optional<String> collate,
    Optional<String> characterType,
    Optional<String> localeProvider,
    Optional<String> icuLocale,
    Optional<String> tablespace,
    Optional<Boolean> allowConnections,
    Optional<Boolean> isTemplate,
    boolean revokesPublicAccess) {
  private static final String SECTION = "spec.forProvider.postgresql";
  private static final Set<String> FIELDS =
      Set.of(
          "template", "encoding", "lcCollate", "lcCType", "localeProvider", "icuLocale", "tablespace", "allowConnections",
          "isTemplate", "publicAccess");

  /** @throws EngineException {@link Reasons#INVALID_SPEC}, naming the field */
  static PostgreSqlOptions of(Map<String, Object> options) {
    Set<String> unknown = new TreeSet<>(options.keySet());
    unknown.removeAll(FIELDS);
    if (!unknown.isEmpty()) {
      throw invalid(unknown.iterator().next(), "isn't a field that PostgreSQL has; remove it");
    }
    PostgreSqlOptions parsed =
        new PostgreSqlOptions(
            text(options, "template"),
            text(options, "encoding"),
            text(options, "lcCollate"),
            text(options, "lcCType"),
            word(options, "localeProvider", List.of("libc", "icu", "builtin")),
            text(options, "icuLocale"),
            text(options, "tablespace"),
            truth(options, "allowConnections"),
            truth(options, "isTemplate"),
            !word(options, "publicAccess", List.of("Revoke", "Keep")).equals(Optional.of("Keep")));
    if (parsed.icuLocale.isPresent() && !parsed.localeProvider.equals(Optional.of("icu"))) {
      throw invalid("icuLocale", "is for the ICU provider alone; set localeProvider to icu beside it");
    }
    return parsed;
  }

  /** PostgreSQL copies a database of another encoding or locale only from template0, which holds no text. */
  boolean needsEmptyTemplate() {
    return encoding.isPresent() || collate.isPresent() || characterType.isPresent() || localeProvider.isPresent();
  }

  /** @throws EngineException {@link Reasons#INVALID_SPEC} where this major version lacks what is asked for */
  void check(int majorVersion) {
    int since = localeProvider.map(provider -> switch (provider) {
      case "icu" -> 15;
      case "builtin" -> 17;
      default -> 0;
    }).orElse(0);
    if (majorVersion < since) {
      throw invalid(
          "localeProvider",
          "is " + localeProvider.orElseThrow() + ", which PostgreSQL has since version " + since + " and this server is version " + majorVersion
              + "; leave it out or use a newer server");
    }
  }

  static EngineException invalid(String field, String problem) {
    return new EngineException(new Failure.Permanent(Reasons.INVALID_SPEC, SECTION + "." + field + " " + problem + ".", Optional.empty()));
  }

  private static Optional<String> text(Map<String, Object> options, String field) {
    return switch (options.get(field)) {
      case null -> Optional.empty();
      case String text when !text.isEmpty() -> Optional.of(text);
      default -> throw invalid(field, "must be a text that isn't empty");
    };
  }

  private static Optional<Boolean> truth(Map<String, Object> options, String field) {
    return switch (options.get(field)) {
      case null -> Optional.empty();
      case Boolean truth -> Optional.of(truth);
      default -> throw invalid(field, "must be true or false");
    };
  }

  private static Optional<String> word(Map<String, Object> options, String field, List<String> words) {
    Optional<String> word = text(options, field);
    if (word.isPresent() && !words.contains(word.get())) {
      throw invalid(field, "must be one of " + String.join(", ", words));
    }
    return word;
  }
}
