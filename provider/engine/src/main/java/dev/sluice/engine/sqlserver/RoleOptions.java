package dev.sluice.engine.sqlserver;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Reasons;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code spec.forProvider.sqlserver} asks of a role. What is absent is left as it is.
 *
 * @param contained whether it is a user of databases alone, with its password in each, and no login of the server's
 * @param defaultSchema where names without a schema are looked up
 * @param defaultLanguage of its sessions
 * @param checkPolicy whether the server's policy for passwords holds, which then has to see the password itself
 */
record RoleOptions(boolean contained, Optional<String> defaultSchema, Optional<String> defaultLanguage, Optional<Boolean> checkPolicy) {
  private static final String SECTION = "spec.forProvider.sqlserver.";
  private static final Set<String> FIELDS = Set.of("contained", "defaultSchema", "defaultLanguage", "checkPolicy");

  /** @throws EngineException {@link Reasons#INVALID_SPEC}, naming the field */
  static RoleOptions of(Map<String, Object> options) {
    var unknown = new TreeSet<>(options.keySet());
    unknown.removeAll(FIELDS);
    if (!unknown.isEmpty()) {
      throw invalid(unknown.first(), "isn't a field that a role on SQL Server has; remove it");
    }
    var parsed =
        new RoleOptions(
            truth(options, "contained").orElse(false), text(options, "defaultSchema"), text(options, "defaultLanguage"), truth(options, "checkPolicy"));
    parsed.defaultSchema.ifPresent(Quoting::identifier);
    parsed.defaultLanguage.ifPresent(Quoting::identifier);
    if (parsed.contained && parsed.checkPolicy.isPresent()) {
      throw invalid("checkPolicy", "is for logins: the passwords of users of a database are held to the policy in any case; remove it");
    }
    return parsed;
  }

  private static Optional<Boolean> truth(Map<String, Object> options, String field) {
    return switch (options.get(field)) {
      case null -> Optional.empty();
      case Boolean value -> Optional.of(value);
      default -> throw invalid(field, "must be true or false");
    };
  }

  private static Optional<String> text(Map<String, Object> options, String field) {
    return switch (options.get(field)) {
      case null -> Optional.empty();
      case String value -> Optional.of(value);
      default -> throw invalid(field, "must be a text");
    };
  }

  private static EngineException invalid(String field, String problem) {
    return Admission.permanent(Reasons.INVALID_SPEC, SECTION + field + " " + problem + ".");
  }
}
