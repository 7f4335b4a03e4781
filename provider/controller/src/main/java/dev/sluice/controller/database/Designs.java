package dev.sluice.controller.database;

import dev.sluice.api.database.DatabaseParameters;
import dev.sluice.controller.credentials.Access;
import dev.sluice.controller.managed.Subject;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseDesign;
import java.util.Map;
import java.util.Optional;

/** From {@code spec.forProvider} to what an engine is asked for. */
final class Designs {
  private Designs() {}

  /**
   * @param made whether a creation for this resource was begun
   * @param owner its name on the server, whatever the spec says it by
   */
  static DatabaseDesign of(Subject<DatabaseParameters, ?> subject, Access access, String name, boolean made, Optional<String> owner) {
    var sections = subject.parameters().sections();
    sections.keySet().stream().filter(id -> !id.equals(access.engine())).findFirst().ifPresent(id -> {
      throw new EngineException(new Failure.Permanent(Reasons.INVALID_SPEC, foreign(id, access), Optional.empty()));
    });
    return of(subject, name, made, owner, sections.getOrDefault(access.engine(), Map.of()));
  }

  /** For what shall go, whatever else is asked for. */
  static DatabaseDesign ofDeleted(Subject<DatabaseParameters, ?> subject, Access access, String name, boolean made) {
    return of(subject, name, made, Optional.ofNullable(subject.parameters().owner()), subject.parameters().sections().getOrDefault(access.engine(), Map.of()));
  }

  private static String foreign(String id, Access access) {
    return "spec.forProvider has options for %s, and the engine of %s is %s; remove them, or refer to another ProviderConfig."
        .formatted(id, access.config(), access.engine());
  }

  private static DatabaseDesign of(Subject<DatabaseParameters, ?> subject, String name, boolean made, Optional<String> owner, Map<String, Object> options) {
    var wanted = subject.parameters();
    return new DatabaseDesign(
        name,
        new Claim(subject.uid(), subject.holder(), made),
        owner,
        Optional.ofNullable(wanted.connectionLimit()),
        wanted.extensions().stream()
            .map(
                e ->
                    new DatabaseDesign.Extension(
                        e.name(), Optional.ofNullable(e.version()), Optional.ofNullable(e.schema())))
            .toList(),
        options);
  }
}
