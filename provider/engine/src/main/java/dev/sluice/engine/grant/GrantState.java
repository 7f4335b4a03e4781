package dev.sluice.engine.grant;

import dev.sluice.engine.role.RoleChange;
import java.util.List;

/**
 * How what was granted differs from a design.
 *
 * @param any whether the role has any of it
 */
public record GrantState(boolean any, List<RoleChange> changes) {
  public GrantState {
    changes = List.copyOf(changes);
  }
}
