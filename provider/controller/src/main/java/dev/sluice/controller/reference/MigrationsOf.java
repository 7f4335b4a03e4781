package dev.sluice.controller.reference;

import dev.sluice.api.common.Managed;
import dev.sluice.api.migration.MigrationParameters;
import java.util.Objects;
import java.util.Optional;

/** The Migrations of a database: what they make may be waited for. */
public final class MigrationsOf {
  private final Caches caches;
  private final DatabaseNames databases;

  public MigrationsOf(Caches caches, DatabaseNames databases) {
    this.caches = Objects.requireNonNull(caches, "caches");
    this.databases = Objects.requireNonNull(databases, "databases");
  }

  /** Whoever reads them is woken up by what becomes of them. */
  public void read(String group, Optional<String> namespace, String database, WakeUps.Reads reads) {
    var kind = Kinds.migration(group);
    caches.list(kind, namespace, Managed.class)
        .map(migration -> (Managed<?, ?>) migration)
        .filter(migration -> migration.getSpec() != null && migration.getSpec().forProvider() instanceof MigrationParameters wanted
            && databases.peek(group, namespace, wanted).filter(database::equals).isPresent())
        .forEach(migration -> reads.add(new ObjectKey(kind, namespace, migration.getMetadata().getName())));
  }
}
