package dev.sluice.controller.reference;

import dev.sluice.api.common.Managed;
import dev.sluice.api.common.SqlParameters;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The Migrations and Schemas of a database: what they make may be waited for. */
public final class MakersOf {
  private final Caches caches;
  private final DatabaseNames databases;

  public MakersOf(Caches caches, DatabaseNames databases) {
    this.caches = Objects.requireNonNull(caches, "caches");
    this.databases = Objects.requireNonNull(databases, "databases");
  }

  /** Whoever reads them is woken up by what becomes of them. */
  public void read(String group, Optional<String> namespace, String database, WakeUps.Reads reads) {
    for (var kind : List.of(Kinds.migration(group), Kinds.schema(group))) {
      caches.list(kind, namespace, Managed.class)
          .map(maker -> (Managed<?, ?>) maker)
          .filter(maker -> maker.getSpec() != null && maker.getSpec().forProvider() instanceof SqlParameters wanted
              && databases.peek(group, namespace, wanted).filter(database::equals).isPresent())
          .forEach(maker -> reads.add(new ObjectKey(kind, namespace, maker.getMetadata().getName())));
    }
  }
}
