package dev.sluice.controller.database;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.database.DatabaseParameters;
import dev.sluice.controller.managed.Subject;
import dev.sluice.engine.database.Claim;
import dev.sluice.engine.database.DatabaseDesign;
import java.util.Map;
import java.util.Optional;

/** From {@code spec.forProvider} to what an engine is asked for. */
final class Designs {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Designs() {}

  /** @param made whether a creation for this resource was begun */
  static DatabaseDesign of(Subject<DatabaseParameters, ?> subject, String name, boolean made) {
    var wanted = subject.parameters();
    return new DatabaseDesign(
        name,
        new Claim(subject.uid(), subject.holder(), made),
        Optional.ofNullable(wanted.owner()),
        Optional.ofNullable(wanted.connectionLimit()),
        wanted.extensions().stream()
            .map(
                e ->
                    new DatabaseDesign.Extension(
                        e.name(), Optional.ofNullable(e.version()), Optional.ofNullable(e.schema())))
            .toList(),
        section(wanted.postgresql()));
  }

  /** An engine knows its own section: it is passed on as it was written. */
  private static Map<String, Object> section(Object options) {
    return options == null ? Map.of() : JSON.convertValue(options, new TypeReference<Map<String, Object>>() {});
  }
}
