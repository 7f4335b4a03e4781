package dev.sluice.controller.grant;

import dev.sluice.controller.holding.Holdings;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.DatabaseNames;
import dev.sluice.controller.reference.MakersOf;
import dev.sluice.controller.reference.RoleNames;

/** Puts this package together. */
public final class GrantModule {
  private GrantModule() {}

  public static GrantExternal external(Caches caches) {
    var databases = new DatabaseNames(caches);
    var roles = new RoleNames(caches);
    return new GrantExternal(new Terms(databases, roles, new MakersOf(caches, databases)), new Holdings(caches, databases, roles));
  }
}
