package dev.sluice.controller.role;

import dev.sluice.controller.credentials.Secrets;
import dev.sluice.controller.managed.Parts;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.DatabaseNames;

/** Puts this package together. */
public final class RoleModule {
  private RoleModule() {}

  public static RoleExternal external(Parts parts, Caches caches) {
    return new RoleExternal(
        new Designs(new DatabaseNames(caches)), new Passwords(new Secrets(parts.client(), parts.watched()), parts.clock()), parts.clock());
  }
}
