package dev.sluice.engine.postgresql;

import dev.sluice.engine.Reasons;
import dev.sluice.engine.role.RoleDesign;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What {@code spec.forProvider.postgresql.attributes} asks for: rights that reach beyond databases, exactly these. */
final class RoleAttributes {
  static final List<String> ALL = List.of("SUPERUSER", "CREATEDB", "CREATEROLE", "REPLICATION", "BYPASSRLS");
  private static final String FIELD = "attributes";

  private RoleAttributes() {}

  /** @return empty where they are left as they are */
  static Optional<Set<String>> of(RoleDesign design) {
    design.options().keySet().stream().filter(field -> !field.equals(FIELD)).findFirst().ifPresent(field -> {
      throw PostgreSqlOptions.invalid(field, "isn't a field that a role on PostgreSQL has; remove it");
    });
    return Optional.ofNullable(design.options().get(FIELD)).map(value -> {
      var wanted = value instanceof List<?> words ? words.stream().map(String::valueOf).collect(Collectors.toCollection(TreeSet::new)) : Set.<String>of("?");
      wanted.stream().filter(word -> !ALL.contains(word)).findFirst().ifPresent(word -> {
        throw PostgreSqlOptions.invalid(FIELD, "has " + word + ", and must be some of " + String.join(", ", ALL));
      });
      return Set.copyOf(wanted);
    });
  }

  static void check(RoleDesign design) {
    var wanted = of(design).orElse(Set.of());
    if (!wanted.isEmpty() && !design.privileged()) {
      throw Admission.permanent(
          Reasons.ROLE_NOT_ALLOWED,
          "spec.forProvider.postgresql.attributes asks for " + String.join(", ", new TreeSet<>(wanted))
              + ", which the ProviderConfig doesn't allow: remove them, or set spec.allowPrivileged there.");
    }
    if (!wanted.isEmpty() && design.current().isPresent()) {
      throw PostgreSqlOptions.invalid(
          FIELD, "is " + String.join(", ", new TreeSet<>(wanted)) + ", which members don't inherit: set spec.forProvider.rotation.strategy to InPlace");
    }
  }

  /** Such as {@code CREATEDB NOCREATEROLE}; empty where nothing differs. */
  static String difference(Set<String> wanted, Set<String> there) {
    return ALL.stream()
        .filter(word -> wanted.contains(word) != there.contains(word))
        .map(word -> wanted.contains(word) ? word : "NO" + word)
        .collect(Collectors.joining(" "));
  }
}
