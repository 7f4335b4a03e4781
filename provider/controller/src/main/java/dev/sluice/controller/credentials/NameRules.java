package dev.sluice.controller.credentials;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which names on the server a resource may use, from {@code allow} of its ProviderConfig, with {@code {namespace}} already
 * replaced. {@code *} stands for any text.
 */
public record NameRules(String config, List<String> databases, List<String> roles, List<String> runAs) {
  public NameRules {
    Objects.requireNonNull(config, "config");
    databases = List.copyOf(databases);
    roles = List.copyOf(roles);
    runAs = List.copyOf(runAs);
  }

  /** @param patterns absent: the {@code standard} ones hold */
  static List<String> patterns(List<String> patterns, List<String> standard, Optional<String> namespace) {
    return (patterns == null ? standard : patterns)
        .stream().map(p -> p.replace("{namespace}", namespace.orElse(""))).toList();
  }

  /** The name of a database for a resource that gives none: the first pattern with the resource's name as its star. */
  public String databaseNamed(String resource) {
    return databases.isEmpty() ? resource : databases.getFirst().replace("*", resource);
  }

  /** Likewise for a role. */
  public String roleNamed(String resource) {
    return roles.isEmpty() ? resource : roles.getFirst().replace("*", resource);
  }

  public void checkDatabase(String name) {
    check("database name", name, databases, "allow.databaseNames");
  }

  public void checkRole(String name) {
    check("role name", name, roles, "allow.roleNames");
  }

  /** @param word as a manifest says it: Owner, ProviderConfig, or a role, whose name then counts, too */
  public void checkRunAs(String word, boolean isRole) {
    check("spec.forProvider.runAs", word, runAs, "allow.runAs");
    if (isRole) {
      checkRole(word);
    }
  }

  private void check(String what, String name, List<String> patterns, String field) {
    if (patterns.stream().noneMatch(p -> matches(p, name))) {
      throw new EngineException(
          new Failure.Permanent(
              "NotAllowed",
              "The %s %s is not one that %s allows (%s: %s). Choose such a one, or have the pattern added there."
                  .formatted(what, name, config, field, String.join(", ", patterns)),
              Optional.empty()));
    }
  }

  private static boolean matches(String pattern, String name) {
    var regex = Pattern.compile("\\*").splitAsStream(pattern + " ").map(Pattern::quote).toList();
    return Pattern.compile(String.join(".*", regex), Pattern.DOTALL).matcher(name + " ").matches();
  }
}
