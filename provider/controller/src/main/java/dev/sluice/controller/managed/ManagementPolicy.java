package dev.sluice.controller.managed;

import java.util.List;
import java.util.Set;

/**
 * What the provider may do with the external object.
 *
 * <p>Source: crossplane-runtime, pkg/reconciler/managed/policies.go: fifteen sets make sense, all others are refused.
 */
public record ManagementPolicy(Set<String> actions, boolean orphan) {
  private static final String ALL = "*";
  private static final String OBSERVE = "Observe";
  private static final String CREATE = "Create";
  private static final String UPDATE = "Update";
  private static final String DELETE = "Delete";
  private static final String LATE = "LateInitialize";

  private static final Set<Set<String>> SENSIBLE =
      Set.of(
          Set.of(),
          Set.of(ALL),
          Set.of(OBSERVE, CREATE, UPDATE, DELETE, LATE),
          Set.of(OBSERVE),
          Set.of(OBSERVE, CREATE, UPDATE, DELETE),
          Set.of(OBSERVE, CREATE, UPDATE, LATE),
          Set.of(OBSERVE, CREATE, UPDATE),
          Set.of(OBSERVE, CREATE, DELETE, LATE),
          Set.of(OBSERVE, CREATE, DELETE),
          Set.of(OBSERVE, CREATE),
          Set.of(OBSERVE, DELETE),
          Set.of(OBSERVE, UPDATE),
          Set.of(OBSERVE, LATE),
          Set.of(OBSERVE, UPDATE, LATE),
          Set.of(OBSERVE, CREATE, LATE));

  public ManagementPolicy {
    actions = Set.copyOf(actions);
  }

  /** @param deletionPolicy Delete, Orphan, or null where the flavour has none */
  static ManagementPolicy of(List<String> actions, String deletionPolicy) {
    return new ManagementPolicy(Set.copyOf(actions), "Orphan".equals(deletionPolicy));
  }

  boolean isSensible() {
    return SENSIBLE.contains(actions);
  }

  boolean isPaused() {
    return actions.isEmpty();
  }

  public boolean allowsCreate() {
    return allows(CREATE);
  }

  public boolean allowsUpdate() {
    return allows(UPDATE);
  }

  /** A set that names Delete outranks {@code deletionPolicy: Orphan}; {@code "*"} is the default and doesn't. */
  boolean allowsDelete() {
    return actions.equals(Set.of(ALL)) ? !orphan : allows(DELETE);
  }

  private boolean allows(String action) {
    return actions.contains(ALL) || actions.contains(action);
  }
}
