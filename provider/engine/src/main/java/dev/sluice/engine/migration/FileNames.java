package dev.sluice.engine.migration;

import dev.sluice.engine.migration.MigrationState.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.resource.ResourceNameParser;

/** Which names a set may hold. Flyway passes over the others in silence, and so over a typing error. */
final class FileNames {
  private static final String SQL = ".sql";
  private static final String CONF = ".sql.conf";

  private FileNames() {}

  static List<Problem> problems(Set<String> names, Configuration configuration) {
    var parser = new ResourceNameParser(configuration);
    var problems = new ArrayList<Problem>();
    for (var name : names) {
      complaint(name, names, parser).map(Findings::invalidSource).ifPresent(problems::add);
    }
    return problems;
  }

  private static Optional<String> complaint(String name, Set<String> names, ResourceNameParser parser) {
    if (name.endsWith(CONF)) {
      var owner = name.substring(0, name.length() - ".conf".length());
      return names.contains(owner) ? Optional.empty() : Optional.of(name + " belongs to no file: there is no " + owner);
    }
    if (!name.endsWith(SQL)) {
      return Optional.of(name + " is no migration: names look like V2__add_total.sql, R__views.sql or V2__add_total.sql.conf");
    }
    var parsed = parser.parse(name);
    if (!parsed.isValid()) {
      return Optional.of(parsed.getValidityMessage() + ". Names look like V2__add_total.sql or R__views.sql");
    }
    if (Event.fromId(parsed.getPrefix()) != null) {
      return Optional.of(name + " is a callback, and callbacks are not run: remove it from the source");
    }
    return Optional.empty();
  }
}
