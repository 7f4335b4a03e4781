package dev.sluice.engine.grant;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who may do what.
 *
 * @param database in which the target is; empty: roles, which all databases share
 * @param privileges in SQL's words, in any case
 * @param withGrantOption whether the role may hand them on
 */
public record GrantTerms(String role, Optional<String> database, GrantTarget on, Set<String> privileges, boolean withGrantOption) {
  public GrantTerms {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(on, "on");
    privileges = privileges.stream().map(word -> word.strip().toUpperCase(Locale.ROOT)).collect(Collectors.toCollection(TreeSet::new));
  }
}
