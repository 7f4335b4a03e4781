package dev.sluice.controller.migration;

import dev.sluice.controller.credentials.Secrets;
import dev.sluice.controller.managed.Parts;
import dev.sluice.controller.reference.Caches;
import dev.sluice.controller.reference.DatabaseNames;
import dev.sluice.controller.source.MigrationSources;
import dev.sluice.controller.source.PlaceholderValues;

/** Puts this package together. */
public final class MigrationModule {
  private MigrationModule() {}

  public static MigrationExternal external(Parts parts, Caches caches, MigrationRuns runs) {
    var names = new DatabaseNames(caches);
    var secrets = new Secrets(parts.client(), parts.watched());
    return new MigrationExternal(
        names,
        new Ownership(caches, names),
        new MigrationSources(parts.client(), parts.watched(), secrets),
        new PlaceholderValues(parts.client(), parts.watched(), secrets),
        runs,
        parts.events(),
        parts.clock());
  }
}
