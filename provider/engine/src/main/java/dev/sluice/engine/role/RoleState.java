package dev.sluice.engine.role;

import java.util.List;
import java.util.Objects;

/** A role as it is, and how it differs from a design. */
public record RoleState(RoleFacts facts, List<RoleChange> changes) {
  public RoleState {
    Objects.requireNonNull(facts, "facts");
    changes = List.copyOf(changes);
  }
}
