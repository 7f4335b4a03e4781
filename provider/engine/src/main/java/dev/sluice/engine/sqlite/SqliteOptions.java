package dev.sluice.engine.sqlite;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.DatabaseDesign;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code spec.forProvider.sqlite} asks for.
 *
 * @param path of the file, below the ProviderConfig's folder
 */
record SqliteOptions(Optional<String> path, Optional<JournalMode> journalMode) {
  private static final String SECTION = "spec.forProvider.sqlite";
  private static final List<String> FIELDS = List.of("path", "journalMode");

  /** @throws EngineException {@link Reasons#INVALID_SPEC}, naming the field */
  static SqliteOptions of(DatabaseDesign design) {
    FileName.checkDatabase(design.name());
    design.owner().ifPresent(owner -> refuseOwner("owner"));
    refuse(design.connectionLimit().isPresent(), "connectionLimit", "has no server that could count connections");
    refuse(!design.extensions().isEmpty(), "extensions", "loads none here: an extension is a program");
    design.options().keySet().stream().filter(name -> !FIELDS.contains(name)).sorted().findFirst().ifPresent(name -> {
      throw invalid(name, "isn't a field that SQLite has; remove it");
    });
    return new SqliteOptions(path(design.options()), journalMode(design.options()));
  }

  /** @param field by which one is named */
  static void refuseOwner(String field) {
    refuse(true, field, "has no owners: whoever can write the file can do all");
  }

  /** For what shall go, whatever else is asked for. */
  static SqliteOptions ofDeleted(DatabaseDesign design) {
    Optional<String> path = Optional.ofNullable(design.options().get("path")).map(String::valueOf).filter(FileName::acceptable);
    return new SqliteOptions(path, Optional.empty());
  }

  private static Optional<String> path(Map<String, Object> options) {
    return switch (options.get("path")) {
      case null -> Optional.empty();
      case String text when FileName.acceptable(text) -> Optional.of(text);
      default ->
          throw invalid(
              "path",
              "must lead from the ProviderConfig's directory down to a file, such as shop/orders.db, in letters, digits, dot, dash and"
                  + " underscore; correct it");
    };
  }

  private static Optional<JournalMode> journalMode(Map<String, Object> options) {
    return switch (options.get("journalMode")) {
      case null -> Optional.empty();
      case String text when JournalMode.named(text).isPresent() -> JournalMode.named(text);
      default -> throw invalid("journalMode", "must be one of " + String.join(", ", JournalMode.names()));
    };
  }

  private static void refuse(boolean given, String field, String why) {
    if (given) {
      throw refusal("spec.forProvider." + field, "is given, and SQLite " + why + "; remove it");
    }
  }

  private static EngineException invalid(String field, String problem) {
    return refusal(SECTION + "." + field, problem);
  }

  private static EngineException refusal(String field, String problem) {
    return new EngineException(new Failure.Permanent(Reasons.INVALID_SPEC, field + " " + problem + ".", Optional.empty()));
  }
}
