package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What {@code spec.forProvider.sqlserver} asks for. Recovery model and containment are written as in the manifest. */
record SqlServerOptions(
    Optional<String> collation,
    Optional<String> recoveryModel,
    Optional<Integer> compatibilityLevel,
    Optional<Boolean> readCommittedSnapshot,
    Optional<String> containment) {
  private static final String SECTION = "spec.forProvider.sqlserver";
  private static final Pattern LEVELS = Pattern.compile("[1-9][0-9]0");
  private static final Set<String> FIELDS =
      Set.of("collation", "recoveryModel", "compatibilityLevel", "readCommittedSnapshot", "containment");

  /** @throws EngineException {@link Reasons#INVALID_SPEC}, naming the field */
  static SqlServerOptions of(Map<String, Object> options) {
    Set<String> unknown = new TreeSet<>(options.keySet());
    unknown.removeAll(FIELDS);
    if (!unknown.isEmpty()) {
      throw invalid(unknown.iterator().next(), "isn't a field that SQL Server has; remove it");
    }
    SqlServerOptions parsed =
        new SqlServerOptions(
            text(options, "collation"),
            word(options, "recoveryModel", List.of("Full", "BulkLogged", "Simple")),
            level(options),
            truth(options, "readCommittedSnapshot"),
            word(options, "containment", List.of("None", "Partial")));
    // It stands in the statement as a bare word.
    if (parsed.collation.filter(name -> !name.matches("[A-Za-z0-9_]{1,128}")).isPresent()) {
      throw invalid("collation", "must be a collation's name, such as Latin1_General_100_CI_AS_SC_UTF8");
    }
    return parsed;
  }

  /** @throws EngineException {@link Reasons#INVALID_SPEC} where this kind of server lacks what is asked for */
  void check(Edition edition) {
    if (!edition.hasRecoveryModels() && recoveryModel.isPresent()) {
      throw invalid("recoveryModel", "can't be chosen on Azure SQL, which looks after recovery itself; leave it out");
    }
    if (!edition.hasContainment() && containment.isPresent()) {
      throw invalid("containment", "can't be chosen on Azure SQL Database, where every database is contained; leave it out");
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

  private static Optional<Integer> level(Map<String, Object> options) {
    return switch (options.get("compatibilityLevel")) {
      case null -> Optional.empty();
      case Number level when level.doubleValue() == level.intValue() && LEVELS.matcher(Integer.toString(level.intValue())).matches() ->
          Optional.of(level.intValue());
      default -> throw invalid("compatibilityLevel", "must be a level of SQL Server's, such as 140 for 2017 or 160 for 2022");
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
