package dev.sluice.controller.role;

import dev.sluice.controller.credentials.Secrets;
import dev.sluice.controller.holding.Holdings;
import dev.sluice.controller.managed.Parts;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.DatabaseNames;
import dev.sluice.controller.reference.RoleNames;

/** Puts this package together. */
public final class RoleModule {
  private RoleModule() {}

  public static RoleExternal external(Parts parts, Caches caches) {
    var databases = new DatabaseNames(caches);
    return new RoleExternal(
        new Designs(databases, new Holdings(caches, databases, new RoleNames(caches))), new Passwords(new Secrets(parts.client(), parts.watched()), parts.clock()), parts.clock());
  }
}
