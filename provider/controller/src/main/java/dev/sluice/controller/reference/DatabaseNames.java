package dev.sluice.controller.reference;

import dev.sluice.api.common.Managed;
import dev.sluice.api.common.Selector;
import dev.sluice.api.database.DatabaseObservation;
import dev.sluice.api.migration.MigrationParameters;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * From a name, a reference or a selector to the name of a database on its server. Resolved at each reconcile and never
 * written back into the spec: there it would raise the generation and differ from Git.
 */
public final class DatabaseNames {
  private final Caches caches;

  public DatabaseNames(Caches caches) {
    this.caches = Objects.requireNonNull(caches, "caches");
  }

  /** @throws EngineException Transient WaitingForReference where the Database is not there, or has not been created yet */
  public String resolve(HasMetadata resource, String group, MigrationParameters wanted, WakeUps.Reads reads) {
    if (wanted.database() != null) {
      return wanted.database();
    }
    var namespace = Optional.ofNullable(resource.getMetadata().getNamespace());
    var kind = Kinds.database(group);
    if (wanted.databaseRef() != null) {
      var key = new ObjectKey(kind, namespace, wanted.databaseRef().name());
      reads.add(key);
      var found = caches.get(key, Managed.class);
      return found
          .map(d -> (Managed<?, ?>) d)
          .flatMap(DatabaseNames::nameOnServer)
          .orElseThrow(() -> waiting(found.isEmpty() ? key + " is not there yet." : key + " is there, but its database is not created yet."));
    }
    if (wanted.databaseSelector() == null) {
      throw new EngineException(
          new Failure.Permanent(
              "InvalidSpec",
              "spec.forProvider names no database; set one of database, databaseRef and databaseSelector.",
              Optional.empty()));
    }
    // Any Database may begin to match; each that is created or changed wakes up those who select.
    reads.add(new ObjectKey(kind, namespace, "*"));
    var selected =
        caches
            .list(kind, namespace, Managed.class)
            .filter(d -> matches(wanted.databaseSelector(), d, resource))
            .min(Comparator.comparing(d -> d.getMetadata().getName()))
            .orElseThrow(() -> waiting("No Database matches spec.forProvider.databaseSelector yet."));
    reads.add(new ObjectKey(kind, namespace, selected.getMetadata().getName()));
    return nameOnServer((Managed<?, ?>) selected)
        .orElseThrow(() -> waiting("Database %s is there, but its database is not created yet.".formatted(selected.getMetadata().getName())));
  }

  /** The name, as far as it is known without waiting. */
  public Optional<String> peek(String group, Optional<String> namespace, MigrationParameters wanted) {
    if (wanted.database() != null) {
      return Optional.of(wanted.database());
    }
    return Optional.ofNullable(wanted.databaseRef())
        .flatMap(r -> caches.get(new ObjectKey(Kinds.database(group), namespace, r.name()), Managed.class))
        .flatMap(d -> nameOnServer((Managed<?, ?>) d));
  }

  /** What was observed on the server, so only once it is there. */
  private static Optional<String> nameOnServer(Managed<?, ?> database) {
    return Optional.ofNullable(database.getStatus())
        .map(s -> s.atProvider())
        .filter(DatabaseObservation.class::isInstance)
        .map(o -> ((DatabaseObservation) o).database());
  }

  private static boolean matches(Selector selector, HasMetadata candidate, HasMetadata resource) {
    var labels = candidate.getMetadata().getLabels();
    return (labels == null ? Map.of() : labels).entrySet().containsAll(selector.matchLabels().entrySet())
        && (!Boolean.TRUE.equals(selector.matchControllerRef())
            || controller(candidate).isPresent() && controller(candidate).equals(controller(resource)));
  }

  private static Optional<String> controller(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .filter(o -> Boolean.TRUE.equals(o.getController()))
        .map(OwnerReference::getUid)
        .findFirst();
  }

  private static EngineException waiting(String message) {
    return new EngineException(new Failure.Transient("WaitingForReference", message, Optional.empty()));
  }
}
