package dev.sluice.controller.reference;

import dev.sluice.api.common.Managed;
import dev.sluice.api.common.ProviderConfigReference;
import dev.sluice.api.common.Reference;
import dev.sluice.api.common.Selector;
import dev.sluice.api.common.SqlParameters;
import dev.sluice.api.database.DatabaseObservation;
import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From a name, a reference or a selector to the name of a database on its server. Resolved at each reconcile and never
 * written back into the spec: there it would raise the generation and differ from Git.
 */
public final class DatabaseNames {
  private final Caches caches;

  public DatabaseNames(Caches caches) {
    this.caches = Objects.requireNonNull(caches, "caches");
  }

  /**
   * @param config the resource's own, which a Database that it refers to must share: elsewhere its name means another one
   * @throws EngineException Transient WaitingForReference where the Database is not there, or has not been created yet
   */
  public String resolve(
      HasMetadata resource, String group, ProviderConfigReference config, SqlParameters wanted, WakeUps.Reads reads) {
    if (wanted.database() != null) {
      return wanted.database();
    }
    var namespace = Optional.ofNullable(resource.getMetadata().getNamespace());
    var kind = Kinds.database(group);
    if (wanted.databaseRef() != null) {
      return referred(namespace, group, config, wanted.databaseRef().name(), reads);
    }
    if (wanted.databaseSelector() == null) {
      throw new EngineException(
          new Failure.Permanent(
              "InvalidSpec",
              "spec.forProvider names no database; set one of database, databaseRef and databaseSelector.",
              Optional.empty()));
    }
    // Another one may begin to match: each that is created or changed wakes up those whom it could concern.
    var selection = new Selection(kind, namespace, wanted.databaseSelector(), resource);
    reads.add(selection.awaited());
    var selected =
        caches
            .list(kind, namespace, Managed.class)
            .filter(selection::matches)
            .min(Comparator.comparing(d -> d.getMetadata().getName()))
            .orElseThrow(() -> waiting("No Database matches spec.forProvider.databaseSelector yet."));
    reads.add(new ObjectKey(kind, namespace, selected.getMetadata().getName()));
    checkServer((Managed<?, ?>) selected, config);
    return nameOnServer((Managed<?, ?>) selected)
        .orElseThrow(() -> waiting("Database %s is there, but its database is not created yet.".formatted(selected.getMetadata().getName())));
  }

  /** As {@link #resolve}, for the Database resource of that name. */
  public String referred(Optional<String> namespace, String group, ProviderConfigReference config, String resource, WakeUps.Reads reads) {
    var key = new ObjectKey(Kinds.database(group), namespace, resource);
    reads.add(key);
    var found = caches.get(key, Managed.class);
    found.ifPresent(d -> checkServer((Managed<?, ?>) d, config));
    return found
        .map(d -> (Managed<?, ?>) d)
        .flatMap(DatabaseNames::nameOnServer)
        .orElseThrow(() -> waiting(found.isEmpty() ? key + " is not there yet." : key + " is there, but its database is not created yet."));
  }

  /** Whether the manifest says that a reference which isn't there is no error. */
  public static boolean isOptional(SqlParameters wanted) {
    return Stream.of(Optional.ofNullable(wanted.databaseRef()).map(Reference::policy), Optional.ofNullable(wanted.databaseSelector()).map(Selector::policy))
        .flatMap(Optional::stream)
        .anyMatch(policy -> "Optional".equals(policy.resolution()));
  }

  /** The name, as far as it is known without waiting. */
  public Optional<String> peek(String group, Optional<String> namespace, SqlParameters wanted) {
    if (wanted.database() != null) {
      return Optional.of(wanted.database());
    }
    return Optional.ofNullable(wanted.databaseRef()).flatMap(r -> peek(group, namespace, r.name()));
  }

  /** Likewise, for the Database resource of that name. */
  public Optional<String> peek(String group, Optional<String> namespace, String resource) {
    return caches.get(new ObjectKey(Kinds.database(group), namespace, resource), Managed.class).flatMap(d -> nameOnServer((Managed<?, ?>) d));
  }

  private static void checkServer(Managed<?, ?> database, ProviderConfigReference config) {
    var theirs = database.getSpec().providerConfigRef();
    if (!config.equals(theirs)) {
      throw new EngineException(
          new Failure.Permanent(
              "ProviderConfigDiffers",
              "spec.providerConfigRef is %s, and that of Database %s is %s, which may be another server; let both refer to the same one, or name the database by spec.forProvider.database."
                  .formatted(words(config), database.getMetadata().getName(), words(theirs)),
              Optional.empty()));
    }
  }

  private static String words(ProviderConfigReference config) {
    return config.kind() == null ? config.name() : config.kind() + " " + config.name();
  }

  /** What was observed on the server, so only once it is there. */
  private static Optional<String> nameOnServer(Managed<?, ?> database) {
    return Optional.ofNullable(database.getStatus())
        .map(s -> s.atProvider())
        .filter(DatabaseObservation.class::isInstance)
        .map(o -> ((DatabaseObservation) o).database());
  }

  private static EngineException waiting(String message) {
    return new EngineException(new Failure.Transient("WaitingForReference", message, Optional.empty()));
  }
}
