package dev.sluice.controller.migration;

import dev.sluice.api.migration.Migration;
import dev.sluice.api.migration.MigrationObservation;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps every version of a namespace's Migrations, in the order in which the API server made them. */
public final class MigrationRecorder implements AutoCloseable {
  private final List<Seen> versions = new CopyOnWriteArrayList<>();
  private final SharedIndexInformer<Migration> informer;

  /** A version, and when it came. */
  record Seen(Migration migration, Instant at) {
    Optional<MigrationObservation> observation() {
      return Optional.ofNullable(migration.getStatus()).flatMap(s -> Optional.ofNullable(s.atProvider()));
    }
  }

  MigrationRecorder(MigrationScene scene) {
    this.informer = scene.client().resources(Migration.class).inNamespace(scene.namespace()).inform(new Handler());
  }

  List<Seen> versions() {
    return List.copyOf(versions);
  }

  /** The values that a part of the observation took, each change once. */
  <T> List<T> values(java.util.function.Function<MigrationObservation, T> part) {
    var values = new java.util.ArrayList<T>();
    for (var seen : versions) {
      var value = seen.observation().map(part).orElse(null);
      if (values.isEmpty() || !Objects.equals(values.getLast(), value)) {
        values.add(value);
      }
    }
    return values;
  }

  /** What Ready said, each change once. */
  public List<String> readiness() {
    var said = new java.util.ArrayList<String>();
    for (var seen : versions) {
      Optional.ofNullable(seen.migration().getStatus())
          .flatMap(status -> status.condition("Ready"))
          .filter(ready -> said.isEmpty() || !said.getLast().equals(ready.status()))
          .ifPresent(ready -> said.add(ready.status()));
    }
    return said;
  }

  @Override
  public void close() {
    informer.close();
  }

  private final class Handler implements ResourceEventHandler<Migration> {
    @Override
    public void onAdd(Migration migration) {
      versions.add(new Seen(migration, Instant.now()));
    }

    @Override
    public void onUpdate(Migration before, Migration after) {
      versions.add(new Seen(after, Instant.now()));
    }

    @Override
    public void onDelete(Migration migration, boolean stateUnknown) {}
  }
}
